"""The JSON of shares and of what they hold."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from server.http.api.shapes.values import Id, Shape

Description = Annotated[str, Meta(max_length=1000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]


class ShareJson(Shape, frozen=True, kw_only=True):
    id: str
    url: str  # for whoever is to listen
    description: str
    created_utc: datetime
    expires_utc: datetime | None  # null: it lasts
    visited_utc: datetime | None
    visits: int
    track_count: int  # as of now


class SharesJson(Shape, frozen=True, kw_only=True):
    shares: list[ShareJson]


class NewShareBody(Shape, frozen=True, kw_only=True):
    items: Annotated[list[Id], Meta(min_length=1, max_length=1000)]  # of tracks, releases, artists, playlists
    description: Description = ""
    lasts_days: Days | None = None  # null: until it is deleted


class ChangeShareBody(Shape, frozen=True, kw_only=True):
    description: Description
    lasts_days: Days | None  # from now on


class SharedTrackJson(Shape, frozen=True, kw_only=True):
    title: str
    artist: str
    release_title: str
    duration_ms: int
    url: str  # to be played; holds as long as the share, and some hours at most
    cover_url: str | None


class SharedJson(Shape, frozen=True, kw_only=True):
    description: str
    owner: str
    expires_utc: datetime | None
    tracks: list[SharedTrackJson]
