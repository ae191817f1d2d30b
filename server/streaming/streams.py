"""The streaming face: what to offer a device, what a link stands for, and one way to hear a track."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from devices import Capabilities, PlayToken, Samples
from library import DiskCache, MediaFile, TrackId
from server.clock import Clock
from server.config import StreamingConfig
from server.streaming.at_hand import FileFeed
from server.streaming.decide import Direct, Piece, Transcode, decide
from server.streaming.encoded import Encoded, Patience
from server.streaming.encoders import Encoders
from server.streaming.errors import FileChanged, LinkForged, TooManyStreams
from server.streaming.feed import Feed
from server.streaming.fetches import Fetches, metered
from server.streaming.forms import samples_in_wave
from server.streaming.growing import Growing
from server.streaming.jobs import Urgency
from server.streaming.limits import AT_HOME, NO_LIMITS, HouseLimits, StreamLimits, Whereabouts, strictest
from server.streaming.links import Link, Links
from server.streaming.manifests import HLS_MIME
from server.streaming.originals import Original, check_unchanged
from server.streaming.pace import Pace, Paced, pace_of
from server.streaming.package import Package
from server.streaming.packaging import Packaging, find_packaging
from server.streaming.profiles import Profile, Wrapping, get_profile
from server.streaming.rendition import OpenFile, Rendition
from server.streaming.renditions import Renditions, modified
from server.streaming.sealing import Seal, derive_seal
from server.streaming.treatment import UNTREATED, Treatment

_OVER_KEPT = 1024
_STREAM = "/stream/"


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a device finds a track in a form that it can play."""

    path: str  # of this server: "/stream/…"
    mime: str
    note: str  # for people: "original FLAC", "Opus 128 kbit/s: this device cannot play ALAC"
    samples: Samples | None = None  # where they lie in the stream, for devices that mix


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link stands for."""

    track_id: TrackId
    rendition: Rendition
    token: PlayToken
    listener: str
    pace: Pace | None
    now_ms: Callable[[], int]
    fetches: Fetches

    def sent(self, body: OpenFile | Feed, *, asked: str | None) -> OpenFile | Feed:
        """The body as fast as the link wants it, and counted; `asked` is the range that was asked for."""
        body = metered(body, self.fetches.begin(self.token, asked, self.rendition.size_bytes))
        if self.pace is None:
            return body
        feed = FileFeed(body.file, body.length_bytes) if isinstance(body, OpenFile) else body
        return Paced(feed, self.pace, now_ms=self.now_ms)


class Streams:
    """Any thread."""

    def __init__(
        self,
        *,
        config: StreamingConfig,
        key: bytes,
        cache_dir: Path,
        media_file: Callable[[TrackId], MediaFile],
        clock: Clock,
        levels_by_converting: bool = False,
        heard_by: Callable[[TrackId, str], MediaFile] | None = None,
    ) -> None:
        """`key` signs the links; `media_file` raises the library's NotFound; `heard_by` is asked instead where a link
        was made for a listener and no device, and raises what keeps them from it now."""
        self._levels_by_converting = levels_by_converting
        self._default_bitrate_kbps = config.default_bitrate_kbps
        self._limits = HouseLimits(config.away_kbps or None, config.metered_kbps or None)
        self.tells_titles = config.tell_titles  # to players that ask for it
        self.seals_segments = config.encrypt_segments
        self._key = key
        self._links = Links(key=key, lifetime=timedelta(hours=config.link_hours), clock=clock)
        self._encoders = Encoders(config.encoder_slots, per_listener=config.encoder_slots_per_user)
        self._patience = Patience(config.slot_wait_s * 1000, clock.now_ms)
        self._cache = DiskCache(cache_dir, budget_bytes=config.cache_mb << 20)
        self._renditions = Renditions(
            cache=self._cache,
            encoders=self._encoders,
            patience=self._patience,
        )
        self._media_file = media_file
        self._heard_by = heard_by or (lambda track, _: media_file(track))
        self._now_ms = clock.now_ms
        self.fetches = Fetches(clock.now_ms)
        self._lock = threading.Lock()
        self._over: OrderedDict[PlayToken, None] = OrderedDict()

    def offer(
        self,
        media: MediaFile,
        capabilities: Capabilities,
        *,
        token: PlayToken,
        limits: StreamLimits = NO_LIMITS,
        start_ms: int = 0,
        listener: str = "",
        listener_kbps: int | None = None,
        treatment: Treatment = UNTREATED,
        is_paced: bool = False,
    ) -> Offer:
        """Touches no disk. With `start_ms` the stream itself begins there, so it is never the original. A level alone
        makes no conversion unless the house wants it so; it is part of one that is made anyway."""
        piece = self._piece(media, start_ms, treatment)
        kbps = self._default_bitrate_kbps
        where = Whereabouts(capabilities.is_away, capabilities.is_metered, listener_kbps)
        limits = replace(limits, ceilings=(*limits.ceilings, *self._limits.ceilings(where)))
        match decide(media.format, capabilities, limits, default_bitrate_kbps=kbps, piece=piece):
            case Direct(note):
                link = Link(media.track_id, media.state, None, 0, token, listener, is_paced)
                return Offer(self._path(link), media.format.mime, note)
            case Transcode(profile, why):
                note = f"{profile.title}: {why}"
                link = Link(
                    media.track_id, media.state, profile.name, start_ms, token, listener, is_paced, treatment
                )
                samples = _samples(profile) if capabilities.can_mix else None
                return Offer(self._path(link), profile.mime, note, samples)

    def find_token(self, url: str) -> PlayToken | None:
        """The load that a URL found in a device belongs to; None if it is not a stream of ours."""
        _, found, rest = url.partition(_STREAM)
        return self._links.find_token(rest.partition("/")[0].partition("?")[0]) if found else None

    def track_of(self, signed: str) -> TrackId:
        """What the link lets one hear. Raises: LinkForged, LinkExpired, FileChanged, library.NotFound."""
        return self._read(signed)[1].track_id

    def open_link(self, signed: str) -> Opened:
        """Raises: LinkForged, LinkExpired, FileChanged, FileMissing, Undecodable, library.NotFound."""
        link, media = self._read(signed)
        if find_packaging(link.profile) is not None:
            raise LinkForged
        profile = None if link.profile is None else get_profile(link.profile)
        rendition = self.rendition(
            media, profile, start_ms=link.start_ms, listener=link.listener, treatment=link.treatment
        )
        pace = pace_of(media, profile) if link.is_paced else None
        return Opened(link.track_id, rendition, link.token, link.listener, pace, self._now_ms, self.fetches)

    def permit(self, media: MediaFile, profile: Profile | None, *, listener: str) -> str:
        """A signed word that this listener may hear this state of the track in this encoding, for `permitted`."""
        name = None if profile is None else profile.name
        return self._links.sign(Link(media.track_id, media.state, name, 0, PlayToken(""), listener))

    def permitted(self, signed: str) -> tuple[MediaFile, Profile | None]:
        """Raises: LinkForged, LinkExpired, FileChanged, library.NotFound."""
        link, media = self._read(signed)
        if find_packaging(link.profile) is not None:
            raise LinkForged
        return media, None if link.profile is None else get_profile(link.profile)

    def supersede(self, token: PlayToken) -> None:
        """What was fetched for this load is of no use any more: its connections are cut within a second."""
        with self._lock:
            self._over[token] = None
            if len(self._over) > _OVER_KEPT:
                self._over.popitem(last=False)

    def is_over(self, token: PlayToken) -> bool:
        return token in self._over

    def most_kbps(self, where: Whereabouts) -> int | None:
        """What the house allows there; None: anything."""
        ceiling = strictest(self._limits.ceilings(where))
        return None if ceiling is None else ceiling.kbps

    def offer_package(
        self, media: MediaFile, *, token: PlayToken, listener: str = "", where: Whereabouts = AT_HOME
    ) -> Offer:
        """The same track in segments, no larger than is allowed there; beside the playlist that is offered lie
        `lossless.m3u8` and `manifest.mpd`."""
        ceiling = strictest(self._limits.ceilings(where))
        limited = "" if ceiling is None else f": limited to {ceiling.kbps} kbit/s{ceiling.where}"
        packaging = Packaging(None if ceiling is None else ceiling.kbps, self.seals_segments)
        link = Link(media.track_id, media.state, packaging.name, 0, token, listener)
        return Offer(f"{_STREAM}{self._links.sign(link)}/master.m3u8", HLS_MIME, f"HLS{limited}")

    def open_package(self, signed: str) -> Package:
        """Raises: LinkForged, LinkExpired, FileChanged, library.NotFound."""
        link, media = self._read(signed)
        packaging = find_packaging(link.profile)
        if packaging is None:
            raise LinkForged

        def seal(profile: str) -> Seal:
            return derive_seal(self._key, link.listener, link.track_id, link.state, profile)

        return Package(
            media,
            modified(media),
            lambda profile: self._renditions.row(media, profile, 0, link.listener),
            self._patience,
            packaging.most_kbps,
            seal if packaging.is_sealed else None,
        )

    def prepare(self, offered: Offer) -> None:
        """Makes the beginning of what was offered and will be heard soon, when nobody needs the encoders for what is
        heard now. Returns at once; what goes wrong is told to whoever fetches it."""
        signed = offered.path.removeprefix(_STREAM)
        with contextlib.suppress(TooManyStreams):
            self._encoders.submit(
                f"begin {signed}", lambda: self._begin(signed), listener="", urgency=Urgency.SOON
            )

    def _begin(self, signed: str) -> bytes:
        rendition = self.open_link(signed).rendition
        if isinstance(rendition, Encoded | Growing):
            rendition.prepare()
        return b""

    @property
    def kept(self) -> DiskCache:
        """Where encoded chunks are kept."""
        return self._cache

    @property
    def encoders_running(self) -> int:
        return self._encoders.running

    def close(self) -> None:
        """Ends the encoders' threads, at once or after the chunk that is being made."""
        self._encoders.close()

    def rendition(
        self,
        media: MediaFile,
        profile: Profile | None,
        *,
        start_ms: int = 0,
        listener: str = "",
        treatment: Treatment = UNTREATED,
    ) -> Rendition:
        """`listener` is who may keep only some encoders busy: a user, or "" for nobody in particular.

        `profile` None: the original bytes, which always begin at 0 and are the whole of the file.

        The first rendition of a file reads it here and there to find its true length.
        Raises: FileChanged, FileMissing, Undecodable.
        """
        if profile is None:
            if start_ms or media.cut is not None or not treatment.is_none:
                raise ValueError("the original bytes begin at 0 and are all of the file")
            check_unchanged(media)
            return Original(media)
        return self._renditions.get(media, profile, start_ms, listener, treatment)

    def _piece(self, media: MediaFile, start_ms: int, treatment: Treatment) -> Piece:
        if media.cut is not None:
            return Piece.PART
        if start_ms:
            return Piece.REST
        if treatment.rate != 1:
            return Piece.FASTER
        if not treatment.adjustment.is_off:
            return Piece.TREATED
        return Piece.LEVELLED if self._levels_by_converting and treatment.level_db else Piece.WHOLE

    def _read(self, signed: str) -> tuple[Link, MediaFile]:
        link = self._links.read(signed)
        is_told = bool(link.token)  # to a device
        media = self._media_file(link.track_id) if is_told else self._heard_by(link.track_id, link.listener)
        if media.state != link.state:
            raise FileChanged(link.track_id)
        return link, media

    def _path(self, link: Link) -> str:
        return f"{_STREAM}{self._links.sign(link)}"


def _samples(profile: Profile) -> Samples | None:
    if profile.wrapping is not Wrapping.WAV or profile.bits is None:
        return None
    return samples_in_wave(rate_hz=profile.rate_hz, channels=profile.channels, bits=profile.bits)
