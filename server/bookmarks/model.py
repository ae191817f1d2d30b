"""A place in a track, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from library import TrackId


@dataclass(frozen=True, slots=True)
class Bookmark:
    track: TrackId
    position_ms: int
    comment: str
    created_utc: datetime
    changed_utc: datetime
