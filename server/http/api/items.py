"""What a request means by a list of ids: releases, artists, folders and playlists stand for their tracks."""

from __future__ import annotations

from library import Library, NotFound, TrackId, UserId, expand
from server.http.errors import Invalid

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
