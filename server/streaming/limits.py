"""How much may be sent, and on whose account: what was asked for, where somebody listens, who they are. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from server.streaming.profiles import Codec


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No more than that."""

    kbps: int
    where: str = ""  # the rest of "limited to 128 kbit/s", for people; "": whoever asked knows why


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """What somebody asked for, or is allowed, beyond what the device can do."""

    max_bitrate_kbps: int | None = None
    codec: Codec | None = None  # encode to this one, unless the file is of it
    ceilings: tuple[Ceiling, ...] = ()  # the house's

    @property
    def strictest(self) -> Ceiling | None:
        asked = () if self.max_bitrate_kbps is None else (Ceiling(self.max_bitrate_kbps),)
        return strictest((*asked, *self.ceilings))

    @property
    def most_kbps(self) -> int | None:
        found = self.strictest
        return None if found is None else found.kbps

    def allow(self, kbps: int) -> bool:
        return self.most_kbps is None or kbps <= self.most_kbps


NO_LIMITS = StreamLimits()


def strictest(ceilings: tuple[Ceiling, ...]) -> Ceiling | None:
    return min(ceilings, key=lambda each: each.kbps, default=None)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What counts for what somebody may be sent."""

    is_away: bool = False
    is_metered: bool = False  # the listener's network costs by the byte
    listener_kbps: int | None = None  # the most for this person, wherever they are


AT_HOME = Whereabouts()


@dataclass(frozen=True, slots=True)
class HouseLimits:
    """The settings; None: no limit."""

    away_kbps: int | None
    metered_kbps: int | None

    def ceilings(self, whereabouts: Whereabouts) -> tuple[Ceiling, ...]:
        """Those that hold there."""
        told = (
            (whereabouts.is_away, self.away_kbps, " away from home"),
            (whereabouts.is_metered, self.metered_kbps, " on a network that counts"),
            (True, whereabouts.listener_kbps, " for this listener"),
        )
        return tuple(Ceiling(kbps, where) for holds, kbps, where in told if holds and kbps)
