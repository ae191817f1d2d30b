"""Decides whether tracks that a scan did not find are believed to be gone; pure.

A disk may vanish in part: a mount inside the music folder, a share that answers with half a list. So a scan
that misses more than half of a folder's music only tells so; the next one that finds the same is believed.
A scan that nobody asked for counts as the next one only after an hour, so that a watcher's burst of scans
during an outage is one.
"""

from __future__ import annotations

_FEW = 10  # as many may go at once from the smallest library
_AGAIN_AFTER_MS = 3_600_000


def is_believed(gone: int, present: int, *, held_ms: int | None, now_ms: int, by_hand: bool) -> bool:
    """`held_ms`: when a scan last held back this root's removals."""
    if gone <= _FEW or gone * 2 <= present:
        return True
    return held_ms is not None and (by_hand or now_ms - held_ms >= _AGAIN_AFTER_MS)


def held_reason(gone: int, present: int) -> str:
    return (
        f"{gone:,} of its {present:,} files were not found, as if a disk were missing. Nothing was removed from "
        "the library; if they are meant to be gone, scan once more."
    )
