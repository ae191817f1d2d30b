"""The streaming face: what to offer a device, what a link stands for, and one way to hear a track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from devices import Capabilities, PlayToken, Samples
from library import MediaFile, TrackId
from server.clock import Clock
from server.config import StreamingConfig
from server.streaming.cache import ChunkCache
from server.streaming.chunks import Chunks
from server.streaming.cut import Cut
from server.streaming.decide import NO_LIMITS, Direct, Piece, StreamLimits, Transcode, decide
from server.streaming.encode import ENCODER_VERSION
from server.streaming.encoded import Encoded, Patience
from server.streaming.encoders import Encoders
from server.streaming.errors import FileChanged
from server.streaming.forms import GRID_VERSION, GrowingForm, form_of, samples_in_wave
from server.streaming.growing import Growing
from server.streaming.growth import Growth, Growths, read_grown
from server.streaming.links import Link, Links
from server.streaming.originals import Original, check_unchanged
from server.streaming.profiles import Profile, Wrapping, get_profile
from server.streaming.rendition import Rendition
from server.streaming.row import Row
from server.streaming.sources import Sources
from server.streaming.treatment import UNTREATED, Treatment


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a device finds a track in a form that it can play."""

    path: str  # of this server: "/stream/…"
    mime: str
    note: str  # for people: "original FLAC", "Opus 128 kbit/s: this device cannot play ALAC"
    samples: Samples | None = None  # where they lie in the stream, for devices that mix


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
    ) -> None:
        """`key` signs the links; `media_file` raises the library's NotFound."""
        self._levels_by_converting = levels_by_converting
        self._default_bitrate_kbps = config.default_bitrate_kbps
        self._links = Links(key=key, lifetime=timedelta(hours=config.link_hours), clock=clock)
        self._cache = ChunkCache(cache_dir, budget_bytes=config.cache_mb << 20)
        self._encoders = Encoders(config.encoder_slots, per_listener=config.encoder_slots_per_user)
        self._chunks = Chunks(cache=self._cache, encoders=self._encoders)
        self._patience = Patience(config.slot_wait_s * 1000, clock.now_ms)
        self._growths = Growths()
        self._media_file = media_file
        self._sources = Sources()

    def offer(
        self,
        media: MediaFile,
        capabilities: Capabilities,
        *,
        token: PlayToken,
        limits: StreamLimits = NO_LIMITS,
        start_ms: int = 0,
        listener: str = "",
        treatment: Treatment = UNTREATED,
    ) -> Offer:
        """Touches no disk. With `start_ms` the stream itself begins there, so it is never the original. A level alone
        makes no conversion unless the house wants it so; it is part of one that is made anyway."""
        piece = self._piece(media, start_ms, treatment)
        kbps = self._default_bitrate_kbps
        match decide(media.format, capabilities, limits, default_bitrate_kbps=kbps, piece=piece):
            case Direct(note):
                return Offer(self._path(media, None, 0, token, listener, UNTREATED), media.format.mime, note)
            case Transcode(profile, why):
                note = f"{profile.title}: {why}"
                path = self._path(media, profile, start_ms, token, listener, treatment)
                return Offer(path, profile.mime, note, _samples(profile) if capabilities.can_mix else None)

    def open_link(self, signed: str) -> Rendition:
        """Raises: LinkForged, LinkExpired, FileChanged, FileMissing, Undecodable, library.NotFound."""
        link = self._links.read(signed)
        media = self._media_file(link.track_id)
        if media.state != link.state:
            raise FileChanged(link.track_id)
        profile = None if link.profile is None else get_profile(link.profile)
        return self.rendition(
            media, profile, start_ms=link.start_ms, listener=link.listener, treatment=link.treatment
        )

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
        return self._encoded(media, profile, start_ms, listener, treatment)

    def _encoded(
        self, media: MediaFile, profile: Profile, start_ms: int, listener: str, treatment: Treatment
    ) -> Rendition:
        check_unchanged(media)
        source = self._sources.get(media)
        cut = Cut(source, profile, treatment, start_ms * profile.rate_hz // 1000)
        how = "-".join(filter(None, (profile.name, treatment.name)))
        etag = f"{media.state}-{how}-{start_ms}-{GRID_VERSION}-{ENCODER_VERSION}"
        key = f"{media.track_id}/{etag}"
        form = form_of(profile, cut.samples, source_rate_hz=source.rate_hz, name=key)
        row = Row(cut, form, key, self._chunks, partial(check_unchanged, media), listener, form.head)
        modified_utc = datetime.fromtimestamp(media.mtime_ns // 1_000_000_000, UTC)
        sizes = row.sizes()
        if sizes is not None:
            return Encoded(row, etag=etag, modified_utc=modified_utc, sizes=sizes, patience=self._patience)
        growth = self._growths.get(key, lambda: self._growth(key, row))
        row = replace(row, note=growth.note, digest=growth.digest)
        return Growing(row, growth, etag=etag, modified_utc=modified_utc, patience=self._patience)

    def _piece(self, media: MediaFile, start_ms: int, treatment: Treatment) -> Piece:
        if media.cut is not None:
            return Piece.PART
        if start_ms:
            return Piece.REST
        if not treatment.adjustment.is_off:
            return Piece.TREATED
        return Piece.LEVELLED if self._levels_by_converting and treatment.level_db else Piece.WHOLE

    def _growth(self, key: str, row: Row) -> Growth:
        needs_digest = isinstance(row.form, GrowingForm) and row.form.needs_digest
        growth = Growth(
            row.count,
            needs_digest=needs_digest,
            complete=lambda grown: self._cache.put(f"{key}/grown", grown.to_json()),
        )
        found = self._cache.find(f"{key}/grown")
        if found is not None:
            growth.restore(read_grown(found))
        return growth

    def _path(
        self,
        media: MediaFile,
        profile: Profile | None,
        start_ms: int,
        token: PlayToken,
        listener: str,
        treatment: Treatment,
    ) -> str:
        name = None if profile is None else profile.name
        link = Link(media.track_id, media.state, name, start_ms, token, listener, treatment)
        return f"/stream/{self._links.sign(link)}"


def _samples(profile: Profile) -> Samples | None:
    if profile.wrapping is not Wrapping.WAV or profile.bits is None:
        return None
    return samples_in_wave(rate_hz=profile.rate_hz, channels=profile.channels, bits=profile.bits)
