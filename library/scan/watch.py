"""Sees to it that changes are scanned without being asked: told by the file system, by polling where it tells
nothing, and by the clock; the library's one door to watchfiles."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import watchfiles

from library.clock import local_time, monotonic_ms
from library.errors import ScanRunning
from library.rounds import Rounds
from library.scan.mounts import is_silent, read_mounts
from library.scan.request import Place, ScanRequest
from library.scan.timetable import Daily, Timetable, WatchPlan
from library.scan.walk import is_music

log = logging.getLogger(__name__)

_STEP_MS = 1_000  # how often the timetable is asked
_LOOK_MS = 60_000  # how often a disk is noticed that came, went or was exchanged
_DEBOUNCE_MS = 500


class Watcher:
    """Owns the thread `library-watch`, from `start` to `close`."""

    def __init__(
        self,
        start_scan: Callable[[ScanRequest], None],
        roots: Sequence[Path],
        plan: WatchPlan,
        *,
        now_ms: Callable[[], int] = monotonic_ms,
        local_time: Callable[[], datetime] = local_time,
    ) -> None:
        """`start_scan` raises ScanRunning while it cannot."""
        self._start_scan = start_scan
        self._roots = tuple(roots)
        self._plan = plan
        self._now_ms = now_ms
        self._local_time = local_time
        self._timetable = Timetable(plan, now_ms())
        self._daily = Daily(plan.scan_at, local_time())
        self._deaf: set[Path] = set()  # roots that the system would not watch
        self._rounds = Rounds(self._watch_for_a_while, name="library-watch", every_s=0)
        self._stopping = self._rounds.stopping
        self.start, self.close = self._rounds.start, self._rounds.close

    def _watch_for_a_while(self) -> None:
        """Until a root comes, goes or is exchanged."""
        watched, polled = self._divided()
        before = _identities(self._roots)
        looked_ms = self._now_ms()
        for changes in self._changes(watched):
            now_ms = self._now_ms()
            self._timetable.changed(self._places(changes), now_ms)
            self._step(polled, now_ms)
            if self._stopping.is_set():
                return
            if now_ms - looked_ms >= _LOOK_MS:
                looked_ms = now_ms
                if _identities(self._roots) != before:
                    self._timetable.changed(((root, "") for root in self._roots), now_ms)
                    return

    def _step(self, polled: tuple[Path, ...], now_ms: int) -> None:
        request = self._timetable.due(now_ms, polled)
        now = self._local_time()
        if self._daily.is_due(now):
            request = ScanRequest(by_hand=False)
        if request is None:
            return
        try:
            self._start_scan(request)
        except ScanRunning:
            return
        self._timetable.begun(request, now_ms)
        if not request.folders:
            self._daily.begun(now)

    def _divided(self) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """Roots that are watched, and that are polled; one with a silent disk inside is both."""
        if self._plan.events == "off":
            return (), ()
        mounts = read_mounts() if self._plan.events == "auto" else []
        silent = {root for root in self._roots if is_silent(root, mounts)}
        watched = [root for root in self._roots if root.is_dir() and root not in silent | self._deaf]
        return tuple(watched), tuple(root for root in self._roots if root not in watched)

    def _changes(self, watched: tuple[Path, ...]) -> Iterable[Iterable[str]]:
        """Paths, or nothing each second; ends when the system refuses to watch."""
        if watched:
            try:
                for changes in watchfiles.watch(
                    *watched,
                    watch_filter=None,
                    debounce=_DEBOUNCE_MS,
                    rust_timeout=_STEP_MS,
                    yield_on_timeout=True,
                    stop_event=self._stopping,
                    raise_interrupt=False,
                    ignore_permission_denied=True,
                ):
                    yield [path for _, path in changes]
            except (
                OSError
            ) as error:  # more folders than fs.inotify.max_user_watches, a root that has just gone
                log.warning("changes are polled for, not watched: %s", error)
                self._deaf.update(watched)
            return
        while not self._stopping.wait(_STEP_MS / 1000):
            yield ()

    def _places(self, paths: Iterable[str]) -> list[Place]:
        return [place for path in paths if (place := self._place(path)) is not None]

    def _place(self, path: str) -> Place | None:
        """The folder to look into because of a change at `path`; None: nothing that matters."""
        for root in self._roots:
            below = path.removeprefix(f"{root}/")
            if below != path and not any(part.startswith(".") for part in below.split("/")):
                if is_music(below):
                    return root, below.rpartition("/")[0]
                # A folder, or what was one; any other file is nobody's music.
                return (root, below) if Path(path).is_dir() or not os.path.lexists(path) else None
        return None


def _identities(roots: Sequence[Path]) -> list[tuple[int, int] | None]:
    """Another one when another disk is there."""
    return [_identity(root) for root in roots]


def _identity(root: Path) -> tuple[int, int] | None:
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
