"""Reading children: they answer, and whatever they do, the scan goes on and nobody is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.frames import Frames, framed
from library.scan import readers
from library.scan.frames import READY, Answer, Ask
from library.scan.outcomes import FileBroken, FileRead, FileToRead, ImageRead, ImageToRead, Outcome
from library.scan.readers import ChildReaders, OwnReader, Readers, open_readers
from library.scan.walk import FileSeen
from tests.builders.audio import make_audio
from tests.builders.tags import png, tag

_PATIENCE_S = 60


@pytest.fixture
def children() -> Iterator[ChildReaders]:
    opened = ChildReaders(2, file_ms=1_500)
    yield opened
    opened.close()


def _seen(root: Path, name: str) -> FileToRead:
    status = (root / name).stat()
    return FileToRead(FileSeen(name, status.st_size, status.st_mtime_ns))


def _all(reading: Readers) -> list[Outcome]:
    outcomes: list[Outcome] = []
    deadline = time.monotonic() + _PATIENCE_S
    while reading.waiting:
        assert time.monotonic() < deadline
        outcomes += reading.finished(0.1)
    return outcomes


@pytest.mark.parametrize("count", [0, 2])
def test_children_and_the_own_thread_answer_the_same(tmp_path: Path, count: int) -> None:
    for number in range(5):
        tag(make_audio(tmp_path / f"{number}.mp3", seconds=0.1), title=f"Song {number}", artist=["A", "B"])
    (tmp_path / "bad.mp3").write_text("no music")
    (tmp_path / "cover.png").write_bytes(png())
    image = FileSeen("cover.png", (tmp_path / "cover.png").stat().st_size, 1)
    reading = open_readers(count)
    for number in range(5):
        reading.ask(tmp_path, _seen(tmp_path, f"{number}.mp3"))
        if reading.is_full:
            assert isinstance(reading.finished(1)[0], FileRead)
    reading.ask(tmp_path, _seen(tmp_path, "bad.mp3"))
    reading.ask(tmp_path, ImageToRead("", image))
    reading.ask(tmp_path, ImageToRead("gone", None))
    outcomes = _all(reading)
    reading.close()
    titles = {o.contents.tags.title for o in outcomes if isinstance(o, FileRead)}
    assert titles == ({f"Song {number}" for number in range(5)} if count else set())
    assert [o.reason[:18] for o in outcomes if isinstance(o, FileBroken)] == ["No audio was found"]
    assert {o.folder: o.digest is not None for o in outcomes if isinstance(o, ImageRead)} == {
        "": True,
        "gone": False,
    }


def test_a_name_that_is_not_utf8_reaches_the_child(tmp_path: Path, children: ChildReaders) -> None:
    name = os.fsdecode(b"caf\xe9.mp3")
    make_audio(tmp_path / "x.mp3").rename(tmp_path / name)
    children.ask(tmp_path, _seen(tmp_path, name))
    [outcome] = _all(children)
    assert isinstance(outcome, FileRead)
    assert outcome.file.path == name


def _stopped(children: ChildReaders, sent: signal.Signals) -> int:
    """Starts the children's work, then hits one of those that have some."""
    children._hand_out()
    deadline = time.monotonic() + _PATIENCE_S
    while not any(child.is_ready for child in children._children):
        assert time.monotonic() < deadline
        children._selector.select(0.1)
        for child in children._children:
            child.receive([])
    child = next(child for child in children._children if child.is_ready)
    os.kill(child.process.pid, sent)
    return child.process.pid


@pytest.mark.parametrize(("sent", "reason"), [(signal.SIGSTOP, "took longer"), (signal.SIGKILL, "crashed")])
def test_a_child_that_hangs_or_dies_costs_one_file(
    tmp_path: Path, children: ChildReaders, sent: signal.Signals, reason: str
) -> None:
    make_audio(tmp_path / "1.mp3")
    children.ask(tmp_path, _seen(tmp_path, "1.mp3"))
    pid = _stopped(children, sent)
    for name in ("2.mp3", "3.mp3"):
        make_audio(tmp_path / name)
        children.ask(tmp_path, _seen(tmp_path, name))
    # The child may have answered before it was hit: then the fault falls to the next file, or to none.
    outcomes = _all(children)
    broken = [outcome for outcome in outcomes if isinstance(outcome, FileBroken)]
    assert len(broken) <= 1
    assert all(reason in outcome.reason for outcome in broken)
    assert _is_gone(pid) or not broken


