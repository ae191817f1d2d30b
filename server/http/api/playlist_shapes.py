"""The JSON shapes of playlists, and how the library's values become them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from library import ImportedList as Imported
from library import Page, Playlist, PlaylistEntry, SmartRules, UserId
from server.http.api.library_shapes import track_json
from server.http.api.shapes.library import TrackJson
from server.http.api.shapes.values import Ids, Name, Shape

Description = Annotated[str, Meta(max_length=2_000)]
EntryId = Annotated[str, Meta(pattern=r"^pe-[1-9][0-9]{0,17}$")]
Base64 = Annotated[
    str,
    Meta(max_length=3_900_000, pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
]
EntryIds = Annotated[list[EntryId], Meta(min_length=1, max_length=20_000)]


class PlaylistJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    description: str
    owner: str
    is_own: bool  # may be changed
    is_public: bool
    is_smart: bool  # its tracks come from its rules
    rules: SmartRules | None
    track_count: int
    duration_ms: int
    created_utc: datetime
    changed_utc: datetime
    cover_id: str | None


class PlaylistsJson(Shape, frozen=True, kw_only=True):
    playlists: list[PlaylistJson]


class NewPlaylistBody(Shape, frozen=True, kw_only=True):
    name: Name
    description: Description = ""
    is_public: bool = False
    items: Ids = []  # noqa: RUF012 - msgspec copies it; tracks, releases, artists, playlists
    rules: SmartRules | None = None  # makes it a smart one; `items` mean nothing then


class ChangePlaylistBody(Shape, frozen=True, kw_only=True):
    """What is null stays as it is."""

    name: Name | None = None
    description: Description | None = None
    is_public: bool | None = None
    rules: SmartRules | None = None  # only of a smart one


class PlaylistEntryJson(Shape, frozen=True, kw_only=True):
    entry_id: str
    track: TrackJson


class PlaylistEntriesJson(Shape, frozen=True, kw_only=True):
    offset: int
    total: int
    entries: list[PlaylistEntryJson]


class AddEntriesBody(Shape, frozen=True, kw_only=True):
    items: Ids  # tracks, releases, artists, playlists
    at: Annotated[int, Meta(ge=0, le=2**31)] | None = None  # null: at the end


class RemoveEntriesBody(Shape, frozen=True, kw_only=True):
    entry_ids: EntryIds


class MoveEntriesBody(Shape, frozen=True, kw_only=True):
    entry_ids: EntryIds
    before: EntryId | None = None  # null: to the end


class ImportPlaylistBody(Shape, frozen=True, kw_only=True):
    name: Name
    data: Base64  # an M3U, M3U8, PLS or XSPF file, in base64
    is_public: bool = False


class ImportedPlaylistJson(Shape, frozen=True, kw_only=True):
    playlist: PlaylistJson
    missing: list[str]  # lines for which there is no track


def playlist_json(playlist: Playlist, *, owner: str, user: UserId) -> PlaylistJson:
    return PlaylistJson(
        id=playlist.id,
        name=playlist.name,
        description=playlist.description,
        owner=owner,
        is_own=playlist.owner_id == user,
        is_public=playlist.is_public,
        is_smart=playlist.rules is not None,
        rules=playlist.rules,
        track_count=playlist.track_count,
        duration_ms=playlist.duration_ms,
        created_utc=playlist.created_utc,
        changed_utc=playlist.changed_utc,
        cover_id=playlist.cover_id,
    )


def entries_json(page: Page[PlaylistEntry]) -> PlaylistEntriesJson:
    return PlaylistEntriesJson(
        offset=page.offset,
        total=page.total,
        entries=[PlaylistEntryJson(entry_id=f"pe-{e.id}", track=track_json(e.track)) for e in page.items],
    )


def imported_json(imported: Imported, playlist: PlaylistJson) -> ImportedPlaylistJson:
    return ImportedPlaylistJson(playlist=playlist, missing=list(imported.missing))


def entry_number(entry_id: str) -> int:
    return int(entry_id.removeprefix("pe-"))
