"""Whether one track may run over into the next; pure."""

from __future__ import annotations

from library import Track


def crossfade_ms(most_ms: int, before: Track, after: Track) -> int:
    """For how long both sound: never inside a release that goes on in its order, at most half of the shorter track."""
    if flows(before, after):
        return 0
    return min(most_ms, before.duration_ms // 2, after.duration_ms // 2)


def flows(before: Track, after: Track) -> bool:
    """Whether `after` is what follows on the release itself. A release without numbers is believed to flow."""
    if before.release_id != after.release_id or before.id == after.id:
        return False
    if before.number is None or after.number is None:
        return True
    if (before.disc or 1) == (after.disc or 1):
        return after.number == before.number + 1
    return (after.disc or 1) == (before.disc or 1) + 1 and after.number == 1
