from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path

import pytest

from library import Library, ScanRunning, WatchPlan
from library.scan import timetable, watch
from library.scan.request import ScanRequest
from library.scan.watch import Watcher
from tests.builders.shelf import Shelf, titles

_PATIENCE_S = 30


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetable, "_QUIET_MS", 200)
    monkeypatch.setattr(watch, "_STEP_MS", 100)
    monkeypatch.setattr(watch, "_DEBOUNCE_MS", 50)


class _Asked:
    """Takes requests in place of the scanner."""

    def __init__(self) -> None:
        self.requests: queue.Queue[ScanRequest] = queue.Queue()
        self.refusals = 0

    def __call__(self, request: ScanRequest) -> None:
        if self.refusals:
            self.refusals -= 1
            raise ScanRunning
        self.requests.put(request)

    def folders(self) -> set[str]:
        """Of the next request, but for what the fixture made."""
        while True:
            request = self.requests.get(timeout=_PATIENCE_S)
            if found := {below for _, below in request.folders if not below.startswith("ready")}:
                return found


@pytest.fixture
def music(tmp_path: Path) -> Path:
    (tmp_path / "music" / "a" / "b").mkdir(parents=True)
    (tmp_path / "music" / "a" / "b" / "old.mp3").write_bytes(b"x")
    return tmp_path / "music"


@pytest.fixture
def asked(music: Path, quick: None) -> Iterator[_Asked]:
    asked = _Asked()
    watcher = Watcher(asked, [music], WatchPlan(events="on"))
    watcher.start()
    for number in range(200):  # until one is heard of, the system is not watching yet
        (music / f"ready {number}").mkdir()
        try:
            asked.requests.get(timeout=0.5)
            break
        except queue.Empty:
            continue
    yield asked
    watcher.close()
    assert not any(thread.name == "library-watch" for thread in threading.enumerate())


def test_a_new_file_has_its_folder_scanned(asked: _Asked, music: Path) -> None:
    (music / "a" / "b" / "new.mp3").write_bytes(b"x")
    assert asked.folders() == {"a/b"}


def test_a_new_cover_has_its_folder_scanned(asked: _Asked, music: Path) -> None:
    (music / "a" / "cover.jpg").write_bytes(b"x")
    assert asked.folders() == {"a"}


def test_a_removed_folder_is_scanned(asked: _Asked, music: Path) -> None:
    shutil.rmtree(music / "a" / "b")
    assert asked.folders() <= {"a", "a/b"}


def test_other_files_do_not_matter(asked: _Asked, music: Path) -> None:
    (music / "a" / "notes.txt").write_bytes(b"x")
    (music / ".hidden.mp3").write_bytes(b"x")
    (music / "a" / "new.mp3").write_bytes(b"x")
    assert asked.folders() == {"a"}


def test_a_running_scan_is_waited_for(asked: _Asked, music: Path) -> None:
    asked.refusals = 3
    (music / "a" / "new.mp3").write_bytes(b"x")
    assert asked.folders() == {"a"}


def test_a_root_that_is_not_there_is_no_accident(tmp_path: Path, quick: None) -> None:
    watcher = Watcher(_Asked(), [tmp_path / "none"], WatchPlan(events="on"))
    watcher.start()
    watcher._stopping.wait(0.3)
    assert "library-watch" in {thread.name for thread in threading.enumerate()}
    watcher.close()
    assert "library-watch" not in {thread.name for thread in threading.enumerate()}


def test_a_root_that_comes_is_scanned(tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_LOOK_MS", 100)
    asked = _Asked()
    watcher = Watcher(asked, [tmp_path / "disk"], WatchPlan(events="on"))
    watcher.start()
    watcher._stopping.wait(0.2)
    (tmp_path / "disk").mkdir()
    assert asked.folders() == {""}
    watcher.close()


def test_a_system_that_refuses_to_watch_is_polled(
    music: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object, **__: object) -> Iterator[set[object]]:
        raise OSError(28, "OS file watch limit reached.")
        yield set()

    monkeypatch.setattr(watch.watchfiles, "watch", refusing)
    watcher = Watcher(_Asked(), [music], WatchPlan(events="on"))
    watcher._watch_for_a_while()
    assert watcher._divided() == ((), (music,))


def test_a_watched_library_follows_its_folder(shelf: Shelf, library: Library, quick: None) -> None:
    shelf.add("a/1.mp3", title="One")
    *_, _ = library.scan()
    library.watch(WatchPlan(events="on"))
    added = shelf.add("b/2.mp3", title="Two")
    _until(lambda: titles(library) == ["One", "Two"], again=lambda: os.utime(added))
    shutil.rmtree(shelf.music / "a")
    _until(lambda: titles(library) == ["Two"])


def _until(condition: Callable[[], bool], again: Callable[[], None] = lambda: None) -> None:
    """`again`, now and then: what happens before the system watches is not told."""
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        again()
        threading.Event().wait(1)


def test_at_its_time_of_day_everything_is_scanned_once_nothing_else_is(music: Path, quick: None) -> None:
    now = [datetime.fromisoformat("2026-11-22T12:00")]
    asked = _Asked()
    plan = WatchPlan(events="off", scan_every_hours=0, scan_at=clock_time(3, 30))
    watcher = Watcher(asked, [music], plan, local_time=lambda: now[0])
    watcher.start()
    try:
        asked.refusals = 2
        now[0] = datetime.fromisoformat("2026-11-23T03:30:01")
        assert asked.requests.get(timeout=_PATIENCE_S) == ScanRequest(by_hand=False)
        assert asked.refusals == 0
        now[0] = datetime.fromisoformat("2026-11-24T03:30:01")
        assert asked.requests.get(timeout=_PATIENCE_S) == ScanRequest(by_hand=False)
        assert asked.requests.empty()
    finally:
        watcher.close()
