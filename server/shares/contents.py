"""What a share holds now: its ids, expanded as its owner sees them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from library import (
    ArtistId,
    Library,
    Limits,
    NotFound,
    NotOwner,
    PlaylistId,
    ReleaseId,
    Track,
    TrackId,
    UserId,
)

MOST_TRACKS = 1_000  # on one page, for whoever has its address


def tracks_in(library: Library, items: Sequence[str], owner: UserId) -> list[Track]:
    """In order, at most MOST_TRACKS; what is gone or hidden from the owner is left out."""
    alone = [TrackId(item) for item in items if item.startswith("tr-")]
    known = {track.id: track for track in library.find_tracks(alone, for_user=owner)}
    found: list[Track] = []
    for item in items:
        if len(found) >= MOST_TRACKS:
            break
        if item in known:
            found.append(known[TrackId(item)])
        else:
            with contextlib.suppress(NotFound, NotOwner):
                found += _expanded(library, item, owner)
    return found[:MOST_TRACKS]


def check(library: Library, items: Sequence[str], owner: UserId) -> None:
    """Raises: NotFound for the first that the owner does not see."""
    for item in items:
        if item.startswith("pl-"):
            library.playlists.get(PlaylistId(item), owner)
        else:
            library.cover_of(item, for_user=owner)


def _expanded(library: Library, item: str, owner: UserId) -> Iterator[Track]:
    match item.partition("-")[0]:
        case "al":
            yield from library.get_release(ReleaseId(item), for_user=owner).tracks
        case "ar":
            for release in library.get_artist(ArtistId(item), for_user=owner).releases:
                yield from library.get_release(release.id, for_user=owner).tracks
        case "pl":
            page = library.playlists.entries(PlaylistId(item), Limits(MOST_TRACKS), owner)
            yield from (entry.track for entry in page.items)
