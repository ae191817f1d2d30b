"""What any thread leaves for one thread to do, in turn; and what that one does by itself when it is time."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar, cast

from server.sessions.errors import Busy

log = logging.getLogger(__name__)

T = TypeVar("T")

BOUND = 10_000  # seconds of a house gone mad; beyond it reports are dropped, commands refused
ANSWER_S = 5.0
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class _Told:
    """`answer` is None when nobody waits for it."""

    act: Callable[[], object]
    answer: Future[object] | None


class Inbox:
    """Any thread. `tick` is called in the thread after `due_s` without anything to do, half a second at most; `end`
    is the last thing that it does."""

    def __init__(
        self,
        *,
        due_s: Callable[[], float | None],
        tick: Callable[[], None],
        end: Callable[[], None],
    ) -> None:
        self._due_s = due_s
        self._tick = tick
        self._end = end
        self._told: queue.Queue[_Told] = queue.Queue(maxsize=BOUND)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sessions", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask(self, act: Callable[[], T]) -> T:
        """What `act` answers or raises, within 5 s. Raises: Busy."""
        answer: Future[object] = Future()
        try:
            self._told.put_nowait(_Told(act, answer))
            return cast(T, answer.result(timeout=ANSWER_S))
        except (queue.Full, TimeoutError):
            raise Busy from None

    def leave(self, act: Callable[[], None]) -> bool:
        """Returns at once. False: there is no room."""
        try:
            self._told.put_nowait(_Told(act, None))
        except queue.Full:
            return False
        return True

    def close(self) -> None:
        """What was left is not done any more. Blocks at most 2 s."""
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._told.put_nowait(_Told(lambda: None, None))  # wakes the thread
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                told = self._told.get(timeout=self._sleep_s())
            except queue.Empty:
                told = _Told(self._tick, None)
            self._do(told)
        self._end()

    def _do(self, told: _Told) -> None:
        try:
            result = told.act()
            if told.answer is not None:
                told.answer.set_result(result)
        except Exception as error:  # a thread root: whoever asked hears it, else the log does
            if told.answer is None:
                log.exception("thread=%s", self._thread.name)
            else:
                told.answer.set_exception(error)

    def _sleep_s(self) -> float:
        due_s = self._due_s()
        return LOOK_S if due_s is None else min(LOOK_S, max(0.0, due_s))
