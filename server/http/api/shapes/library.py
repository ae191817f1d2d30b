"""Music, as it is told and corrected, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

from library import Role
from server.http.api.shapes.values import Id, Shape


class CreditJson(Shape, frozen=True, kw_only=True):
    artist_id: str
    name: str


class MarksJson(Shape, frozen=True, kw_only=True):
    starred: bool
    rating: int | None
    plays: int
    position_ms: int | None = None  # where the caller left this book or long track …
    left_utc: datetime | None = None  # … and when


class PartJson(Shape, frozen=True, kw_only=True):
    """Somebody in another role than artist."""

    role: (
        str  # composer, lyricist, conductor, performer, remixer, arranger, producer, engineer, mixer, djmixer
    )
    artist_id: str
    name: str
    part: str | None  # a performer's instrument


class ReplayGainJson(Shape, frozen=True, kw_only=True):
    track_db: float | None
    track_peak: float | None
    album_db: float | None
    album_peak: float | None


class WorkJson(Shape, frozen=True, kw_only=True):
    title: str | None
    movement: str | None
    movement_number: int | None
    movement_total: int | None


class DiscJson(Shape, frozen=True, kw_only=True):
    number: int
    title: str | None
    media: str | None
    cover_id: str | None  # none: it shows the release's


class TrackJson(Shape, frozen=True, kw_only=True):
    id: str
    title: str
    release_id: str
    release_title: str
    artist: str
    artists: list[CreditJson]
    disc: int | None
    number: int | None
    year: int | None
    genres: list[str]
    duration_ms: int
    codec: str
    bitrate_kbps: int
    sample_rate_hz: int
    bits: int | None
    size_bytes: int
    cover_id: str | None
    cover_colour: str | None  # such as #1e2f3a, to be shown until the cover is there
    marks: MarksJson
    credits: list[PartJson]
    date: str | None  # as precise as it is known: 1999, 1999-12 or 1999-12-31
    original_date: str | None
    bpm: int | None
    key: str | None
    advisory: str | None  # explicit or clean
    comment: str | None
    disc_title: str | None
    replay_gain: ReplayGainJson
    work: WorkJson | None
    moods: list[str]
    groupings: list[str]
    isrcs: list[str]
    languages: list[str]


class ReleaseJson(Shape, frozen=True, kw_only=True):
    id: str
    title: str
    artist: str
    artists: list[CreditJson]
    year: int | None
    genres: list[str]
    is_compilation: bool
    track_count: int
    disc_count: int
    duration_ms: int
    cover_id: str | None
    cover_colour: str | None  # as a track's
    marks: MarksJson
    date: str | None  # of this release, as precise as it is known
    original_date: str | None  # of the first one
    version: str | None
    labels: list[str]
    catalogue_numbers: list[str]
    types: list[str]
    status: str | None
    country: str | None
    advisory: str | None
    discs: list[DiscJson]  # those that say more than their number


class ReleaseDetailJson(Shape, frozen=True, kw_only=True):
    release: ReleaseJson
    tracks: list[TrackJson]


class ReleasePageJson(Shape, frozen=True, kw_only=True):
    items: list[ReleaseJson]
    offset: int
    total: int


class ArtistJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    sort_name: str
    release_count: int
    track_count: int
    cover_id: str | None
    cover_colour: str | None  # as a track's
    marks: MarksJson


class RoleJson(Shape, frozen=True, kw_only=True):
    role: Role
    release_count: int


class ArtistDetailJson(Shape, frozen=True, kw_only=True):
    artist: ArtistJson
    releases: list[ReleaseJson]
    appears_on: list[ReleaseJson]
    roles: list[RoleJson]  # besides artist


class ArtistPageJson(Shape, frozen=True, kw_only=True):
    items: list[ArtistJson]
    offset: int
    total: int


class TrackPageJson(Shape, frozen=True, kw_only=True):
    items: list[TrackJson]
    offset: int
    total: int


class LyricWordJson(Shape, frozen=True, kw_only=True):
    text: str
    at: int  # letters (code points) of the line before it
    start_ms: int
    end_ms: int | None


class LyricLineJson(Shape, frozen=True, kw_only=True):
    text: str
    start_ms: int | None
    end_ms: int | None
    words: list[LyricWordJson]  # those with times of their own


class LyricsJson(Shape, frozen=True, kw_only=True):
    synced: bool  # then every line has its time
    language: str | None
    lines: list[LyricLineJson]


class TrackLyricsJson(Shape, frozen=True, kw_only=True):
    lyrics: list[LyricsJson]  # the best first


class SegmentsJson(Shape, frozen=True, kw_only=True):
    """Paths of this server."""

    hls: str  # AAC in three sizes
    hls_lossless: str  # FLAC
    dash: str | None  # over the same segments; None where they are encrypted


class KeptJson(Shape, frozen=True, kw_only=True):
    """What is kept on disk because it may be wanted again."""

    bytes: int
    budget_bytes: int  # what was not wanted for longest goes when it is reached


class CachesJson(Shape, frozen=True, kw_only=True):
    streams: KeptJson  # converted music
    covers: KeptJson  # in small sizes


class LoudnessJson(Shape, frozen=True, kw_only=True):
    """As EBU R 128 measures it."""

    integrated_lufs: float | None  # null: silence
    true_peak: float  # 1: full scale


class SoundJson(Shape, frozen=True, kw_only=True):
    track: LoudnessJson
    release: LoudnessJson | None  # null until all its tracks are measured
    range_lu: float
    waveform: list[int]  # the highest sample of each of at most 1000 equal parts, 0 to 255
    begins_ms: int  # silence before …
    ends_ms: int  # … and after it


class TrackSoundJson(Shape, frozen=True, kw_only=True):
    sound: SoundJson | None  # null: not measured yet, or it cannot be


class ChapterJson(Shape, frozen=True, kw_only=True):
    start_ms: int
    title: str


class ChaptersJson(Shape, frozen=True, kw_only=True):
    chapters: list[ChapterJson]


class FindingJson(Shape, frozen=True, kw_only=True):
    """Something that is indexed and yet not in order."""

    id: str  # of the release or track
    title: str
    artist: str
    detail: str | None
    remedy: str


class FindingPageJson(Shape, frozen=True, kw_only=True):
    items: list[FindingJson]
    offset: int
    total: int


class DoubleJson(Shape, frozen=True, kw_only=True):
    tracks: list[TrackJson]
    paths: list[str]  # of these tracks, below their music folders, for people  # at least two


class DoublePageJson(Shape, frozen=True, kw_only=True):
    items: list[DoubleJson]
    offset: int
    total: int


class MergeBody(Shape, frozen=True, kw_only=True):
    into: Id
    releases: Annotated[list[Id], Meta(min_length=1, max_length=500)]


class SplitBody(Shape, frozen=True, kw_only=True):
    tracks: Annotated[list[Id], Meta(min_length=1, max_length=2000)]


class RegroupingJson(Shape, frozen=True, kw_only=True):
    """Somebody's correction of what belongs to a release."""

    id: str
    kind: str  # merge or split
    release_id: str  # that has the tracks now
    title: str
    artist: str
    made_utc: datetime


