"""What a request means by a list of ids: releases, artists, folders and playlists stand for their tracks."""

from __future__ import annotations

from library import (
    ArtistId,
    FolderId,
    Library,
    LibraryError,
    NotFound,
    PlaylistId,
    ReleaseId,
    TrackId,
    UserId,
    expand,
)
from server.http.errors import Invalid
from server.podcasts import ChannelId, Podcasts, UnknownChannel

MOST_TRACKS = 20_000


def tracks_of(library: Library, items: list[str], user: UserId) -> list[tuple[TrackId, int]]:
    """With their durations in ms. Raises: NotFound, Invalid."""
    tracks: list[tuple[TrackId, int]] = []
    for item, found in expand(library, items, most=MOST_TRACKS + 1, user=user):
        if found is None:
            raise NotFound(item)
        tracks += [(track.id, track.duration_ms) for track in found]
        if len(tracks) > MOST_TRACKS:
            raise Invalid("items", f"more than {MOST_TRACKS} tracks")
    return tracks


def tracks_to_wake(
    library: Library, podcasts: Podcasts, item: str, user: UserId
) -> list[tuple[TrackId, int]]:
    """As above; of a podcast its newest episode that is here. Raises: NotFound, Invalid."""
    if not item.startswith("pc-"):
        return tracks_of(library, [item], user)
    episodes = podcasts.episodes(ChannelId(item))
    here = podcasts.tracks_of([each for each in episodes if each.file], user)
    newest = next((here[each.id] for each in episodes if each.id in here), None)
    if newest is None:
        raise NotFound(item)
    return [(newest.id, newest.duration_ms)]


def name_of(library: Library, podcasts: Podcasts, item: str, user: UserId) -> str | None:
    """Of what `tracks_to_wake` takes; None: it is not there any more."""
    try:
        match item.partition("-")[0]:
            case "al":
                return library.get_release(ReleaseId(item), for_user=user).release.title
            case "ar":
                return library.get_artist(ArtistId(item), for_user=user).artist.name
            case "fo":
                return library.get_folder(FolderId(item), for_user=user).folder.name
            case "pl":
                return library.playlists.get(PlaylistId(item), user).name
            case "pc":
                return podcasts.channel(ChannelId(item)).title
            case _:
                return library.get_track(TrackId(item), for_user=user).title
    except (LibraryError, UnknownChannel):
        return None
