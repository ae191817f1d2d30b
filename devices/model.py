"""What a device is to the rest of the house: a place that plays one Media and reports what happens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol, runtime_checkable

DeviceId = NewType("DeviceId", str)  # "browser-5f3a…", "virtual-kitchen": stable through restarts
PlayToken = NewType("PlayToken", str)  # one per load; a report with a stale token means nothing


class DeviceKind(StrEnum):
    BROWSER = "browser"
    VIRTUAL = "virtual"
    CHROMECAST = "chromecast"
    SONOS = "sonos"
    PHONE = "phone"  # a Subsonic app


DUCK_DB = -14  # music under somebody's voice: as broadcasters have it …
DUCK_MS = 300
RISE_MS = 600  # … and slower up than down, so that nobody notices


class Fading(StrEnum):
    """How what a device starts can be kept from being heard until it is in place."""

    NONE = "none"
    GAIN = "gain"  # it does it itself: Media.is_hushed and `Swelling`
    VOLUME = "volume"  # only by its volume: its worker does it, and gives the volume back


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device can be sent and what can be asked of it."""

    mimes: frozenset[str]  # it plays these as they are, such as "audio/flac"
    max_sample_rate_hz: int = 48_000
    max_channels: int = 2
    max_bits: int = 24
    max_pcm_bits: int = 24  # in WAV and AIFF
    is_at_home: bool = False  # always on the house's own network: what is lossless stays so
    is_away: bool = False  # outside the home network: what it is sent may be limited
    is_metered: bool = False  # its network costs by the byte
    can_schedule: bool = False  # honours Media.start_at_ms instead of starting as soon as it can
    can_load_paused: bool = True
    can_level: bool = False  # honours Media.level_db
    can_mix: bool = False  # takes plain samples and lays them out in time by itself
    starts_in_stream: bool = (
        False  # seeks to whole seconds: what begins elsewhere is to be a stream that begins there
    )
    can_preload: bool = False  # honours `preload`, so that the next track follows without a gap
    can_rate: bool = False  # plays faster or slower by itself: Media.rate and `Rated`
    can_overlay: bool = False  # lays a short sound over what it plays: `Overlaying`
    fading: Fading = Fading.NONE
    position_bound_ms: int = 150  # how far off its reports may be before it is corrected
    plays_by_itself: bool = False  # it chooses what it plays and says so; nothing can be asked of it


@dataclass(frozen=True, slots=True)
class Member:
    """One speaker of several that are one device to us: a native group, a stereo pair."""

    id: DeviceId
    name: str
    volume_percent: int | None = None  # its own, where it is known


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    id: DeviceId
    kind: DeviceKind
    name: str
    model: str
    capabilities: Capabilities
    members: tuple[Member, ...] = ()  # of a group, its leader first; none: it is alone
    address: str = ""  # where it is now, for people

    @property
    def fading(self) -> Fading:
        """Of a group by its volume none: from nothing its members do not come back in their balance."""
        by_volume = self.capabilities.fading is Fading.VOLUME
        return Fading.NONE if by_volume and len(self.members) > 1 else self.capabilities.fading


@dataclass(frozen=True, slots=True)
class Samples:
    """How a stream's samples lie in its bytes: interleaved, little-endian, after a header."""

    rate_hz: int
    channels: int
    bits: int  # 16 or 24
    header_bytes: int


@dataclass(frozen=True, slots=True)
class Media:
    """One thing to play. Position 0 is the start of the *track*, wherever the stream starts."""

    token: PlayToken
    url: str  # absolute for speakers, same-origin path for browsers
    mime: str
    title: str
    artist: str
    release: str
    cover_url: str | None
    duration_ms: int
    start_ms: int = 0  # play from here …
    start_at_ms: int | None = None  # … so that it sounds at this server time; None: as soon as possible
    playing: bool = True  # False: be ready at start_ms and wait for `play`
    samples: Samples | None = None  # for devices that mix (Capabilities.can_mix)
    crossfade_ms: int = 0  # it may begin so long before the track before it ends, where a device mixes
    level_db: float = 0.0  # to add, by devices that can (Capabilities.can_level), to what is in the stream
    # So much of the track is heard in a second. Devices that can (Capabilities.can_rate) see to it; for the others the
    # stream is already so: what they say of their position is the stream's, times this.
    rate: float = 1.0
    # Not to be heard before `Swell`, by devices that can (Capabilities.fading). One that has only its volume turns that
    # to nothing before it can sound; its worker gives it back.
    is_hushed: bool = False


class Device(Protocol):
    """Each call may block a few seconds and is made by the device's own worker thread, one at a time.

    A call whose token is not the loaded one does nothing. Outcomes come as reports, never as return values;
    raises DeviceError when the command could not be delivered.
    """

    @property
    def info(self) -> DeviceInfo: ...
    def load(self, media: Media) -> None: ...
    def preload(
        self, media: Media | None
    ) -> None: ...  # follows the loaded one without a gap; None: forget it
    def play(self, token: PlayToken) -> None: ...
    def pause(self, token: PlayToken) -> None: ...
    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None: ...
    def stop(self, token: PlayToken, fade_ms: int) -> None: ...
    def set_volume(self, percent: int) -> None: ...
    def close(self) -> None: ...


@runtime_checkable
class Rated(Protocol):
    """A device that plays faster or slower by itself, the pitch as it was (Capabilities.can_rate)."""

    def set_rate(self, token: PlayToken, rate: float) -> None: ...  # what is loaded and what was preloaded


@runtime_checkable
class Swelling(Protocol):
    """A device that has a gain beside its volume (Fading.GAIN)."""

    def swell(
        self, token: PlayToken, over_ms: int
    ) -> None: ...  # what was hushed rises to the device's volume


@runtime_checkable
class Overlaying(Protocol):
    """A device that can lay a sound over what it plays, which goes down by DUCK_DB within DUCK_MS, never stops, and
    comes up again within RISE_MS (Capabilities.can_overlay). `stop` with its token ends it."""

    def overlay(
        self, media: Media, volume_percent: int | None
    ) -> None: ...  # as loud as the device would be then; None: as it is


@runtime_checkable
class Restorable(Protocol):
    """A device that can put back what it played, ours or not (Occupied.can_return). Any thread; both block some
    seconds. Raises: DeviceFailed."""

    def snapshot(self, fade_ms: int) -> str: ...  # as text that can be kept; silent afterwards
    def restore(self, snapshot: str) -> None: ...
