"""Two playlists that stay as they are: ann's own, with a double and markup in its name, and bob's public smart one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec import json

from library import (
    Limits,
    NotFound,
    NotOwner,
    Page,
    Playlist,
    PlaylistEntry,
    PlaylistId,
    SmartRules,
    Track,
    UserId,
)

RULES = json.decode(b'{"where": {"kind": "all", "rules": []}}', type=SmartRules)


class FakePlaylists:
    """Records what it was told to do."""

    def __init__(
        self, find_tracks: Callable[[Sequence[Any]], list[Track]], tracks: Sequence[Any], made_utc: datetime
    ) -> None:
        self.done: list[tuple[Any, ...]] = []
        self._entries = [PlaylistEntry(at, track) for at, track in enumerate(find_tracks(tracks), 1)]
        self._lists = [
            self._list(1, UserId(1), "Mix <1>", None, made_utc),
            self._list(2, UserId(2), "Theirs", RULES, made_utc),
        ]

    def list(self, user: UserId) -> list[Playlist]:
        return [one for one in self._lists if one.is_public or one.owner_id == user]

    def get(self, id: PlaylistId, user: UserId) -> Playlist:
        found = [one for one in self.list(user) if one.id == id]
        if not found:
            raise NotFound(id)
        return found[0]

    def entries(self, id: PlaylistId, limits: Limits, user: UserId) -> Page[PlaylistEntry]:
        self.get(id, user)
        part = self._entries[limits.offset : limits.offset + limits.limit]
        return Page(tuple(part), limits.offset, len(self._entries))

    def tracks(self, id: PlaylistId, user: UserId) -> Sequence[tuple[Any, int]]:
        self.get(id, user)
        return [(entry.track.id, entry.track.duration_ms) for entry in self._entries]

    def create(self, user: UserId, name: str, **more: Any) -> Playlist:
        self.done.append(("create", name, more))
        return self._lists[0]

    def change(self, id: PlaylistId, user: UserId, **changes: Any) -> Playlist:
        return self._told("change", id, user, changes)

    def delete(self, id: PlaylistId, user: UserId) -> None:
        self._told("delete", id, user)

    def add(self, id: PlaylistId, tracks: Any, user: UserId, *, at: int | None = None) -> None:
        self._told("add", id, user, tracks)

    def replace(self, id: PlaylistId, tracks: Any, user: UserId) -> None:
        self._told("replace", id, user, tracks)

    def remove_at(self, id: PlaylistId, places: Any, user: UserId) -> None:
        self._told("remove_at", id, user, places)

    def _told(self, what: str, id: PlaylistId, user: UserId, *more: Any) -> Playlist:
        playlist = self.get(id, user)
        if playlist.owner_id != user:
            raise NotOwner(id)
        self.done.append((what, id, *more))
        return playlist

    def _list(
        self, number: int, owner: UserId, name: str, rules: SmartRules | None, made_utc: datetime
    ) -> Playlist:
        return Playlist(
            id=PlaylistId(f"pl-{number}"),
            owner_id=owner,
            name=name,
            description="",
            is_public=rules is not None,
            rules=rules,
            track_count=len(self._entries),
            duration_ms=sum(entry.track.duration_ms for entry in self._entries),
            created_utc=made_utc,
            changed_utc=made_utc,
            cover_id=self._entries[0].track.cover_id,
        )
