"""What a share holds now: its ids, expanded as its owner sees them."""

from __future__ import annotations

from collections.abc import Sequence

from library import Library, NotFound, Track, UserId, expand

MOST_TRACKS = 1_000  # on one page, for whoever has its address


def tracks_in(library: Library, items: Sequence[str], owner: UserId) -> list[Track]:
    """In order, at most MOST_TRACKS; what is gone or hidden from the owner is left out."""
    found: list[Track] = []
    for _, tracks in expand(library, items, most=MOST_TRACKS, user=owner):
        found += tracks or ()
        if len(found) >= MOST_TRACKS:
            break
    return found[:MOST_TRACKS]


def check(library: Library, items: Sequence[str], owner: UserId) -> None:
    """Raises: NotFound for the first that the owner does not see."""
    for item, tracks in expand(library, items, most=1, user=owner):
        if tracks is None:
            raise NotFound(item)
