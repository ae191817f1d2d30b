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

from library.clock import monotonic_ms, wall_ms
from library.database import Database
from library.errors import DatabaseUnusable, NotFound, ScanRunning
from library.ids import number_of
from library.model import FolderId, ScanState, ScanStatus
from library.scan.catalogue import Catalogue
from library.scan.changes import change_of
from library.scan.colours import note_colours, uncoloured
from library.scan.known import place_of
from library.scan.outcomes import Root
from library.scan.pace import Pace
from library.scan.progress import FolderProgress
from library.scan.readers import Readers, open_readers
from library.scan.removal import held_reason, is_believed
from library.scan.request import Place, ScanRequest
from library.scan.survey import Survey, survey
from library.scan.walk import PassedOver
from library.tags import Separators

log = logging.getLogger(__name__)

Listener = Callable[[ScanStatus], None]

# A transaction a batch: 500 files take about 60 ms to write, short for the others who want to write, and 2 s of reading
# on a slow disk are all that a kill -9 makes the next scan read again. Smaller ones write the same pages more often.
_BATCH_FILES = 500
_BATCH_MS = 2_000

_STUCK = (
    "Its disk does not answer any more. Nothing was removed from the library; the next scan reads what this one "
    "could not."
)
_TOLD_EVERY_MS = 200
_PATIENCE_S = 0.2  # how soon a scan notices that it is to stop, and a file that takes too long
_JOIN_S = 2.0


