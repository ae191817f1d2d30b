"""What people take with them, as the types that the exported JSON is made of; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from library.rules import SmartRules

Rating = Annotated[int, Meta(ge=1, le=5)]
Count = Annotated[int, Meta(ge=0, le=10**9)]
Utc = Annotated[datetime, Meta(tz=True)]


class BelongingsUnreadable(ValueError):
    """Why a file cannot be read, as a sentence for people."""


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True): ...


class TrackTold(_Part, frozen=True, kw_only=True):
    """A track as another library can find it."""

    path: str | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    duration_ms: Count | None = None


class MarkTold(_Part, frozen=True, kw_only=True):
    """What was said of a track, a release (title and artist) or an artist (artist alone)."""

    of: Literal["track", "release", "artist"] = "track"
    path: str | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    duration_ms: Count | None = None
    starred_utc: Utc | None = None
    rating: Rating | None = None
    plays: Count = 0
    played_utc: Utc | None = None


class PlaylistTold(_Part, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    description: str = ""
    is_public: bool = False
    rules: SmartRules | None = None
    tracks: list[TrackTold] = []


class Belongings(_Part, frozen=True, kw_only=True):
    format: Literal["segue-belongings"]
    version: Literal[1]
    marks: list[MarkTold] = []
    playlists: list[PlaylistTold] = []


def belongings(marks: list[MarkTold], playlists: list[PlaylistTold]) -> Belongings:
    return Belongings(format="segue-belongings", version=1, marks=marks, playlists=playlists)


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What became of a file."""

    marks: int  # found here
    playlists: int  # made; those that were here already are left as they are
    missing: tuple[str, ...]  # what was told of and is not here
