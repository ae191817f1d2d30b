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
)
from server.http.errors import Invalid
from server.podcasts import ChannelId, Podcasts, UnknownChannel

MOST_TRACKS = 20_000


def tracks_of(library: Library, items: list[str], user: UserId) -> list[tuple[TrackId, int]]:
    """With their durations in ms. Raises: NotFound, Invalid."""
    tracks: list[tuple[TrackId, int]] = []
    alone = [TrackId(item) for item in items if item.startswith("tr-")]
    durations = {t.id: t.duration_ms for t in library.find_tracks(alone, for_user=user)}
    for item in items:
        tracks += _expanded(library, item, durations, user)
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


def _expanded(
    library: Library, item: str, durations: dict[TrackId, int], user: UserId
) -> list[tuple[TrackId, int]]:
    if item.startswith("al-"):
        return [(t.id, t.duration_ms) for t in library.get_release(ReleaseId(item), for_user=user).tracks]
    if item.startswith("ar-"):
        releases = library.get_artist(ArtistId(item), for_user=user).releases
        return [
            (t.id, t.duration_ms) for r in releases for t in library.get_release(r.id, for_user=user).tracks
        ]
    if item.startswith("fo-"):
        below = library.tracks_below(FolderId(item), most=MOST_TRACKS + 1, for_user=user)
        return [(t.id, t.duration_ms) for t in below]
    if item.startswith("pl-"):
        return list(library.playlists.tracks(PlaylistId(item), user))
    track = TrackId(item)
    if track not in durations:
        raise NotFound(item)
    return [(track, durations[track])]
