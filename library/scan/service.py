"""Runs scans: one at a time, here or in a thread of its own; cancelled within one file, resumed by the next.

IDLE ──start──► SCANNING ──done or cancelled──► IDLE
                   └───────an accident────────► FAILED ──start──► SCANNING
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, assert_never

from library.clock import monotonic_ms, wall_ms
from library.database import Database
from library.errors import DatabaseUnusable, ScanRunning
from library.model import ScanState, ScanStatus
from library.scan.catalogue import Catalogue
from library.scan.outcomes import FileBroken, FileRead, ImageRead, Outcome
from library.scan.reader import read_outcome
from library.scan.survey import Survey, survey
from library.tags import Separators

log = logging.getLogger(__name__)

T = TypeVar("T")

Listener = Callable[[ScanStatus], None]

# A transaction a batch: 200 files take about 40 ms to write, short for the others who want to write, and 2 s
# of reading on a slow disk are all that a kill -9 makes the next scan read again.
_BATCH_FILES = 200
_BATCH_MS = 2_000
_REMOVALS = 1_000

_TOLD_EVERY_MS = 200
_JOIN_S = 2.0


class Scanner:
    """Any thread may call; only the scanning one changes the status and calls listeners."""

    def __init__(
        self, database: Database, roots: Sequence[Path], separators: Separators | None = None
    ) -> None:
        self._database = database
        self._catalogue = Catalogue(database, separators)
        self._roots = tuple(roots)
        self._running = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._listeners: tuple[Listener, ...] = ()
        self._status = ScanStatus()
        self._told_ms = 0

    def status(self) -> ScanStatus:
        return self._status

    def on_change(self, listener: Listener) -> None:
        self._listeners += (listener,)

    def start(self, *, full: bool = False) -> None:
        """Raises: ScanRunning."""
        self._begin()
        self._thread = threading.Thread(
            target=self._run_in_thread, args=(full,), name="library-scan", daemon=True
        )
        self._thread.start()

    def run(self, *, full: bool = False) -> Iterator[ScanStatus]:
        """Scans in the calling thread while its caller iterates; closing the iterator cancels.

        Raises: ScanRunning at the first step, DatabaseUnusable.
        """
        self._begin()
        yield from self._steps(full=full)

    def close(self) -> None:
        """Cancels a running scan; returns when it has ended, after 2 s at the latest."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_JOIN_S)

    # -- one scan -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._running.acquire(blocking=False):
            raise ScanRunning
        self._status = ScanStatus(ScanState.SCANNING, started_utc=_now_utc())

    def _run_in_thread(self, full: bool) -> None:  # noqa: FBT001 - only Thread(args=…) calls it
        try:
            for _ in self._steps(full=full):
                pass
        except DatabaseUnusable as error:
            if not self._stopping.is_set():  # else it has been closed under a scan that took long to stop
                log.error("scan stopped: %s", error)
        except Exception:
            log.exception("scan stopped by an accident")

    def _steps(self, *, full: bool) -> Iterator[ScanStatus]:
        """Owns `_running` from the first step on."""
        try:
            self._tell(self._status, at_once=True)
            yield self._status
            yield from self._scan(full=full)
            self._end(ScanState.IDLE)
            yield self._status
        except GeneratorExit:
            self._end(ScanState.IDLE)
            raise
        except BaseException as error:
            reason = (
                error.reason if isinstance(error, DatabaseUnusable) else "An accident; the log tells more."
            )
            self._end(ScanState.FAILED, reason)
            raise
        finally:
            self._running.release()

    def _scan(self, *, full: bool) -> Iterator[ScanStatus]:
        surveys = []
        for root in self._catalogue.use_roots(self._roots):
            surveys.append(
                survey(
                    self._database,
                    root,
                    full=full or root.is_outdated,
                    stopping=self._stopping,
                    walked=self._count_walked,
                )
            )
            yield self._status
        known = sum(len(found.difference.unchanged) + len(found.difference.returned) for found in surveys)
        self._tell(replace(self._status, seen=known, expected=sum(found.file_count for found in surveys)))
        for found in surveys:
            if self._stopping.is_set():
                return
            yield from self._apply(found)

    def _apply(self, found: Survey) -> Iterator[ScanStatus]:
        root = found.root
        self._catalogue.write_passed_over(root, found.passed_over, now_ms=wall_ms())
        for returned in _chunks(found.difference.returned):
            self._catalogue.show([track for _, track in returned])
            yield self._count(added=len(returned))
        yield from self._read(found)
        for removed in _chunks(found.difference.removed):
            if self._stopping.is_set():
                return
            self._catalogue.remove(root, removed)
            yield self._count(removed=len(removed))
        if found.is_usable and not self._stopping.is_set():
            self._catalogue.end(root)

    def _read(self, found: Survey) -> Iterator[ScanStatus]:
        changed = {
            file.path for file in (*found.difference.changed, *(file for file, _ in found.difference.moved))
        }
        batch: list[Outcome] = []
        began_ms = monotonic_ms()
        for work in found.to_read:
            if self._stopping.is_set():
                break
            batch.append(outcome := read_outcome(found.root.path, work))
            if len(batch) >= _BATCH_FILES or monotonic_ms() - began_ms >= _BATCH_MS:
                self._catalogue.write(found.root, batch, now_ms=wall_ms())
                batch, began_ms = [], monotonic_ms()
            yield self._count_read(outcome, changed)
        self._catalogue.write(found.root, batch, now_ms=wall_ms())

    # -- the status -----------------------------------------------------------------------------------

    def _count_walked(self, files: int) -> None:
        self._count(seen=files)

    def _count_read(self, outcome: Outcome, changed: set[str]) -> ScanStatus:
        match outcome:
            case FileRead(file) if file.path in changed:
                return self._count(seen=1, changed=1)
            case FileRead():
                return self._count(seen=1, added=1)
            case FileBroken():
                return self._count(seen=1, failed=1)
            case ImageRead():
                return self._status
        assert_never(outcome)

    def _count(
        self, *, seen: int = 0, added: int = 0, changed: int = 0, removed: int = 0, failed: int = 0
    ) -> ScanStatus:
        before = self._status
        self._tell(
            replace(
                before,
                seen=before.seen + seen,
                added=before.added + added,
                changed=before.changed + changed,
                removed=before.removed + removed,
                failed=before.failed + failed,
            )
        )
        return self._status

    def _end(self, state: ScanState, reason: str | None = None) -> None:
        self._tell(replace(self._status, state=state, ended_utc=_now_utc(), reason=reason), at_once=True)
        status = self._status
        log.info(
            "scan %s: %d files, %d added, %d changed, %d removed, %d unreadable",
            *(state, status.seen, status.added, status.changed, status.removed, status.failed),
        )

    def _tell(self, status: ScanStatus, *, at_once: bool = False) -> None:
        self._status = status
        if not at_once and monotonic_ms() - self._told_ms < _TOLD_EVERY_MS:
            return
        self._told_ms = monotonic_ms()
        for listener in self._listeners:
            try:
                listener(status)
            except Exception:  # a listener's accident is not the scan's
                log.exception("a listener of the scan failed")


def _chunks(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), _REMOVALS):
        yield items[start : start + _REMOVALS]


def _now_utc() -> datetime:
    return datetime.fromtimestamp(wall_ms() / 1000, UTC)
