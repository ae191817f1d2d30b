"""Where somebody left a track: decides what is worth keeping when the music stops, pauses or goes on; pure."""

from __future__ import annotations

from dataclasses import dataclass

from library import TrackId
from server.sessions.model import Session


@dataclass(frozen=True, slots=True)
class Place:
    track_id: TrackId
    position_ms: int


def left_at(before: Session, after: Session, now_ms: int) -> Place | None:
    """Where the current track was when it fell silent; None while it plays on, or if it did not play."""
    entry = before.queue.current
    if entry is None or not before.timeline.running:
        return None
    current = after.queue.current
    if current is not None and current.id == entry.id and after.timeline.running:
        return None
    position_ms = before.timeline.position_at(now_ms)
    return Place(entry.track_id, min(max(0, position_ms), entry.duration_ms))