def test_a_file_that_takes_too_much_memory_is_a_problem_and_the_next_is_read(tmp_path: Path) -> None:
    from tests.builders.hostile import _bomb, _synchsafe, _tag

    packed = _bomb(1_000_000_000)
    frame = b"TIT2" + _synchsafe(len(packed) + 4) + b"\x00\x09" + _synchsafe(200_000_000) + packed
    (tmp_path / "bomb.mp3").write_bytes(_tag(frame))
    make_audio(tmp_path / "song.mp3")
    reading = ChildReaders(1, memory_mb=400)
    for name in ("bomb.mp3", "song.mp3"):
        reading.ask(tmp_path, _seen(tmp_path, name))
    outcomes = _all(reading)
    reading.close()
    assert [type(outcome) for outcome in outcomes] == [FileBroken, FileRead]


def test_a_file_that_hangs_has_another_chance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _children_hang(tmp_path, monkeypatch, times=1)
    reading = ChildReaders(1, file_ms=2_000)
    for number in range(5):
        make_audio(tmp_path / f"{number}.mp3", seconds=0.02)
        reading.ask(tmp_path, _seen(tmp_path, f"{number}.mp3"))
    assert [type(outcome) for outcome in _all(reading)] == [FileRead] * 5
    reading.close()


def test_a_disk_that_hangs_is_told_and_no_file_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_MAX_HANGS", 3)
    _children_hang(tmp_path, monkeypatch, times=99)
    reading = ChildReaders(1, file_ms=50)
    for number in range(5):
        reading.ask(tmp_path, FileToRead(FileSeen(f"{number}.mp3", 1, 1)))
    deadline = time.monotonic() + _PATIENCE_S
    while not reading.is_stuck:
        assert time.monotonic() < deadline
        assert reading.finished(0.05) == []
    reading.close()


def _children_hang(folder: Path, monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """The first ones say that they are ready, and nothing more."""
    ready = "".join(f"\\{byte:03o}" for byte in framed(Answer(READY)))
    child = folder / "python"
    child.write_text(
        f"""#!/bin/sh
for time in $(seq {times}); do
    if mkdir {folder}/hung.$time 2>/dev/null; then printf '{ready}'; exec sleep 60; fi
done
exec {sys.executable} "$@"
"""
    )
    child.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(child))


def test_closing_ends_every_child_at_once_and_leaves_no_zombie(tmp_path: Path) -> None:
    reading = ChildReaders(2)
    for number in range(100):
        make_audio(tmp_path / f"{number}.mp3", seconds=0.02)
        reading.ask(tmp_path, _seen(tmp_path, f"{number}.mp3"))
    reading.finished(0)
    pids = [child.process.pid for child in reading._children]
    assert len(pids) == 2
    began = time.monotonic()
    reading.close()
    assert time.monotonic() - began < 2
    assert all(_is_gone(pid) for pid in pids)


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    make_audio(tmp_path / "1.mp3")
    code = f"""
import sys
from pathlib import Path
from library.scan.outcomes import FileToRead
from library.scan.readers import ChildReaders
from library.scan.walk import FileSeen
reading = ChildReaders(1)
reading.ask(Path({str(tmp_path)!r}), FileToRead(FileSeen("1.mp3", 1, 1)))
while not reading.finished(1): pass
print(reading._children[0].process.pid, flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert not _is_gone(pid)
        parent.kill()
        parent.wait(10)
    deadline = time.monotonic() + 10
    while not _is_gone(pid):
        assert time.monotonic() < deadline


def test_without_processes_that_start_files_are_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    make_audio(tmp_path / "1.mp3")
    reading = ChildReaders(2)
    reading.ask(tmp_path, _seen(tmp_path, "1.mp3"))
    [outcome] = _all(reading)
    reading.close()
    assert isinstance(outcome, FileRead)


def test_children_are_nice_and_bounded(tmp_path: Path, children: ChildReaders) -> None:
    make_audio(tmp_path / "1.mp3")
    children.ask(tmp_path, _seen(tmp_path, "1.mp3"))
    children._hand_out()
    pid = children._children[0].process.pid
    _all(children)
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    limits = Path(f"/proc/{pid}/limits").read_text()
    limit = next(line for line in limits.splitlines() if "address space" in line).split()[3]
    assert 768 * 2**20 < int(limit) < 4 * 2**30


def test_frames_may_arrive_in_pieces() -> None:
    asks = [Ask(number, b"/r", b"p" * number, False, 1, 2) for number in range(5)]
    stream = b"".join(map(framed, asks))
    frames, got = Frames(Ask), []
    for at in range(0, len(stream), 3):
        got += frames.add(stream[at : at + 3])
    assert got == asks


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="4294967295"):
        Frames(Answer).add(b"\xff" * 4)
    with pytest.raises(ValueError):
        Frames(Answer).add(b"\x01\x00\x00\x00\xc1")


def test_no_processes_are_asked_for_none(tmp_path: Path) -> None:
    assert isinstance(open_readers(0), OwnReader)


def _is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
