"""What a playlist is, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from library.model import CoverId, Track, UserId
from library.rules import SmartRules

PlaylistId = NewType("PlaylistId", str)  # "pl-4"


@dataclass(frozen=True, slots=True)
class Playlist:
    """`track_count` and `duration_ms` are of what is there now: entries whose file is away are kept, not counted."""

    id: PlaylistId
    owner_id: UserId
    name: str
    description: str
    is_public: bool
    rules: SmartRules | None  # None: a list of entries
    track_count: int
    duration_ms: int
    created_utc: datetime
    changed_utc: datetime
    cover_id: CoverId | None


@dataclass(frozen=True, slots=True)
class PlaylistNews:
    """A list was made, changed or deleted. Who must not see it must not hear of it."""

    id: PlaylistId
    owner_id: UserId
    is_public: bool  # now or until now

    def concerns(self, user: UserId) -> bool:
        return self.is_public or self.owner_id == user


@dataclass(frozen=True, slots=True)
class PlaylistEntry:
    """One place in a list. `id` is of the place, not of the track; in a smart list it is the track's number."""

    id: int
    track: Track


@dataclass(frozen=True, slots=True)
class Line:
    """One track as a playlist file, or another program, tells of it."""

    path: str | None = None
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    duration_ms: int | None = None

    @property
    def text(self) -> str:
        """For people."""
        return self.path or " – ".join(part for part in (self.artist, self.title) if part)


@dataclass(frozen=True, slots=True)
class ImportedList:
    playlist: Playlist
    missing: tuple[str, ...]  # lines for which there is no track
