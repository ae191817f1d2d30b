"""What is done to a track's samples before they are encoded; its name is part of a stream's link and bytes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.preferences import BANDS_HZ, NOTHING, Adjustment


@dataclass(frozen=True, slots=True)
class Treatment:
    """Nothing by default: every sample stays what it is."""

    level_db: float = 0.0
    adjustment: Adjustment = NOTHING
    rate: float = 1.0  # so much of the track is heard in a second, the pitch as it was

    @property
    def is_none(self) -> bool:
        return self == UNTREATED

    @property
    def name(self) -> str:
        """Short text that says all of it; empty for none. Safe in links, ETags and cache keys."""
        if self.is_none:
            return ""
        its = self.adjustment
        bands = ":".join(f"{db:g}" for db in its.equalizer_db)
        flags = f"{'m' * its.is_mono}{'x' * its.has_crossfeed}"
        speed = "" if self.rate == 1 else f"_{self.rate:g}"
        return f"{self.level_db:g}_{bands}_{its.balance:g}_{flags}{speed}"

    @property
    def gain_db(self) -> float:
        """To be added to all: the level, and room for what the equalizer raises."""
        return self.level_db - max(0.0, *self.adjustment.equalizer_db)

    @property
    def why(self) -> str:
        """The rest of a sentence for people."""
        if self.adjustment.is_off:
            return f"it is made as loud as the rest ({self.level_db:+g} dB)"
        return "its sound is adjusted"


UNTREATED = Treatment()

_NUMBER = r"-?\d+(?:\.\d+)?"
_NAME = re.compile(
    rf"({_NUMBER})_({_NUMBER}(?::{_NUMBER}){{{len(BANDS_HZ) - 1}}})_({_NUMBER})_(m?)(x?)(?:_({_NUMBER}))?"
)


def get_treatment(name: str) -> Treatment:
    """Of a name. Raises: ValueError."""
    if not name:
        return UNTREATED
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    level, bands, balance, mono, crossfeed, rate = found.groups()
    equalizer_db = tuple(float(db) for db in bands.split(":"))
    adjustment = Adjustment(equalizer_db, float(balance), bool(mono), bool(crossfeed))
    return Treatment(float(level), adjustment, float(rate or 1))
