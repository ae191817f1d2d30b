"""Podcasts and their episodes, as frozen values.

An episode: NEW ──asked for──► DOWNLOADING ──► COMPLETED ──deleted──► DELETED ──asked for──► DOWNLOADING
                                    └──► ERROR ──asked for──► DOWNLOADING
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

ChannelId = NewType("ChannelId", str)
EpisodeId = NewType("EpisodeId", str)


class Status(StrEnum):
    """As Subsonic calls them (PodcastStatus)."""

    NEW = "new"
    DOWNLOADING = "downloading"
    COMPLETED = "completed"
    ERROR = "error"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Channel:
    id: ChannelId  # "pc-3"
    url: str
    title: str  # empty until its feed was read
    description: str
    image_url: str
    status: Status  # NEW, COMPLETED or ERROR: how reading its feed went last
    error: str
    etag: str  # to ask only for what changed
    modified: str
    refreshed_utc: datetime | None


@dataclass(frozen=True, slots=True)
class Episode:
    id: EpisodeId  # "pe-3"
    channel_id: ChannelId
    title: str
    description: str
    published_utc: datetime | None
    media_url: str
    mime: str
    size_bytes: int  # as the feed says until it is here; 0: it does not say
    duration_s: int  # as the feed says; 0: it does not say
    status: Status
    error: str
    file: str  # below the podcasts' folder; empty: not here
    is_wanted: bool  # somebody asked for it, so it is not deleted when newer ones come


@dataclass(frozen=True, slots=True)
class FeedEpisode:
    """What a feed says of one."""

    guid: str
    title: str
    description: str
    published_utc: datetime | None
    media_url: str
    mime: str
    size_bytes: int
    duration_s: int


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    description: str
    image_url: str
    episodes: tuple[FeedEpisode, ...]  # newest first
