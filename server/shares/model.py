"""A share, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from library import UserId

ShareId = NewType("ShareId", str)


@dataclass(frozen=True, slots=True)
class Share:
    id: ShareId  # "sh-3": for its owner
    key: str  # in its address: whoever knows it may listen
    owner: UserId
    items: tuple[str, ...]  # ids of tracks, releases, artists, playlists; expanded when somebody listens
    description: str
    created_utc: datetime
    expires_utc: datetime | None  # None: never
    visited_utc: datetime | None
    visits: int

    def is_over(self, now_utc: datetime) -> bool:
        return self.expires_utc is not None and self.expires_utc <= now_utc
