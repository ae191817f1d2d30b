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
class Part:
    """Somebody in another role than artist."""

    role: str  # "composer", "lyricist", "conductor", "performer", "remixer", "arranger", "producer", …
    artist_id: ArtistId
    name: str
    part: str | None = None  # a performer's instrument


@dataclass(frozen=True, slots=True)
class ReplayGain:
    """dB to add, and the highest sample as a factor, as the file's tags say."""

    track_db: float | None = None
    track_peak: float | None = None
    album_db: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Loudness:
    """As EBU R 128 measures it."""

    integrated_lufs: float | None  # None: silence
    true_peak: float  # of what a converter makes of the samples; 1.0: full scale


@dataclass(frozen=True, slots=True)
class Work:
    """What is performed, and which movement of it."""

    title: str | None = None
    musicbrainz_id: str | None = None
    movement: str | None = None
    movement_number: int | None = None
    movement_total: int | None = None


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
    sort_title: str | None = None  # only where the file has one of its own
    date: str | None = None  # as precise as it is known: `1999`, `1999-12` or `1999-12-31`
    original_date: str | None = None
    key: str | None = None
    advisory: str | None = None  # "explicit" or "clean"
    disc_title: str | None = None
    media: str | None = None
    replay_gain: ReplayGain = ReplayGain()  # as its tags say
    loudness: Loudness | None = None  # as it was measured; None: not yet
    work: Work | None = None
    parts: tuple[Part, ...] = ()
    moods: tuple[str, ...] = ()
    groupings: tuple[str, ...] = ()
    isrcs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    track_musicbrainz_id: str | None = None  # of the track on its release; musicbrainz_id is the recording's
    fingerprint: str | None = None  # of the encoded sound
    cover_colour: str | None = None  # `#1e2f3a`: what most of the cover shows


@dataclass(frozen=True, slots=True)
class Disc:
    number: int
    title: str | None
    media: str | None
    cover_id: CoverId | None  # None: it shows the release's


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
    sort_title: str | None = None  # only where its files have one of their own
    date: str | None = None  # as Track.date: of this release
    original_date: str | None = None  # of the first release of this album
    version: str | None = None
    labels: tuple[str, ...] = ()
    catalogue_numbers: tuple[str, ...] = ()
    types: tuple[str, ...] = ()  # "album", "live", …
    status: str | None = None
    country: str | None = None
    advisory: str | None = None
    moods: tuple[str, ...] = ()
    discs: tuple[Disc, ...] = ()  # only those that say more than their number
    release_group_musicbrainz_id: str | None = None
    cover_colour: str | None = None  # as Track.cover_colour


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
    part_count: int = 0  # tracks in other roles than artist
    cover_colour: str | None = None  # as Track.cover_colour


@dataclass(frozen=True, slots=True)
class ArtistDetail:
    artist: Artist
    releases: tuple[Release, ...]  # as album artist, by year then title
    appears_on: tuple[Release, ...]
    roles: tuple[tuple[Role, int], ...] = ()  # besides artist, each with the number of its releases


@dataclass(frozen=True, slots=True)
class Credited:
    """Somebody in a role, and how many releases have them in it."""

    artist: Artist
    release_count: int


@dataclass(frozen=True, slots=True)
class Genre:
    name: str
    track_count: int
    release_count: int


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    release_count: int


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    release_count: int


class Role(StrEnum):
    """What somebody did for a track, besides performing as its artist."""

    COMPOSER = "composer"
    LYRICIST = "lyricist"
    CONDUCTOR = "conductor"
    PERFORMER = "performer"
    REMIXER = "remixer"
    ARRANGER = "arranger"
    PRODUCER = "producer"
    ENGINEER = "engineer"
    MIXER = "mixer"
    DJ_MIXER = "djmixer"


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
    label: str | None = None
    credit: tuple[ArtistId, Role] | None = None  # somebody's part in it


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
class Sound:
    """What a track was found to sound like."""

    track: Loudness
    release: Loudness | None  # None: not all its tracks are measured
    range_lu: float
    waveform: bytes  # the highest sample of each of at most 1000 equal parts; 255: full scale
    begins_ms: int  # silence before …
    ends_ms: int  # … and after it; both 0: all is silent


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file, in samples at the rate that its AudioFormat names, from the first that is heard."""

    start_sample: int
    stop_sample: int | None  # the first that is not in it; None: to the file's end


@dataclass(frozen=True, slots=True)
class MediaFile:
    """Where a track's bytes are, and the state of the file that this describes."""

    track_id: TrackId
    path: Path
    size_bytes: int
    mtime_ns: int
    format: AudioFormat
    duration_ms: int
    delay_samples: int = 0  # the encoder's own, before the sound and after it; decoders may leave them out
    padding_samples: int = 0
    cut: Span | None = None  # None: the track is the whole file; else `duration_ms` is the cut's own

    @property
    def state(self) -> str:
        """Short text that changes when the file or the cut does; safe in a URL or an ETag."""
        whole = f"{self.mtime_ns:x}-{self.size_bytes:x}"
        if self.cut is None:
            return whole
        stop = "" if self.cut.stop_sample is None else f"{self.cut.stop_sample:x}"
        return f"{whole}-{self.cut.start_sample:x}-{stop}"


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class LyricWord:
    """A word or syllable of a line, as it is sung."""

    text: str  # as it stands in the line
    at: int  # letters of the line before it
    start_ms: int
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class LyricLine:
    text: str  # empty: a pause
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[LyricWord, ...] = ()  # those with times, in their order in the line


@dataclass(frozen=True, slots=True)
class Lyrics:
    lines: tuple[LyricLine, ...]
    is_synced: bool  # then every line has its time
    language: str | None = None  # ISO 639-2


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


@dataclass(frozen=True, slots=True)
class TrackMatch:
    """A track that was recognised in another file than before."""

    id: str  # "ma-3"
    track_id: TrackId
    title: str
    evidence: str  # "file", "musicbrainz", "fingerprint", "tags"
    from_path: str
    to_path: str
    matched_utc: datetime


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Somebody's correction of what belongs to a release."""

    id: str  # "gr-3"
    kind: str  # "merge" or "split"
    release_id: ReleaseId  # that has the tracks now
    title: str
    artist: str
    made_utc: datetime


class FindingKind(StrEnum):
    NO_COVER = "no_cover"
    NO_ALBUM_ARTIST = "no_album_artist"
    ODD_LENGTH = "odd_length"
    WRONG_LETTERS = "wrong_letters"  # tags in an encoding that they do not name


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is indexed and yet not in order."""

    id: str  # of the release or track
    title: str
    artist: str
    detail: str | None  # such as how the tags probably were meant
    remedy: str  # a sentence for people


class DoubleKind(StrEnum):
    SOUND = "sound"  # the same encoded sound: one file is a copy of the other
    RECORDING = "recording"  # the same recording of MusicBrainz, perhaps on several releases


@dataclass(frozen=True, slots=True)
class Double:
    """The same recording, more than once."""

    tracks: tuple[Track, ...]


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
