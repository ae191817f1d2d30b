"""A thread that makes its round again and again: now and then, and at once when it is woken.

An accident ends the round, not the thread: it is logged, and after a rest the next round begins.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from library.errors import DatabaseUnusable

log = logging.getLogger(__name__)

_REST_S = 60.0  # after what should not have happened


class Rounds:
    """Any thread may call. Owns the thread of this name, from `start` to `close`."""

    def __init__(
        self,
        go: Callable[[], None],
        *,
        name: str,
        every_s: float,
        rest_s: float = _REST_S,
        ending: Callable[[], None] = lambda: None,
    ) -> None:
        """`go` looks at `stopping` if it takes long; `ending` is the last that the thread does."""
        self._go = go
        self._every_s = every_s
        self._rest_s = rest_s
        self._ending = ending
        self._waking = threading.Event()
        self.stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Once."""
        self._thread.start()

    def wake(self) -> None:
        """The next round begins at once, or when this one has ended. Returns at once."""
        self._waking.set()

    @property
    def is_woken(self) -> bool:
        """Whether another round follows this one at once."""
        return self._waking.is_set()

    def close(self, within_s: float = 2.0) -> None:
        """Idempotent; blocks for so long at most."""
        self.stopping.set()
        self._waking.set()
        if self._thread.is_alive():
            self._thread.join(within_s)

    def _run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._waking.clear()
                if self._round():
                    self._waking.wait(self._every_s)
                else:
                    self.stopping.wait(self._rest_s)
        finally:
            self._ending()

    def _round(self) -> bool:
        """False: there was an accident."""
        try:
            self._go()
        except DatabaseUnusable as error:
            if not self.stopping.is_set():  # else it has been closed meanwhile
                log.warning("thread=%s goes on later: %s", self._thread.name, error)
            return False
        except Exception:  # a thread root
            log.exception("thread=%s met an accident and goes on later", self._thread.name)
            return False
        return True
