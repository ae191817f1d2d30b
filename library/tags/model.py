"""What one audio file says of itself, as plain values between reading and cataloguing."""

from __future__ import annotations

from dataclasses import dataclass

from library.model import AudioFormat, Span

# A file's fields under their Vorbis comment names in lower case, whatever format they came from.
RawTags = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Name:
    """An artist as spelled in the file."""

    name: str
    sort_name: str | None = None
    musicbrainz_id: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody did: `part` says more of the role, such as a performer's instrument."""

    role: str  # of ROLES
    name: str
    part: str | None = None


# Beside artists and album artists.
ROLES = (
    *("composer", "lyricist", "conductor", "performer", "remixer", "arranger"),
    *("producer", "engineer", "mixer", "djmixer"),
)


@dataclass(frozen=True, slots=True)
class Gain:
    """Loudness as measured by whoever tagged: dB to add, and the highest sample as a factor."""

    track_db: float | None = None
    track_peak: float | None = None
    album_db: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What only some files say. Dates are `1999`, `1999-12` or `1999-12-31`."""

    sort_title: str | None = None
    sort_album: str | None = None
    date: str | None = None
    original_date: str | None = None
    key: str | None = None
    version: str | None = None  # of the release: "Remastered", "Japanese edition"
    media: str | None = None
    disc_title: str | None = None
    advisory: str | None = None  # "explicit", "clean"
    work: str | None = None
    work_musicbrainz_id: str | None = None
    movement: str | None = None
    movement_number: int | None = None
    movement_total: int | None = None
    release_status: str | None = None
    release_country: str | None = None
    release_group_musicbrainz_id: str | None = None
    release_track_musicbrainz_id: str | None = None
    gain: Gain = Gain()
    parts: tuple[Part, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()  # field of VALUE_FIELDS, its values
    better: str | None = None  # how the texts probably were meant, if their encoding is wrong


# Fields that may have several values and are kept as they are; "moods" of a player.
VALUE_FIELDS = ("mood", "grouping", "isrc", "language", "label", "catalognumber", "releasetype")

_NO_DETAILS = Details()


@dataclass(frozen=True, slots=True)
class Tags:
    """None and empty: the file does not say."""

    title: str | None = None
    artists: tuple[Name, ...] = ()
    artist: str | None = None  # as displayed: "A feat. B"
    album: str | None = None
    album_artists: tuple[Name, ...] = ()
    album_artist: str | None = None
    disc: int | None = None
    disc_total: int | None = None
    number: int | None = None
    number_total: int | None = None
    year: int | None = None
    genres: tuple[str, ...] = ()
    is_compilation: bool = False
    musicbrainz_id: str | None = None  # of the recording
    release_musicbrainz_id: str | None = None
    bpm: int | None = None
    comment: str | None = None
    details: Details = _NO_DETAILS
    artist_ids: tuple[str, ...] = ()  # of MusicBrainz, where they do not match `artists` by number
    album_artist_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    start_ms: int
    title: str


@dataclass(frozen=True, slots=True)
class Gapless:
    """What the encoder added before and after the sound, in samples."""

    delay: int
    padding: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A track inside a file of several, as a cue sheet lists it."""

    number: int
    span: Span
    tags: Tags
    duration_ms: int
    share: float  # of the file, by time


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a scan wants of a file."""

    tags: Tags
    format: AudioFormat
    duration_ms: int
    picture_digest: str | None  # of the embedded cover
    fingerprint: str | None = None  # of the sound as encoded, whatever its tags say
    gapless: Gapless | None = None
    chapters: tuple[Chapter, ...] = ()
    pieces: tuple[Piece, ...] = ()  # then these are its tracks, not the whole of it
    sheet_fault: str | None = None  # why its cue sheet is not used; a sentence for people
