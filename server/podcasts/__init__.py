"""Podcasts: feeds that are followed, episodes that are downloaded. LAW: the only part that asks addresses outside the
house, and never one inside it; a downloaded episode is a file of the library like any other; SQL only in `store`."""

from server.podcasts.addresses import AddressPolicy, only_public
from server.podcasts.errors import (
    AlreadyFollowed,
    FetchFailed,
    NotAFeed,
    PodcastsError,
    TooManyChannels,
    UnknownChannel,
    UnknownEpisode,
)
from server.podcasts.migrations import migrations
from server.podcasts.model import Channel, ChannelId, Episode, EpisodeId, Status
from server.podcasts.podcasts import Podcasts

__all__ = [
    "AddressPolicy",
    "AlreadyFollowed",
    "Channel",
    "ChannelId",
    "Episode",
    "EpisodeId",
    "FetchFailed",
    "NotAFeed",
    "Podcasts",
    "PodcastsError",
    "Status",
    "TooManyChannels",
    "UnknownChannel",
    "UnknownEpisode",
    "migrations",
    "only_public",
]
