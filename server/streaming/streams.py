"""The streaming face: what to offer a device, what a link stands for, and one way to hear a track."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from devices import Capabilities, PlayToken
from library import MediaFile, TrackId
from server.clock import Clock
from server.config import StreamingConfig
from server.streaming.cache import ChunkCache
from server.streaming.chunks import Chunks
from server.streaming.cut import Cut
from server.streaming.decide import NO_LIMITS, Direct, StreamLimits, Transcode, choose_profile, decide
from server.streaming.encode import ENCODER_VERSION, Source, measure
from server.streaming.encoded import Encoded, Row
from server.streaming.errors import FileChanged, Undecodable
from server.streaming.forms import GRID_VERSION, form_of
from server.streaming.links import Link, Links
from server.streaming.originals import Original, check_unchanged
from server.streaming.profiles import RATE_HZ, Profile, get_profile
from server.streaming.rendition import Rendition
from server.streaming.slots import Slots

_SOURCES_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a device finds a track in a form that it can play."""

    path: str  # of this server: "/stream/…"
    mime: str
    note: str  # for people: "original FLAC", "Opus 128 kbit/s: this device cannot play ALAC"


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
    ) -> None:
        """`key` signs the links; `media_file` raises the library's NotFound."""
        self._default_bitrate_kbps = config.default_bitrate_kbps
        self._links = Links(key=key, lifetime=timedelta(hours=config.link_hours), clock=clock)
        self._cache = ChunkCache(cache_dir, budget_bytes=config.cache_mb << 20)
        self._slots = Slots(config.encoder_slots, wait_s=config.slot_wait_s)
        self._chunks = Chunks(cache=self._cache, slots=self._slots)
        self._media_file = media_file
        self._sources = _Sources()

    def offer(
        self,
        media: MediaFile,
        capabilities: Capabilities,
        *,
        token: PlayToken,
        limits: StreamLimits = NO_LIMITS,
        start_ms: int = 0,
    ) -> Offer:
        """Touches no disk. With `start_ms` the stream itself begins there, so it is never the original."""
        bitrate_kbps = self._default_bitrate_kbps
        decision = decide(media.format, capabilities, limits, default_bitrate_kbps=bitrate_kbps)
        if start_ms and isinstance(decision, Direct):
            profile = choose_profile(media.format, capabilities, limits, bitrate_kbps)
            decision = Transcode(profile, "it begins within the track")
        match decision:
            case Direct(note):
                return Offer(self._path(media, None, 0, token), media.format.mime, note)
            case Transcode(profile, why):
                note = f"{profile.title}: {why}"
                return Offer(self._path(media, profile, start_ms, token), profile.mime, note)

    def open_link(self, signed: str) -> Rendition:
        """Raises: LinkForged, LinkExpired, FileChanged, FileMissing, Undecodable, library.NotFound."""
        link = self._links.read(signed)
        media = self._media_file(link.track_id)
        if media.state != link.state:
            raise FileChanged(link.track_id)
        profile = None if link.profile is None else get_profile(link.profile)
        return self.rendition(media, profile, start_ms=link.start_ms)

    def rendition(self, media: MediaFile, profile: Profile | None, *, start_ms: int = 0) -> Rendition:
        """`profile` None: the original bytes, which always begin at 0.

        The first rendition of a file reads it here and there to find its true length.
        Raises: FileChanged, FileMissing, Undecodable.
        """
        if media.cut is not None:  # the whole file is not the track
            raise Undecodable(media.path, "a part of a file cannot be streamed yet")
        if profile is None:
            if start_ms:
                raise ValueError("the original bytes begin at 0")
            check_unchanged(media)
            return Original(media)
        return self._encoded(media, profile, start_ms)

    def _encoded(self, media: MediaFile, profile: Profile, start_ms: int) -> Encoded:
        check_unchanged(media)
        source = self._sources.get(media)
        cut = Cut(source, profile, start_ms * RATE_HZ // 1000)
        etag = f"{media.state}-{profile.name}-{start_ms}-{GRID_VERSION}-{ENCODER_VERSION}"
        key = f"{media.track_id}/{etag}"
        form = form_of(profile, cut.samples, source_rate_hz=source.rate_hz, name=key)
        row = Row(cut, form, key, self._chunks, partial(check_unchanged, media))
        sizes = row.sizes() or self._learned_sizes(key)
        modified_utc = datetime.fromtimestamp(media.mtime_ns // 1_000_000_000, UTC)
        return Encoded(
            row, etag=etag, modified_utc=modified_utc, sizes=sizes, learn=partial(self._learn_sizes, key)
        )

    def _path(self, media: MediaFile, profile: Profile | None, start_ms: int, token: PlayToken) -> str:
        name = None if profile is None else profile.name
        return f"/stream/{self._links.sign(Link(media.track_id, media.state, name, start_ms, token))}"

    def _learned_sizes(self, key: str) -> list[int] | None:
        found = self._cache.find(f"{key}/sizes")
        return None if found is None else [int(size) for size in json.loads(found)]

    def _learn_sizes(self, key: str, sizes: list[int]) -> None:
        self._cache.put(f"{key}/sizes", json.dumps(sizes).encode())


class _Sources:
    """What was measured, per state of a file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[TrackId, str], Source] = OrderedDict()

    def get(self, media: MediaFile) -> Source:
        key = (media.track_id, media.state)
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = measure(media.path)
            with self._lock:
                self._known[key] = known
                if len(self._known) > _SOURCES_KEPT:
                    self._known.popitem(last=False)
        return known
