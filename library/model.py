"""What a music library is made of, as frozen values; knows neither files' tags nor SQL nor HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Generic, NewType, TypeVar

TrackId = NewType("TrackId", str)  # "tr-12": one opaque id space, the prefix tells the kind
ReleaseId = NewType("ReleaseId", str)  # "al-7"
ArtistId = NewType("ArtistId", str)  # "ar-3"
FolderId = NewType("FolderId", str)  # "fo-9": a directory as on disk
CoverId = NewType("CoverId", str)  # "co-5-1f2e3d4c": changes when the picture changes
LibraryId = NewType("LibraryId", str)  # "li-2"
UserId = NewType("UserId", int)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """What the bytes of a file are, as the decoder sees them."""

    codec: str  # "mp3", "aac", "alac", "flac", "vorbis", "opus", "pcm", "wavpack", "ape", "dsd"
    container: str  # "mp3", "mp4", "flac", "ogg", "wav", "aiff", "wavpack", "ape", "dsf"
    mime: str  # of the original file, such as "audio/flac"
    sample_rate_hz: int
    channels: int
    bits: int | None  # None for lossy codecs
    bitrate_kbps: int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a stable order; `total` counts all of it."""

    items: tuple[T, ...]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class Credit:
    """An artist as named in one place: `name` is the spelling of the library's artist."""

    artist_id: ArtistId
    name: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What one user said and did about a thing."""

    starred_utc: datetime | None = None
    rating: int | None = None  # 1..5
    plays: int = 0
    played_utc: datetime | None = None
    position_ms: int | None = None  # where a long track or a book was left, …
    left_utc: datetime | None = None  # … and when


@dataclass(frozen=True, slots=True)
class Track:
    id: TrackId
    title: str
    release_id: ReleaseId
    release_title: str
    artists: tuple[Credit, ...]
    album_artists: tuple[Credit, ...]
    artist: str  # as the file displays it: "A feat. B"
    disc: int | None
    number: int | None
    year: int | None
    genres: tuple[str, ...]
    duration_ms: int
    format: AudioFormat
    size_bytes: int
    suffix: str  # "flac"
    path: str  # relative to its root, with "/"; for people, never opened
    folder_id: FolderId
    cover_id: CoverId | None
    added_utc: datetime
    musicbrainz_id: str | None = None
    bpm: int | None = None
    comment: str | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class Release:
    id: ReleaseId
    title: str
    artists: tuple[Credit, ...]  # album artists
    artist: str
    year: int | None
    genres: tuple[str, ...]
    is_compilation: bool
    track_count: int
    disc_count: int
    duration_ms: int
    cover_id: CoverId | None
    added_utc: datetime
    musicbrainz_id: str | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class ReleaseDetail:
    release: Release
    tracks: tuple[Track, ...]  # by disc, number, title


@dataclass(frozen=True, slots=True)
class Artist:
    id: ArtistId
    name: str
    sort_name: str
    release_count: int  # as album artist
    track_count: int
    cover_id: CoverId | None
    musicbrainz_id: str | None = None
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class ArtistDetail:
    artist: Artist
    releases: tuple[Release, ...]  # as album artist, by year then title
    appears_on: tuple[Release, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    name: str
    track_count: int
    release_count: int


@dataclass(frozen=True, slots=True)
class Folder:
    id: FolderId
    parent_id: FolderId | None  # None: a root
    name: str


@dataclass(frozen=True, slots=True)
class FolderDetail:
    folder: Folder
    folders: tuple[Folder, ...]
    tracks: tuple[Track, ...]
    marks: Marks = Marks()


class LibraryKind(StrEnum):
    MUSIC = "music"
    AUDIOBOOKS = "audiobooks"


@dataclass(frozen=True, slots=True)
class MusicLibrary:
    """A part of the collection that is listed by itself, and that not everybody needs to see."""

    id: LibraryId
    name: str
    kind: LibraryKind


@dataclass(frozen=True, slots=True)
class LibraryPlan:
    """A library as a household wants it."""

    name: str
    folders: tuple[Path, ...]
    kind: LibraryKind = LibraryKind.MUSIC
    users: tuple[str, ...] = ()  # names of those who see it; none: everybody does


class ReleaseOrder(StrEnum):
    TITLE = "title"
    ARTIST = "artist"
    NEWEST = "newest"  # added last, first
    YEAR = "year"
    YEAR_DESC = "year_desc"
    RANDOM = "random"
    FREQUENT = "frequent"  # the user's plays
    RECENT = "recent"  # the user's last play
    STARRED = "starred"  # only starred ones, last starred first
    HIGHEST = "highest"  # only rated ones


@dataclass(frozen=True, slots=True)
class ReleaseFilter:
    genre: str | None = None
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of one kind to answer, from where."""

    limit: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    artists: tuple[Artist, ...]
    releases: tuple[Release, ...]
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Starred:
    artists: tuple[Artist, ...]
    releases: tuple[Release, ...]
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class MediaFile:
    """Where a track's bytes are, and the state of the file that this describes."""

    track_id: TrackId
    path: Path
    size_bytes: int
    mtime_ns: int
    format: AudioFormat
    duration_ms: int

    @property
    def state(self) -> str:
        """Short text that changes when the file does; safe in a URL or an ETag."""
        return f"{self.mtime_ns:x}-{self.size_bytes:x}"


@dataclass(frozen=True, slots=True)
class CoverImage:
    data: bytes
    mime: str
    etag: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be indexed, or only in part."""

    path: str
    reason: str  # a sentence for people
    seen_utc: datetime


class ScanState(StrEnum):
    IDLE = "idle"
    SCANNING = "scanning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ScanStatus:
    state: ScanState = ScanState.IDLE
    seen: int = 0  # audio files: found so far, then, once `expected` is known, dealt with
    expected: int | None = None  # None until the walk is done
    added: int = 0
    changed: int = 0
    removed: int = 0
    failed: int = 0  # found unreadable in this scan; Library.problems has all
    started_utc: datetime | None = None
    ended_utc: datetime | None = None
    reason: str | None = None  # why FAILED
    rate_files_per_s: float | None = None  # of the last seconds, while files are read
    remaining_s: int | None = None  # at that rate


@dataclass(frozen=True, slots=True)
class Counts:
    tracks: int
    releases: int
    artists: int
    duration_ms: int
    size_bytes: int
