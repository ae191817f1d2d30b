"""The throttle: whoever guesses passwords waits longer each time; whoever knows theirs is not kept out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.clock import Clock
from server.users.errors import TooManyAttempts

_FREE_FOR_NAME = 5  # typing errors of one person at one place
_FREE_FOR_ADDRESS = 30  # a household behind one address
_FORGET_AFTER_MS = 60 * 60_000
_LONGEST_WAIT_MS = 5 * 60_000
_MOST_KEYS = 4096  # the longest unused are forgotten first


@dataclass(frozen=True, slots=True)
class _Tally:
    attempts: int = 0
    last_ms: int = 0


class Throttle:
    """Any thread; in memory only, so a restart forgives.

    An attempt counts when it *begins*, so that a hundred at once are not all free; success takes it back.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: OrderedDict[tuple[str, str], _Tally] = OrderedDict()

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[None]:
        """Around one check of credentials: leaving without an exception counts as success.

        Raises: TooManyAttempts, before anything is checked.
        """
        keys = (((name.casefold()[:100], address), _FREE_FOR_NAME), (("", address), _FREE_FOR_ADDRESS))
        with self._lock:
            wait_ms = max(self._wait_ms(key, free) for key, free in keys)
            if wait_ms > 0:
                raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))
            for key, _ in keys:
                self._count(key)
        yield
        with self._lock:
            self._tallies.pop(keys[0][0], None)
            self._take_back(keys[1][0])

    def _wait_ms(self, key: tuple[str, str], free: int) -> int:
        tally = self._tallies.get(key, _Tally())
        waited_ms = self._clock.now_ms() - tally.last_ms
        if tally.attempts < free or waited_ms >= _FORGET_AFTER_MS:
            return 0
        return min(1000 << min(tally.attempts - free, 20), _LONGEST_WAIT_MS) - waited_ms

    def _count(self, key: tuple[str, str]) -> None:
        now_ms = self._clock.now_ms()
        tally = self._tallies.pop(key, _Tally())
        before = 0 if now_ms - tally.last_ms >= _FORGET_AFTER_MS else tally.attempts
        self._tallies[key] = _Tally(before + 1, now_ms)
        while len(self._tallies) > _MOST_KEYS:
            self._tallies.popitem(last=False)

    def _take_back(self, key: tuple[str, str]) -> None:
        tally = self._tallies.get(key)
        if tally is not None:
            self._tallies[key] = _Tally(max(tally.attempts - 1, 0), tally.last_ms)
