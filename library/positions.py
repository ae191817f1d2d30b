"""Whether a place in a track is worth remembering; pure."""

from __future__ import annotations

LONG_MS = 20 * 60_000  # music of that length is a mix, an opera, a talk: one comes back to it
_BEGUN_MS = 15_000  # who stops sooner has only looked in: the older place stays
_END_MS = 30_000  # words of thanks, the last note: it was heard


def remembered(position_ms: int, duration_ms: int, *, is_book: bool) -> int | None:
    """The position to keep; 0 forgets what was kept; None changes nothing."""
    if duration_ms < LONG_MS and not is_book:
        return None
    if duration_ms - position_ms < min(_END_MS, duration_ms // 10):
        return 0
    return None if position_ms < min(_BEGUN_MS, duration_ms // 10) else position_ms
