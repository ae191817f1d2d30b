"""Podcasts. Subsonic "Podcast"; OpenSubsonic extension getPodcastEpisode.

A downloaded episode is a track of the library: `streamId` is what `stream`, bookmarks and play queues take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from library import Track
from server.http.subsonic import details, shapes
from server.http.subsonic.answers import Batches, Node, Ok
from server.http.subsonic.errors import Failed, NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.podcasts import Channel, ChannelId, Episode, EpisodeId

MOST_NEWEST = 500
_BATCH = 20  # podcasts, of 2,000 episodes each at most, that are read at once
_LONGEST_URL = 4_000


def get_podcasts(services: Services, params: Params, user: User) -> Ok:
    """All, or the one of `id`; with their episodes unless `includeEpisodes=false`."""
    wanted = params.find_text("id")
    podcasts = services.podcasts
    channels = [podcasts.channel(ChannelId(wanted))] if wanted else podcasts.channels()
    if not params.flag("includeEpisodes", default=True):
        return Ok({"podcasts": {"channel": [_channel(channel, None) for channel in channels]}})
    return Ok({"podcasts": {"channel": _batches(services, channels, user)}}, is_long=True)


def _batches(services: Services, channels: Sequence[Channel], user: User) -> Batches:
    def make() -> Iterator[list[Node]]:
        for first in range(0, len(channels), _BATCH):
            some = channels[first : first + _BATCH]
            of_channel = services.podcasts.episodes_of([channel.id for channel in some])
            everything = [episode for episodes in of_channel.values() for episode in episodes]
            tracks = services.podcasts.tracks_of(everything, user.id)
            yield [
                _channel(one, [_episode(each, tracks.get(each.id)) for each in of_channel[one.id]])
                for one in some
            ]

    return Batches(make)


def get_newest_podcasts(services: Services, params: Params, user: User) -> Ok:
    newest = services.podcasts.newest(params.number("count", 20, highest=MOST_NEWEST))
    return Ok({"newestPodcasts": {"episode": _episodes(services, newest, user)}})


def get_podcast_episode(services: Services, params: Params, user: User) -> Ok:
    episode = services.podcasts.episode(EpisodeId(params.text("id")))
    [shown] = _episodes(services, [episode], user)
    return Ok({"podcastEpisode": shown})


def refresh_podcasts(services: Services, _params: Params, user: User) -> Ok:
    _check(user)
    services.podcasts.refresh()
    return Ok()


def create_channel(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    url = params.text("url")
    if len(url) > _LONGEST_URL or not url.startswith(("http://", "https://")):
        raise Failed("Parameter url must be an address that begins with http:// or https://")
    services.podcasts.follow(url)
    return Ok()


def delete_channel(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    services.podcasts.leave(ChannelId(params.text("id")))
    return Ok()


def delete_episode(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    services.podcasts.delete(EpisodeId(params.text("id")))
    return Ok()


def download_episode(services: Services, params: Params, user: User) -> Ok:
    _check(user)
    services.podcasts.download(EpisodeId(params.text("id")))
    return Ok()


def _check(user: User) -> None:
    if not user.is_admin:
        raise NotAllowed("administrate podcasts")


def _channel(channel: Channel, episodes: list[Node] | None) -> Node:
    node: Node = {
        "id": channel.id,
        "url": channel.url,
        "title": channel.title or channel.url,
        "description": channel.description,
        "originalImageUrl": channel.image_url,
        "status": channel.status,
    }
    if channel.error:
        node["errorMessage"] = channel.error
    cover = next((one["coverArt"] for one in episodes or () if "coverArt" in one), None)
    if cover is not None:
        node["coverArt"] = cover
    return node if episodes is None else {**node, "episode": episodes}


def _episodes(services: Services, episodes: Sequence[Episode], user: User) -> list[Node]:
    tracks = services.podcasts.tracks_of(episodes, user.id)
    return [_episode(each, tracks.get(each.id)) for each in episodes]


def _episode(episode: Episode, track: Track | None) -> Node:
    """As far as it is here the fields of its track, called as the feed calls it."""
    node: Node = _absent(episode) if track is None else {**shapes.song(track), "streamId": track.id}
    node |= {
        "id": episode.id,
        "channelId": episode.channel_id,
        "parent": episode.channel_id,
        "title": episode.title,
        "description": episode.description,
        "status": episode.status,
        "type": "podcast",
    }
    if episode.published_utc is not None:
        node |= {"publishDate": shapes.moment(episode.published_utc), "year": episode.published_utc.year}
    return node


def _absent(episode: Episode) -> Node:
    """An episode that is not here yet, with all the fields of a song: nobody looks for them in vain."""
    node: Node = {
        "isDir": False,
        "isVideo": False,
        "size": episode.size_bytes,
        "contentType": episode.mime or "audio/mpeg",
        "suffix": "mp3",
        "duration": episode.duration_s,
        "mediaType": "song",
        "bitDepth": 0,
        "samplingRate": 0,
        "channelCount": 0,
        "bpm": 0,
        "comment": "",
        "sortName": episode.title,
        "musicBrainzId": "",
        "genres": [],
        "artists": [],
        "displayArtist": "",
        "albumArtists": [],
        "displayAlbumArtist": "",
        "played": "",
    }
    return node | details.nothing()


METHODS: Section = {
    "getPodcasts": Method(get_podcasts),
    "getNewestPodcasts": Method(get_newest_podcasts),
    "getPodcastEpisode": Method(get_podcast_episode),
    "refreshPodcasts": Method(refresh_podcasts),
    "createPodcastChannel": Method(create_channel),
    "deletePodcastChannel": Method(delete_channel),
    "deletePodcastEpisode": Method(delete_episode),
    "downloadPodcastEpisode": Method(download_episode),
}
