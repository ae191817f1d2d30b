"""What is told as it happens, and of the server itself, in JSON."""

from __future__ import annotations

from typing import Literal

from server.http.api.shapes.devices import DeviceJson
from server.http.api.shapes.library import ScanJson
from server.http.api.shapes.sessions import SessionJson
from server.http.api.shapes.values import Shape


class ClockJson(Shape, frozen=True, kw_only=True):
    now_ms: int


class SnapshotJson(Shape, frozen=True, kw_only=True):
    """The first event of /api/events and after every overflow."""

    revision: int
    now_ms: int
    sessions: list[SessionJson]
    devices: list[DeviceJson]
    scan: ScanJson


class RemovedJson(Shape, frozen=True, kw_only=True):
    id: str


class PlaylistNewsJson(Shape, frozen=True, kw_only=True):
    """A playlist was made, changed or deleted: ask for it again."""

    id: str


class NoticeJson(Shape, frozen=True, kw_only=True):
    """A sentence for people: a handoff that failed and why, a track that was skipped and why."""

    level: Literal["info", "warning", "error"]
    text: str
    session_id: str | None = None


class HealthJson(Shape, frozen=True, kw_only=True):
    status: Literal["ok"]
    version: str
    uptime_s: int
    scan: Literal["idle", "scanning", "failed"]
