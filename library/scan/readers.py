"""Reads files in niced child processes that may be killed, or, with none, in the scan's own thread.

starting ──ready──► reading ──answer──► reading      hangs, dies or speaks nonsense: killed, the file at
                                                     fault is a problem, the others go to a new child
"""

from __future__ import annotations

import fcntl
import logging
import os
import selectors
import subprocess
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from library.clock import monotonic_ms
from library.confinement import child_environment
from library.frames import Frames, framed
from library.scan.frames import READY, Answer, Ask
from library.scan.outcomes import FileBroken, ImageToRead, Outcome, PictureToSee, ToRead
from library.scan.reader import Unreadable, outcome_of, read_outcome
from library.starter import child_command

log = logging.getLogger(__name__)

_FILE_MS = 10_000
_START_MS = 60_000  # importing the libraries, on a small machine that is busy
# Address space beyond what the libraries map at their start; a cover of 100 MB is held three times while it is
# read, and the decoder, brought in with the first file that needs it, maps 110 MB.
_MEMORY_MB = 896
# So much is asked ahead that a child has work while the scan writes a batch (about 100 ms), and so little that
# neither side ever blocks in writing: requests stay below a pipe's 64 KiB.
_AHEAD = 192
_AHEAD_BYTES = 48 * 2**10
_PIPE_BYTES = 2**20  # of answers, while the scan writes
_SECOND_FROM = 32  # files waiting, before another child is worth its start of a fifth of a second
_MAX_START_FAILURES = 2
_MAX_HANGS = 5  # one after the other: it is the disk, not the files

_HUNG = f"Reading it took longer than {_FILE_MS // 1000} s: it is damaged, or on a disk that does not answer."
_CRASHED = "Reading it crashed the reader: it is damaged, or made to do harm."


class Readers(Protocol):
    """For the one scanning thread."""

    @property
    def waiting(self) -> int:
        """Files asked for and not finished."""

    @property
    def is_full(self) -> bool:
        """Whether to take what is finished before asking for more."""

    def ask(self, root: Path, work: ToRead) -> None: ...

    def finished(self, timeout_s: float) -> list[Outcome]:
        """What has been read since, in any order; waits at most `timeout_s` for the first."""

    @property
    def is_stuck(self) -> bool:
        """Whether the disk does not answer any more: what is waiting will not be finished."""

    def close(self) -> None:
        """Ends all children, at once."""


def open_readers(children: int) -> Readers:
    """`children` = 0: without processes, without limits."""
    return ChildReaders(children) if children else OwnReader()


class OwnReader:
    """Reads in the calling thread."""

    def __init__(self) -> None:
        self._asked: deque[tuple[Path, ToRead]] = deque()

    @property
    def waiting(self) -> int:
        return len(self._asked)

    @property
    def is_full(self) -> bool:
        return bool(self._asked)

    @property
    def is_stuck(self) -> bool:
        return False

    def ask(self, root: Path, work: ToRead) -> None:
        self._asked.append((root, work))

    def finished(self, timeout_s: float) -> list[Outcome]:
        return [read_outcome(*self._asked.popleft())] if self._asked else []

    def close(self) -> None:
        self._asked.clear()


class ChildReaders:
    """Starts children as work comes in."""

    def __init__(self, children: int, *, file_ms: int = _FILE_MS, memory_mb: int = _MEMORY_MB) -> None:
        self._most = children
        self._file_ms = file_ms
        self._memory_mb = memory_mb
        self._children: list[_Child] = []
        self._selector = selectors.DefaultSelector()
        self._unasked: deque[tuple[Path, ToRead]] = deque()
        self._again: deque[tuple[Path, ToRead]] = deque()  # took too long, and have another chance at the end
        self._is_last_chance = False
        self._start_failures = 0
        self._hangs = 0  # since the last answer

    @property
    def waiting(self) -> int:
        return len(self._unasked) + len(self._again) + sum(len(child.asked) for child in self._children)

    @property
    def is_full(self) -> bool:
        return len(self._unasked) >= _AHEAD

    @property
    def is_stuck(self) -> bool:
        return self._hangs >= _MAX_HANGS

    def ask(self, root: Path, work: ToRead) -> None:
        self._is_last_chance = False
        self._unasked.append((root, work))
        if len(self._unasked) % _SECOND_FROM == 0:
            self._hand_out()

    def finished(self, timeout_s: float) -> list[Outcome]:
        self._hand_out()
        if self._start_failures > _MAX_START_FAILURES:
            return [read_outcome(*self._unasked.popleft())] if self._unasked else []
        outcomes: list[Outcome] = []
        ready = {key.data for key, _ in self._selector.select(timeout_s)}
        for child in list(self._children):
            if child in ready and not child.receive(outcomes):
                self._replace(child, outcomes, _CRASHED)
            elif child not in ready and child.is_overdue(self._file_ms):
                self._hangs += 1
                self._replace(child, outcomes, _HUNG)
        if outcomes and not self._hangs_only(outcomes):
            self._hangs = 0
        return outcomes

    def close(self) -> None:
        for child in self._children:
            child.end(self._selector)
        self._children.clear()
        self._unasked.clear()
        self._again.clear()
        self._selector.close()

    @staticmethod
    def _hangs_only(outcomes: list[Outcome]) -> bool:
        return all(isinstance(outcome, FileBroken) and outcome.reason == _HUNG for outcome in outcomes)

    def _hand_out(self) -> None:
        if self._start_failures > _MAX_START_FAILURES:
            self._unasked.extend(self._again)
            self._again.clear()
            return
        if self._again and not self._unasked and not any(child.asked for child in self._children):
            self._unasked, self._again, self._is_last_chance = self._again, deque(), True
        wanted = 1 + len(self._unasked) // _SECOND_FROM
        while self._unasked and len(self._children) < min(self._most, wanted):
            self._children.append(_Child(self._selector, self._memory_mb))
        while self._unasked:
            # To the one with least to do.
            child = min(self._children, key=lambda each: len(each.asked))
            if not child.ask(*self._unasked[0]):
                break
            self._unasked.popleft()
        for child in self._children:
            child.send()

    def _replace(self, child: _Child, outcomes: list[Outcome], reason: str) -> None:
        child.end(self._selector)
        self._children.remove(child)
        left = [work for _, work in sorted(child.asked.items())]
        if not child.is_ready:
            self._start_failures += 1
            log.warning("a reading process did not start (%d)", child.process.returncode or 0)
            if self._start_failures > _MAX_START_FAILURES:
                log.error("files are read without reading processes: one broken file may end the scan")
        elif left:
            self._start_failures = 0
            if reason == _HUNG and not self._is_last_chance:
                self._again.append(left.pop(0))
            else:
                outcomes.append(_at_fault(left.pop(0)[1], reason))
        self._unasked.extendleft(reversed(left))


