"""One piece of work for an encoder, shared by all who want its bytes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import IntEnum

log = logging.getLogger(__name__)


class Urgency(IntEnum):
    """Lower goes first."""

    NOW = 0  # somebody hears nothing until it is done
    SOON = 1  # what somebody will hear next
    IDLE = 2  # so that a rendition is complete some day


class Job:
    """Any thread. Done once, with bytes or with an error; a job that everybody has left is not begun."""

    def __init__(self, key: str, make: Callable[[], bytes], *, listener: str, urgency: Urgency) -> None:
        self.key = key
        self.listener = listener
        self.urgency = urgency
        self.users = 1  # guarded by the encoders' lock
        self._make = make
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._then: list[Callable[[], None]] = []
        self._outcome: bytes | BaseException = b""

    def run(self) -> None:
        try:
            outcome: bytes | BaseException = self._make()
        except Exception as error:
            outcome = error
        self.finish(outcome)

    def finish(self, outcome: bytes | BaseException) -> None:
        with self._lock:
            self._outcome = outcome
            self._done.set()
            then, self._then = self._then, []
        for call in then:
            _tell(call)

    def is_done(self) -> bool:
        return self._done.is_set()

    def when_done(self, call: Callable[[], None]) -> None:
        """At once, if it is; else by the encoder's thread, so `call` must be short."""
        with self._lock:
            if not self._done.is_set():
                self._then.append(call)
                return
        call()

    def wait(self, timeout_s: float) -> bool:
        return self._done.wait(timeout_s)

    def is_good(self) -> bool:
        return self.is_done() and not isinstance(self._outcome, BaseException)

    def result(self) -> bytes:
        """Only once it is done. Raises what making it raised."""
        if isinstance(self._outcome, BaseException):
            raise self._outcome
        return self._outcome


def _tell(call: Callable[[], None]) -> None:
    """Who cannot be told (a server that has just closed) must not cost the encoder its thread."""
    try:
        call()
    except Exception:
        log.debug("nobody heard that a chunk is done", exc_info=True)
