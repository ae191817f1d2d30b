"""Podcasts: everybody listens, administrators follow, download and delete. What is asked for happens soon."""

from __future__ import annotations

from library import Track
from server.http.api.podcast_shapes import (
    EpisodeJson,
    NewPodcastBody,
    PodcastDetailJson,
    PodcastJson,
    PodcastsJson,
)
from server.http.api.registry import Call, Endpoint, Who
from server.podcasts import (
    AlreadyFollowed,
    Channel,
    ChannelId,
    Episode,
    EpisodeId,
    TooManyChannels,
    UnknownChannel,
    UnknownEpisode,
)


def list_podcasts(call: Call) -> PodcastsJson:
    """By title."""
    return PodcastsJson(podcasts=[_podcast(channel) for channel in call.services.podcasts.channels()])


def get_podcast(call: Call, id: str) -> PodcastDetailJson:
    """One podcast with its episodes."""
    podcasts = call.services.podcasts
    channel = podcasts.channel(ChannelId(id))
    episodes = podcasts.episodes(channel.id)
    tracks = podcasts.tracks_of(episodes, call.user.id)
    return PodcastDetailJson(
        podcast=_podcast(channel), episodes=[_episode(each, tracks.get(each.id)) for each in episodes]
    )


def follow_podcast(call: Call, body: NewPodcastBody) -> PodcastJson:
    """Its feed is read soon."""
    return _podcast(call.services.podcasts.follow(body.url))


def leave_podcast(call: Call, id: str) -> None:
    """With all that was downloaded."""
    call.services.podcasts.leave(ChannelId(id))


def refresh_podcasts(call: Call) -> None:
    """Reads all feeds soon."""
    call.services.podcasts.refresh()


def download_episode(call: Call, id: str) -> None:
    """Soon; it stays until somebody deletes it."""
    call.services.podcasts.download(EpisodeId(id))


def delete_episode(call: Call, id: str) -> None:
    """The file only."""
    call.services.podcasts.delete(EpisodeId(id))


def _podcast(channel: Channel) -> PodcastJson:
    return PodcastJson(
        id=channel.id,
        url=channel.url,
        title=channel.title,
        description=channel.description,
        status=channel.status.value,
        error=channel.error,
        refreshed_utc=channel.refreshed_utc,
    )


def _episode(episode: Episode, track: Track | None) -> EpisodeJson:
    return EpisodeJson(
        id=episode.id,
        title=episode.title,
        description=episode.description,
        published_utc=episode.published_utc,
        duration_ms=episode.duration_s * 1000 if track is None else track.duration_ms,
        status=episode.status.value,
        error=episode.error,
        track_id=None if track is None else track.id,
        position_ms=None if track is None else track.marks.position_ms,
    )


ENDPOINTS = (
    Endpoint("GET", "/api/podcasts", list_podcasts),
    Endpoint(
        "POST",
        "/api/podcasts",
        follow_podcast,
        status=201,
        who=Who.ADMIN,
        raises=(AlreadyFollowed, TooManyChannels),
    ),
    Endpoint("GET", "/api/podcasts/{id}", get_podcast, raises=(UnknownChannel,)),
    Endpoint("DELETE", "/api/podcasts/{id}", leave_podcast, who=Who.ADMIN, raises=(UnknownChannel,)),
    Endpoint("POST", "/api/podcasts/refresh", refresh_podcasts, status=202, who=Who.ADMIN),
    Endpoint(
        "POST",
        "/api/episodes/{id}/download",
        download_episode,
        status=202,
        who=Who.ADMIN,
        raises=(UnknownEpisode,),
    ),
    Endpoint("DELETE", "/api/episodes/{id}/file", delete_episode, who=Who.ADMIN, raises=(UnknownEpisode,)),
)
