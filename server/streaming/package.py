"""A track as segments, for players that fetch playlists: the same chunks as everywhere else, each on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from devices import Capabilities
from library import MediaFile
from server.streaming.decide import exact_profile
from server.streaming.encoded import Patience
from server.streaming.errors import UnknownProfile, UnknownSegment
from server.streaming.feed import PieceFeed
from server.streaming.forms import AAC_PRIMING, AacMp4, FlacMp4
from server.streaming.manifests import Sealed, Variant, master, mpd, playlist
from server.streaming.profiles import Profile, flac, get_profile
from server.streaming.row import Row
from server.streaming.sealing import INIT_IV, Seal

# A player changes between these as its network allows. The first is what it begins with.
LADDER = ("m4a-128", "m4a-256", "m4a-64")
KEY_NAME = "key"  # beside the playlist
_HIFI = Capabilities(
    frozenset(), max_sample_rate_hz=192_000
)  # stereo: what players of HLS can be trusted with


@dataclass(frozen=True, slots=True)
class Package:
    """Of one state of one file. `row` makes the chunks of a profile; it raises what opening the file raises.

    `seal` gives the key of a profile's segments; None: they are sent as they are.
    """

    media: MediaFile
    modified_utc: datetime
    row: Callable[[Profile], Row]
    patience: Patience
    most_kbps: int | None = None
    seal: Callable[[str], Seal] | None = None

    def master(self) -> str:
        return master([self._variant(get_profile(name)) for name in self._ladder])

    def master_within(self, limits_kbps: Sequence[int], *, below: str) -> str:
        """For each limit the largest variant that keeps it, else the smallest; for no limits all of them."""
        names = [self._within(kbps) for kbps in limits_kbps] or self._ladder
        variants = [self._variant(get_profile(name)) for name in dict.fromkeys(names)]
        return master(variants, below=below)

    def _within(self, kbps: int) -> str:
        rates = {get_profile(name).bitrate_kbps: name for name in self._ladder}
        return rates[max((rate for rate in rates if rate <= kbps), default=min(rates))]

    def lossless(self) -> str:
        """A playlist of its own: players stumble over a change of codec in the middle. Under a limit that it exceeds it
        holds what is allowed."""
        names = self._lossless or self._ladder
        return master([self._variant(self._profile(name)) for name in names])

    def manifest(self) -> str:
        """For DASH, which has no word for segments encrypted as a whole. Raises: UnknownProfile for these."""
        if self.seal is not None:
            raise UnknownProfile("dash")
        return mpd([self._variant(self._profile(name)) for name in self._names], priming=AAC_PRIMING)

    def playlist(self, name: str) -> str:
        """Raises: UnknownProfile."""
        sealed = None if self.seal is None else Sealed(KEY_NAME, INIT_IV)
        return playlist(self._variant(self._profile(name)), sealed)

    def key(self, name: str) -> bytes:
        """Of the segments of a playlist. Raises: UnknownProfile, also where they have none."""
        if self.seal is None:
            raise UnknownProfile(name)
        return self.seal(self._profile(name).name).key

    def init(self, name: str) -> Ready:
        """What comes before any segment. Raises: UnknownProfile."""
        profile = self._profile(name)
        form = self._form(self.row(profile))
        seal = self._seal(name)
        ready = Ready(form.init, f"{self.media.state}-{name}-init", self.modified_utc, profile.mime)
        return ready if seal is None else ready.sealed(seal.init(ready.data), seal)

    def segment(self, name: str, number: int) -> Segment:
        """Raises: UnknownProfile, UnknownSegment."""
        row = self.row(self._profile(name))
        if not 0 <= number < row.count:
            raise UnknownSegment(number)
        etag = f"{row.key.partition('/')[2]}-{number}"
        return Segment(row, number, etag, self.modified_utc, self.patience, self._seal(name))

    def _seal(self, name: str) -> Seal | None:
        return None if self.seal is None else self.seal(name)

    @property
    def _exact(self) -> Profile:
        exact = exact_profile(self.media.format, _HIFI)
        return flac(rate_hz=exact.rate_hz, bits=exact.bits or 16, channels=exact.channels, in_mp4=True)

    @property
    def _ladder(self) -> list[str]:
        """What is allowed of it; of the smallest there is always enough."""
        return [name for name in LADDER if self._is_allowed(get_profile(name))] or [LADDER[-1]]

    @property
    def _lossless(self) -> list[str]:
        return [self._exact.name] if self._is_allowed(self._exact) else []

    @property
    def _names(self) -> list[str]:
        return [*self._ladder, *self._lossless]

    def _is_allowed(self, profile: Profile) -> bool:
        return self.most_kbps is None or profile.bitrate_kbps <= self.most_kbps

    def _profile(self, name: str) -> Profile:
        if name not in self._names:
            raise UnknownProfile(name)
        return get_profile(name)

    def _variant(self, profile: Profile) -> Variant:
        return Variant(profile, self._form(self.row(profile)).durations())

    def _form(self, row: Row) -> AacMp4 | FlacMp4:
        if not isinstance(row.form, AacMp4 | FlacMp4):
            raise UnknownProfile(row.cut.profile.name)
        return row.form


@dataclass(frozen=True, slots=True)
class Ready:
    """Bytes that are there."""

    data: bytes
    etag: str
    modified_utc: datetime
    mime: str

    def sealed(self, data: bytes, seal: Seal) -> Ready:
        """The same, encrypted: other bytes, so another ETag."""
        return replace(self, data=data, etag=f"{self.etag}-{seal.mark}")


@dataclass(frozen=True, slots=True)
class Segment:
    """One chunk on its own; its size is known when it is made."""

    row: Row
    number: int
    etag: str
    modified_utc: datetime
    patience: Patience
    seal: Seal | None = None

    @property
    def mime(self) -> str:
        return self.row.cut.profile.mime

    def feed(self) -> PieceFeed:
        """All of it; the next one is begun as well."""
        feed = PieceFeed(
            self.row,
            iter([(1 + self.number, 0, None)]),
            wait_ms=self.patience.wait_ms,
            now_ms=self.patience.now_ms,
        )
        if self.number + 1 < self.row.count:
            self.row.prepare(2 + self.number)
        return feed

    def made(self, feed: PieceFeed) -> Ready:
        """Once the feed is ready. Raises what went wrong."""
        ready = Ready(feed.take_all(), self.etag, self.modified_utc, self.mime)
        return (
            ready
            if self.seal is None
            else ready.sealed(self.seal.segment(self.number, ready.data), self.seal)
        )
