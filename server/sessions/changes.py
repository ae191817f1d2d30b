"""What the sessions tell the house, as values for the event bus."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from devices import DeviceId
from devices.commands import DeviceCommand
from library import PlaylistNews, ScanStatus
from server.sessions.model import Session, SessionId


@dataclass(frozen=True, slots=True)
class SessionChanged:
    session: Session


@dataclass(frozen=True, slots=True)
class SessionRemoved:
    id: SessionId


@dataclass(frozen=True, slots=True)
class DeviceChanged:
    id: DeviceId


@dataclass(frozen=True, slots=True)
class DeviceRemoved:
    id: DeviceId


@dataclass(frozen=True, slots=True)
class PageCommand:
    """For the page of this device only."""

    command: DeviceCommand
    at_ms: int | None = None  # when it was given


@dataclass(frozen=True, slots=True)
class Noticed:
    """A sentence for people."""

    level: Literal["info", "warning", "error"]
    text: str
    session: SessionId | None


@dataclass(frozen=True, slots=True)
class HandoffRecord:
    id: int
    session: SessionId
    sources: tuple[DeviceId, ...]
    target: DeviceId
    outcome: Literal["done", "failed", "replaced"]
    reason: str | None
    asked_utc: datetime
    predicted_ms: int
    audible_ms: int | None
    overlap_ms: int | None
    gap_ms: int | None
    position_error_ms: int | None
    corrections: int
    latency_ms: int | None = None  # that the target showed, where `predicted_ms` was expected
    is_cold: bool = False
    mime: str | None = None  # what the target was sent


@dataclass(frozen=True, slots=True)
class ScanChanged:
    status: ScanStatus


@dataclass(frozen=True, slots=True)
class PlaylistChanged:
    news: PlaylistNews


Change = (
    SessionChanged
    | SessionRemoved
    | DeviceChanged
    | DeviceRemoved
    | PageCommand
    | Noticed
    | HandoffRecord
    | ScanChanged
    | PlaylistChanged
)
