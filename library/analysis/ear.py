"""One child process that measures, started when there is something to measure and killed when it hangs."""

from __future__ import annotations

import os
import select
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress

from library.analysis.messages import Answer, Ask
from library.clock import monotonic_ms
from library.confinement import child_environment
from library.errors import LibraryError
from library.frames import Frames, framed
from library.starter import child_command

_COMMAND = child_command("library.analysis.child")
_START_MS = 60_000  # importing the libraries, on a small machine that is busy
_FILE_MS = 60_000  # and for each hour of it …
_HOUR_MS = 300_000  # … on a machine that decodes only 12 times as fast as it plays
_LOOK_S = 0.2


class EarFailed(LibraryError):
    """The child hung, crashed or did not start; the text is for people."""


class Ear:
    """For one thread."""

    def __init__(
        self,
        stopping: threading.Event,
        *,
        command: Sequence[str] = _COMMAND,
        start_ms: int = _START_MS,
        file_ms: int = _FILE_MS,
    ) -> None:
        """When `stopping` is set, `hear` gives up within 0.2 s. A file has `file_ms`, and more if it is long."""
        self._stopping = stopping
        self._command = command
        self._start_ms = start_ms
        self._file_ms = file_ms
        self._child: subprocess.Popen[bytes] | None = None
        self._frames = Frames(Answer)

    def hear(self, ask: Ask, *, duration_ms: int) -> Answer:
        """Raises: EarFailed."""
        child = self._child or self._start()
        deadline_ms = monotonic_ms() + self._file_ms + _HOUR_MS * duration_ms // 3_600_000
        assert child.stdin is not None  # noqa: S101 - for mypy: it is a pipe
        with suppress(BrokenPipeError):  # it died: the end of its output tells so
            os.write(child.stdin.fileno(), framed(ask))
        return self._answer(child, deadline_ms)

    def close(self) -> None:
        """Ends the child, at once; another `hear` starts a new one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):  # on a disk that does not answer: subprocess reaps it later
            child.wait(1)

    def _start(self) -> subprocess.Popen[bytes]:
        self._frames = Frames(Answer)
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=child_environment(),
            start_new_session=True,  # Ctrl-C is for the server, which ends its children
        )
        self._answer(self._child, monotonic_ms() + self._start_ms)
        return self._child

    def _answer(self, child: subprocess.Popen[bytes], deadline_ms: int) -> Answer:
        assert child.stdout is not None  # noqa: S101 - for mypy: it is a pipe
        output = child.stdout.fileno()
        while monotonic_ms() < deadline_ms and not self._stopping.is_set():
            ready, _, _ = select.select([output], [], [], _LOOK_S)
            if not ready:
                continue
            data = os.read(output, 2**18)
            try:
                answers = self._frames.add(data)
            except ValueError:  # no answer of ours: msgspec's errors are ValueErrors
                data = b""
            if not data:
                self.close()
                raise EarFailed("Decoding it crashed: it is damaged, or made to do harm.")
            for answer in answers:
                return answer
        self.close()
        raise EarFailed("Decoding it took too long: it is damaged, or on a disk that does not answer.")
