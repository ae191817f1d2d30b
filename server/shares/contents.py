"""What shares hold now: their ids, expanded as their owner sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from library import Library, NotFound, Track, UserId, expand

MOST_TRACKS = 1_000  # on one page, for whoever has its address


def tracks_in(library: Library, lists: Sequence[Sequence[str]], owner: UserId) -> Iterator[list[Track]]:
    """Of each list in order, at most MOST_TRACKS; what is gone or hidden from the owner is left out."""
    everything = [item for items in lists for item in items]
    expanded = expand(library, everything, most=MOST_TRACKS, user=owner)
    for items in lists:
        found: list[Track] = []
        for _, tracks in islice(expanded, len(items)):
            found += (tracks or ())[: MOST_TRACKS - len(found)]
        yield found


def check(library: Library, items: Sequence[str], owner: UserId) -> None:
    """Raises: NotFound for the first that the owner does not see."""
    for item, tracks in expand(library, items, most=1, user=owner):
        if tracks is None:
            raise NotFound(item)