class _Child:
    """One process and what it was asked for."""

    def __init__(self, selector: selectors.BaseSelector, memory_mb: int) -> None:
        self.asked: dict[int, tuple[Path, ToRead]] = {}  # oldest first: the first is what it reads now
        self.is_ready = False
        self._next = 0
        self._ahead_bytes = 0
        self._sizes: deque[int] = deque()
        self._unsent = bytearray()
        self._heard_ms = monotonic_ms()
        self._frames = Frames(Answer)
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            child_command("library.scan.child", str(memory_mb)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=child_environment(),
            start_new_session=True,  # Ctrl-C is for the scan, which ends its children
        )
        assert self.process.stdin is not None  # noqa: S101 - for mypy: both are pipes
        assert self.process.stdout is not None  # noqa: S101
        self._input, self._output = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._output, False)
        with suppress(OSError):  # a user may have no more pages for pipes: then it is a smaller one
            fcntl.fcntl(self._output, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        selector.register(self._output, selectors.EVENT_READ, self)

    def ask(self, root: Path, work: ToRead) -> bool:
        """False if it has enough to do. Hears of it with the next `send`."""
        message = framed(_ask(self._next, root, work))
        is_first = not self.asked
        if not is_first and (len(self.asked) >= _AHEAD or self._ahead_bytes + len(message) > _AHEAD_BYTES):
            return False
        self._unsent += message
        if is_first and self.is_ready:
            self._heard_ms = monotonic_ms()
        self.asked[self._next] = (root, work)
        self._sizes.append(len(message))
        self._ahead_bytes += len(message)
        self._next += 1
        return True

    def send(self) -> None:
        """Never blocks: what is not answered fits the pipe."""
        if self._unsent:
            with suppress(BrokenPipeError):  # it died: the end of its output tells so
                os.write(self._input, self._unsent)
            self._unsent.clear()

    def receive(self, outcomes: list[Outcome]) -> bool:
        """Adds what it answered; False if it ended or speaks nonsense."""
        try:
            while data := os.read(self._output, 2**18):
                for answer in self._frames.add(data):
                    self._take(answer, outcomes)
        except BlockingIOError:
            self._heard_ms = monotonic_ms()
            return True
        except (OSError, ValueError, LookupError):  # msgspec's errors are ValueErrors
            return False
        return False

    def _take(self, answer: Answer, outcomes: list[Outcome]) -> None:
        if answer.number == READY:
            self.is_ready = True
            return
        _, work = self.asked.pop(answer.number)
        self._ahead_bytes -= self._sizes.popleft()
        outcomes.append(outcome_of(work, answer.result))

    def is_overdue(self, file_ms: int) -> bool:
        limit_ms = file_ms if self.is_ready else _START_MS
        return bool(self.asked) and monotonic_ms() - self._heard_ms > limit_ms

    def end(self, selector: selectors.BaseSelector) -> None:
        selector.unregister(self._output)
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            # In a system call that cannot be interrupted, on a disk that is gone: subprocess reaps it later.
            log.warning("reading process %d does not end yet", self.process.pid)


def _ask(number: int, root: Path, work: ToRead) -> Ask:
    if isinstance(work, PictureToSee):
        where = (os.fsencode(root), os.fsencode(work.path))
        return Ask(number, *where, work.is_image, 0, 0, colour_of=work.digest)
    is_image = isinstance(work, ImageToRead)
    file = work.image if isinstance(work, ImageToRead) else work.file
    path, size_bytes, mtime_ns = (file.path, file.size_bytes, file.mtime_ns) if file else ("", 0, 0)
    sheets = tuple(map(os.fsencode, () if isinstance(work, ImageToRead) else work.sheets))
    return Ask(number, os.fsencode(root), os.fsencode(path), is_image, size_bytes, mtime_ns, sheets)


def _at_fault(work: ToRead, reason: str) -> Outcome:
    return outcome_of(work, Unreadable(reason))
