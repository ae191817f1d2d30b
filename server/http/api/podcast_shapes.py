"""The JSON of podcasts and their episodes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from server.http.api.shapes.values import Shape
from server.http.api.station_shapes import Address

PodcastStatus = Literal["new", "downloading", "completed", "error", "deleted"]


class PodcastJson(Shape, frozen=True, kw_only=True):
    id: str
    url: str
    title: str  # empty until its feed was read
    description: str
    status: PodcastStatus  # of reading its feed
    error: str
    refreshed_utc: datetime | None


class PodcastsJson(Shape, frozen=True, kw_only=True):
    podcasts: list[PodcastJson]


class EpisodeJson(Shape, frozen=True, kw_only=True):
    id: str
    title: str
    description: str
    published_utc: datetime | None
    duration_ms: int  # 0: not known
    status: PodcastStatus
    error: str
    track_id: str | None  # to be played as any track; null: not here
    position_ms: int | None  # where the caller stopped


class PodcastDetailJson(Shape, frozen=True, kw_only=True):
    podcast: PodcastJson
    episodes: list[EpisodeJson]  # newest first


class NewPodcastBody(Shape, frozen=True, kw_only=True):
    url: Address
