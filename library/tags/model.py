"""What one audio file says of itself, as plain values between reading and cataloguing."""

from __future__ import annotations

from dataclasses import dataclass

from library.model import AudioFormat

# A file's fields under their Vorbis comment names in lower case, whatever format they came from.
RawTags = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Name:
    """An artist as spelled in the file."""

    name: str
    sort_name: str | None = None
    musicbrainz_id: str | None = None


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


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a scan wants of a file."""

    tags: Tags
    format: AudioFormat
    duration_ms: int
    picture_digest: str | None  # of the embedded cover
