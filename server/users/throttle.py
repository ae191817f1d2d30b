"""The throttle: whoever guesses passwords waits longer each time; whoever knows theirs is not kept out.

Failures are counted per address and name, and per address; beyond what is free each further one doubles the wait:

    free ──failures──▶ wait 1 s ──failure──▶ 2 s ──▶ 4 s ──…──▶ 5 min
     ▲                                                            │
     └────────────── a success, or a quiet hour ◀─────────────────┘

Two kinds of secret differ in what is known before the outcome. A password that a person thought up counts when the
attempt *begins*, so that a hundred at once are not all free. An app password cannot be guessed, and an app opens a
dozen requests at once, all of them right: it counts when it *fails*, and for an hour after it was right nothing at all
keeps that app out, whatever others at the same address do.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.clock import Clock
from server.users.errors import TooManyAttempts

FREE_FOR_NAME = 5  # typing errors of one person at one place
FREE_FOR_ADDRESS = 30  # a household behind one address
FORGET_AFTER_MS = 60 * 60_000
LONGEST_WAIT_MS = 5 * 60_000
TRUST_MS = 60 * 60_000
MOST_KEYS = 4096  # the longest unused are forgotten first

_Key = tuple[str, str, str]  # kind of secret, name, address


@dataclass(frozen=True, slots=True)
class _Tally:
    attempts: int = 0
    last_ms: int = 0
    trusted_until_ms: int = 0


class Throttle:
    """Any thread; in memory only, so a restart forgives."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tallies: OrderedDict[_Key, _Tally] = OrderedDict()

    @contextmanager
    def attempt(self, name: str, address: str) -> Iterator[None]:
        """Around one check of a person's password: leaving without an exception counts as success.

        Raises: TooManyAttempts, before anything is checked.
        """
        own, shared = _keys("login", name, address)
        with self._lock:
            self._refuse(own, shared)
            self._count(own)
            self._count(shared)
        yield
        with self._lock:
            self._tallies.pop(own, None)
            self._take_back(shared)

    @contextmanager
    def app_attempt(self, name: str, address: str) -> Iterator[None]:
        """Around one check of an app password; `name` is "" where only the secret itself says whose it is.

        Raises: TooManyAttempts, before anything is checked.
        """
        own, shared = _keys("app", name, address)
        with self._lock:
            if not self._is_trusted(own):
                self._refuse(own, shared)
        try:
            yield
        except Exception:
            with self._lock:
                self._count(own)
                self._count(shared)
            raise
        with self._lock:
            self._put(own, _Tally(trusted_until_ms=self._clock.now_ms() + TRUST_MS))

    def _refuse(self, own: _Key, shared: _Key) -> None:
        wait_ms = max(self._wait_ms(own, FREE_FOR_NAME), self._wait_ms(shared, FREE_FOR_ADDRESS))
        if wait_ms > 0:
            raise TooManyAttempts(retry_after_s=-(-wait_ms // 1000))

    def _wait_ms(self, key: _Key, free: int) -> int:
        tally = self._tallies.get(key, _Tally())
        waited_ms = self._clock.now_ms() - tally.last_ms
        if tally.attempts < free or waited_ms >= FORGET_AFTER_MS:
            return 0
        # The exponent is capped: a thousand failures must not compute 2**1000.
        return min(1000 << min(tally.attempts - free, 20), LONGEST_WAIT_MS) - waited_ms

    def _count(self, key: _Key) -> None:
        now_ms = self._clock.now_ms()
        tally = self._tallies.get(key, _Tally())
        before = 0 if now_ms - tally.last_ms >= FORGET_AFTER_MS else tally.attempts
        self._put(key, _Tally(before + 1, now_ms, tally.trusted_until_ms))

    def _take_back(self, key: _Key) -> None:
        tally = self._tallies.get(key)
        if tally is not None:
            self._tallies[key] = _Tally(max(tally.attempts - 1, 0), tally.last_ms)

    def _is_trusted(self, key: _Key) -> bool:
        return self._clock.now_ms() < self._tallies.get(key, _Tally()).trusted_until_ms

    def _put(self, key: _Key, tally: _Tally) -> None:
        self._tallies[key] = tally
        self._tallies.move_to_end(key)
        while len(self._tallies) > MOST_KEYS:
            self._tallies.popitem(last=False)


def _keys(kind: str, name: str, address: str) -> tuple[_Key, _Key]:
    """Of the name at this address, and of the address."""
    place = _place(address)
    return (kind, name.casefold()[:100], place), ("any", "", place)


def _place(address: str) -> str:
    """An IPv6 household owns a /64, so that counting single addresses would count nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
