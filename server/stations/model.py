"""A radio station, as a frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

StationId = NewType("StationId", str)


@dataclass(frozen=True, slots=True)
class Station:
    id: StationId  # "rs-3"
    name: str
    stream_url: str
    homepage_url: str  # empty: unknown
    picture: str | None  # changes with the picture; None: it has none

    @property
    def cover_id(self) -> str | None:
        return None if self.picture is None else f"{self.id}-{self.picture}"