class Scanner:
    """Any thread may call; only the scanning one changes the status and calls listeners."""

    def __init__(
        self,
        database: Database,
        roots: Sequence[Path],
        separators: Separators | None = None,
        *,
        readers: int = 0,
    ) -> None:
        """`readers`: how many child processes read; 0: none, the scanning thread does."""
        self._database = database
        self._catalogue = Catalogue(database, separators)
        self._roots = tuple(roots)
        self._readers = readers
        self._running = threading.Lock()
        self._stopping = threading.Event()  # of the scan that runs
        self._is_closed = False
        self._thread: threading.Thread | None = None
        self._listeners: tuple[Listener, ...] = ()
        self._status = ScanStatus()
        self._pace = Pace()
        self._told_ms = 0

    def status(self) -> ScanStatus:
        return self._status

    def on_change(self, listener: Listener) -> None:
        self._listeners += (listener,)

    def start(self, request: ScanRequest) -> None:
        """Raises: ScanRunning."""
        self._begin()
        self._thread = threading.Thread(
            target=self._run_in_thread, args=(request,), name="library-scan", daemon=True
        )
        self._thread.start()

    def run(self, request: ScanRequest) -> Iterator[ScanStatus]:
        """Scans in the calling thread while its caller iterates; closing the iterator cancels.

        Raises: ScanRunning at the first step, DatabaseUnusable.
        """
        self._begin()
        yield from self._steps(request)

    def use_roots(self, roots: Sequence[Path]) -> None:
        """These from the next scan on."""
        self._roots = tuple(roots)

    def place_of(self, folder: FolderId) -> Place:
        """What a request says for this folder. Raises: NotFound."""
        place = place_of(self._database.reading(), number_of(folder, "fo"))
        if place is None or place[0] not in self._roots:
            raise NotFound(folder)
        return place

    def cancel(self) -> None:
        """Asks a running scan to end; what it has read stays, the next one reads the rest."""
        self._stopping.set()

    def close(self) -> None:
        """Cancels a running scan; returns when it has ended, after 2 s at the latest."""
        self._is_closed = True
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_JOIN_S)

    # -- one scan -------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._running.acquire(blocking=False):
            raise ScanRunning
        self._stopping.clear()
        if self._is_closed:  # after the line above, so that a close() between the two is not forgotten
            self._stopping.set()
        self._status = ScanStatus(ScanState.SCANNING, started_utc=_now_utc())

    def _run_in_thread(self, request: ScanRequest) -> None:
        try:
            for _ in self._steps(request):
                pass
        except DatabaseUnusable as error:
            if not self._stopping.is_set():  # else it has been closed under a scan that took long to stop
                log.error("scan stopped: %s", error)
        except Exception:
            log.exception("scan stopped by an accident")

    def _steps(self, request: ScanRequest) -> Iterator[ScanStatus]:
        """Owns `_running` from the first step on."""
        try:
            self._pace = Pace()
            self._tell(self._status, at_once=True)
            yield self._status
            yield from self._scan(request)
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

    def _scan(self, request: ScanRequest) -> Iterator[ScanStatus]:
        surveys: list[Survey] = []
        self._claimed: set[int] = set()  # tracks that were found elsewhere
        try:
            for root, below in self._places(request):
                found = survey(
                    self._database,
                    root,
                    below=below,
                    may_be_empty=request.is_own,
                    full=request.full or root.is_outdated,
                    stopping=self._stopping,
                    walked=self._count_walked,
                )
                surveys.append(found)
                yield self._status
            unchanged = sum(found.unchanged_count for found in surveys)
            expected = sum(found.file_count for found in surveys)
            self._status = replace(self._status, seen=unchanged, expected=expected)
            for found in surveys:
                yield from self._apply(found, request)
            if self._has_changed and not self._stopping.is_set():
                self._catalogue.tidy()
            yield from self._colour()
        finally:
            for found in surveys:
                found.changed.close()

    def _places(self, request: ScanRequest) -> list[tuple[Root, str]]:
        roots = self._catalogue.use_roots(self._roots)
        if not request.folders:
            return [(root, "") for root in roots]
        return [(root, below) for root in roots for path, below in request.folders if path == root.path]

    def _apply(self, found: Survey, request: ScanRequest) -> Iterator[ScanStatus]:
        if self._stopping.is_set():
            return
        if found.is_usable:
            yield from self._read(found, full=request.full or found.root.is_outdated)
            if self._stopping.is_set():
                return
        if found.is_usable:  # still
            yield from self._remove(found, request)
        self._catalogue.write_passed_over(found.root, found.below, found.passed_over, now_ms=wall_ms())
        if found.is_usable and not self._stopping.is_set():
            self._catalogue.forget_problems(found.root)
            self._catalogue.forget_portraits(found.root)
            if not found.below:
                self._catalogue.end(found.root)

    def _read(self, found: Survey, *, full: bool) -> Iterator[ScanStatus]:
        readers = open_readers(self._readers)
        progress = FolderProgress()
        self._flushed_ms = monotonic_ms()
        try:
            for path in found.changed:
                change = change_of(self._database.reading(), found.root, path, self._claimed, full=full)
                if self._stopping.is_set():
                    break
                if change is None:
                    continue
                found.gone.extend(change.gone)
                self._count(seen=change.unchanged_count, added=len(change.returned))
                progress.begin(change)
                for work in change.work:
                    readers.ask(found.root.path, work)
                    while readers.is_full and not (self._stopping.is_set() or readers.is_stuck):
                        yield from self._take(found.root, readers, progress)
                if readers.is_stuck:
                    break
                yield from self._write(found.root, progress)
            while readers.waiting and not (self._stopping.is_set() or readers.is_stuck):
                yield from self._take(found.root, readers, progress)
            yield from self._write(found.root, progress, at_once=True)
            if readers.is_stuck:
                found.give_up("", _STUCK)
        finally:
            readers.close()

    def _take(self, root: Root, readers: Readers, progress: FolderProgress) -> Iterator[ScanStatus]:
        finished = readers.finished(_PATIENCE_S)
        self._count(**progress.add(finished))
        yield self._status
        yield from self._write(root, progress)

    def _write(self, root: Root, progress: FolderProgress, *, at_once: bool = False) -> Iterator[ScanStatus]:
        is_due = progress.size >= _BATCH_FILES or monotonic_ms() - self._flushed_ms >= _BATCH_MS
        if at_once or is_due:
            self._claimed |= self._catalogue.write(root, progress.take(), now_ms=wall_ms())
            self._flushed_ms = monotonic_ms()
            yield self._status

    def _colour(self) -> Iterator[ScanStatus]:
        """Looks at covers that nobody has looked at: last, since nothing waits for it."""
        readers = None
        try:
            for wanted in uncoloured(self._database):
                readers = readers or open_readers(min(self._readers, 1))
                for root, work in wanted:
                    readers.ask(root, work)
                while readers.waiting and not (self._stopping.is_set() or readers.is_stuck):
                    note_colours(self._database, readers.finished(_PATIENCE_S))
                    yield self._status
                if self._stopping.is_set() or readers.is_stuck:
                    return
        finally:
            if readers is not None:
                readers.close()

    def _remove(self, found: Survey, request: ScanRequest) -> Iterator[ScanStatus]:
        root, catalogue = found.root, self._catalogue
        gone = sum(track not in self._claimed for track in found.gone)
        if not gone:
            if not found.below:
                catalogue.hold(root, None)
            return
        present, held_ms = catalogue.present_count(root), catalogue.held_ms(root)
        if not request.is_own and not is_believed(
            gone, present, held_ms=held_ms, now_ms=wall_ms(), by_hand=request.by_hand
        ):
            catalogue.hold(root, held_ms or wall_ms())
            found.pass_over(PassedOver("", held_reason(gone, present), hides_below=True))
            return
        for removed in catalogue.remove(root, found.gone):
            yield self._count(removed=removed)
            if self._stopping.is_set():
                return
        catalogue.hold(root, None)

    # -- the status -----------------------------------------------------------------------------------

    @property
    def _has_changed(self) -> bool:
        status = self._status
        return bool(status.added or status.changed or status.removed or status.failed)

    def _count_walked(self, files: int) -> None:
        self._count(seen=files)

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
        ended = replace(
            self._status,
            state=state,
            ended_utc=_now_utc(),
            reason=reason,
            rate_files_per_s=None,
            remaining_s=None,
        )
        self._tell(ended, at_once=True)
        status = self._status
        log.info(
            "scan %s: %d files, %d added, %d changed, %d removed, %d unreadable",
            *(state, status.seen, status.added, status.changed, status.removed, status.failed),
        )

    def _tell(self, status: ScanStatus, *, at_once: bool = False) -> None:
        self._status = status
        now_ms = monotonic_ms()
        if not at_once and now_ms - self._told_ms < _TOLD_EVERY_MS:
            return
        self._told_ms = now_ms
        if status.state is ScanState.SCANNING and status.expected is not None:
            self._pace.add(now_ms, status.seen)
            self._status = status = replace(
                status,
                rate_files_per_s=self._pace.files_per_s,
                remaining_s=self._pace.remaining_s(max(status.expected - status.seen, 0)),
            )
        for listener in self._listeners:
            try:
                listener(status)
            except Exception:  # a listener's accident is not the scan's
                log.exception("a listener of the scan failed")


def _now_utc() -> datetime:
    return datetime.fromtimestamp(wall_ms() / 1000, UTC)