class RegroupedJson(Shape, frozen=True, kw_only=True):
    """A correction that was just made, and the release that has the tracks now."""

    regrouping: RegroupingJson  # what undoes it
    release: ReleaseJson
    tracks: list[TrackJson]


class RegroupingPageJson(Shape, frozen=True, kw_only=True):
    items: list[RegroupingJson]
    offset: int
    total: int


class MatchJson(Shape, frozen=True, kw_only=True):
    """A track that was recognised in another file than before."""

    id: str
    track_id: str
    title: str
    evidence: str  # file (the same, moved), musicbrainz, fingerprint (the same sound) or tags
    from_path: str
    to_path: str
    matched_utc: datetime


class MatchPageJson(Shape, frozen=True, kw_only=True):
    items: list[MatchJson]
    offset: int
    total: int


class GenreJson(Shape, frozen=True, kw_only=True):
    name: str
    track_count: int
    release_count: int


class GenresJson(Shape, frozen=True, kw_only=True):
    genres: list[GenreJson]


class YearJson(Shape, frozen=True, kw_only=True):
    year: int
    release_count: int


class YearsJson(Shape, frozen=True, kw_only=True):
    years: list[YearJson]  # newest first


class LabelJson(Shape, frozen=True, kw_only=True):
    name: str
    release_count: int


class LabelPageJson(Shape, frozen=True, kw_only=True):
    items: list[LabelJson]
    offset: int
    total: int


class CreditedJson(Shape, frozen=True, kw_only=True):
    """Somebody in a role."""

    artist: ArtistJson
    release_count: int  # in that role


class CreditedPageJson(Shape, frozen=True, kw_only=True):
    items: list[CreditedJson]
    offset: int
    total: int


class FolderJson(Shape, frozen=True, kw_only=True):
    id: str
    parent_id: str | None
    name: str


class FolderDetailJson(Shape, frozen=True, kw_only=True):
    folder: FolderJson | None  # None: above the roots
    folders: list[FolderJson]
    tracks: list[TrackJson]


class MusicLibraryJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    kind: Literal["music", "audiobooks"]


class LibrariesJson(Shape, frozen=True, kw_only=True):
    libraries: list[MusicLibraryJson]


class SearchJson(Shape, frozen=True, kw_only=True):
    artists: list[ArtistJson]
    releases: list[ReleaseJson]
    tracks: list[TrackJson]


class ProblemFileJson(Shape, frozen=True, kw_only=True):
    path: str
    reason: str
    seen_utc: datetime


class ProblemPageJson(Shape, frozen=True, kw_only=True):
    items: list[ProblemFileJson]
    offset: int
    total: int


class ScanJson(Shape, frozen=True, kw_only=True):
    state: Literal["idle", "scanning", "failed"]
    seen: int
    expected: int | None
    added: int
    changed: int
    removed: int
    failed: int
    reason: str | None
    rate_files_per_s: float | None
    remaining_s: int | None


class LibraryJson(Shape, frozen=True, kw_only=True):
    tracks: int
    releases: int
    artists: int
    duration_ms: int
    size_bytes: int
    scan: ScanJson


class ScanBody(Shape, frozen=True, kw_only=True):
    full: bool = False  # unchanged files, too
    folder_id: str | None = None  # null: everything


class MarksBody(Shape, frozen=True, kw_only=True):
    starred: bool | None = None
    rating: Annotated[int, Meta(ge=0, le=5)] | None = None  # 0 removes it
