"""What a request means by a list of ids: releases, artists, folders and playlists stand for their tracks."""

from __future__ import annotations

from library import ArtistId, FolderId, Library, NotFound, PlaylistId, ReleaseId, TrackId, UserId
from server.http.errors import Invalid

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
