"""Decides when to scan what without being asked; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

from library.scan.request import Place, ScanRequest

# An album that is being copied in raises events all the time: wait for a pause, but not for ever.
_QUIET_MS = 3_000
_AT_LATEST_MS = 60_000
_MANY = 50  # places; more than that is everything


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """`events`: of the file system; auto: where it has any, else polls. 0 hours: never. `scan_at`: each day."""

    events: Literal["auto", "on", "off"] = "auto"
    poll_minutes: int = 15
    scan_every_hours: int = 24
    scan_at: time | None = None


class Timetable:
    """Told what happens and when; all times monotonic, in ms."""

    def __init__(self, plan: WatchPlan, now_ms: int) -> None:
        self._plan = plan
        self._polled_ms = self._scanned_ms = now_ms
        self._changed: set[Place] = set()
        self._first_ms = self._last_ms = now_ms

    def changed(self, places: Iterable[Place], now_ms: int) -> None:
        new = set(places)
        if new:
            self._first_ms = self._first_ms if self._changed else now_ms
            self._last_ms = now_ms
            self._changed |= new

    def due(self, now_ms: int, polled: tuple[Path, ...]) -> ScanRequest | None:
        """What to scan now; `polled`: the roots that tell of no changes. Ask again until it was `begun`."""
        hours_ms = self._plan.scan_every_hours * 3_600_000
        if hours_ms and now_ms - self._scanned_ms >= hours_ms:
            return ScanRequest(by_hand=False)
        is_quiet = now_ms - self._last_ms >= _QUIET_MS or now_ms - self._first_ms >= _AT_LATEST_MS
        changed = self._changed if is_quiet else set()
        is_poll_due = polled and now_ms - self._polled_ms >= self._plan.poll_minutes * 60_000
        places = changed | ({(root, "") for root in polled} if is_poll_due else set())
        if not places:
            return None
        if len(places) > _MANY:
            return ScanRequest(by_hand=False)
        return ScanRequest(folders=outermost(places), by_hand=False)

    def begun(self, request: ScanRequest, now_ms: int) -> None:
        """It is being scanned."""
        if not request.folders:
            self._scanned_ms = self._polled_ms = now_ms
            self._changed.clear()
        if any(below == "" for _, below in request.folders):
            self._polled_ms = now_ms
        self._changed = {place for place in self._changed if not _is_within(place, request.folders)}


class Daily:
    """A time of day, by the clock on the wall: one that a change of the clocks skips is due right after."""

    def __init__(self, at: time | None, now: datetime) -> None:
        """None: never."""
        self._at = at
        self._next = self._after(now)

    def is_due(self, now: datetime) -> bool:
        """Until it was `begun`."""
        return self._next is not None and now >= self._next

    def begun(self, now: datetime) -> None:
        self._next = self._after(now)

    def _after(self, now: datetime) -> datetime | None:
        if self._at is None:
            return None
        today = datetime.combine(now.date(), self._at)
        return today if today > now else today + timedelta(days=1)


def outermost(places: Iterable[Place]) -> tuple[Place, ...]:
    """Without those inside another one."""
    kept: list[Place] = []
    for place in sorted(set(places)):
        if not _is_within(place, kept):
            kept.append(place)
    return tuple(kept)


def _is_within(place: Place, others: Iterable[Place]) -> bool:
    root, below = place
    return any(
        root == other and (folder in ("", below) or below.startswith(f"{folder}/"))
        for other, folder in others
    )
