"""What somebody chose for how music sounds to them, or in a place; frozen values."""

from __future__ import annotations

from dataclasses import dataclass

# ISO 266: an octave apart, as on every ten-band equalizer.
BANDS_HZ = (31, 62, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000)
MOST_DB = 12.0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """All off by default: then nothing touches a sample."""

    equalizer_db: tuple[float, ...] = (0.0,) * len(BANDS_HZ)  # ±MOST_DB each
    balance: float = 0.0  # −1: only the left, 1: only the right
    is_mono: bool = False
    has_crossfeed: bool = False  # for headphones: each ear hears a little of the other side

    @property
    def is_off(self) -> bool:
        return self == NOTHING


NOTHING = Adjustment()
