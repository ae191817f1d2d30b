"""Slows down those who guess app passwords; never those who know one.

Failures are counted per address and account. Too many in a minute block that pair for a while that doubles:

    free ──5 failures──▶ blocked 2 s ──failure──▶ blocked 4 s ──…──▶ blocked 300 s
     ▲                                                                  │
     └─────────────── a success, or ten quiet minutes ◀─────────────────┘

A pair that has proved itself is not blocked for an hour after: a second phone behind the same router, with an
old password still, must not lock out the first. Nothing is counted before the outcome is known: an app opens
a dozen requests at once, all of them right.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from server.clock import Clock

ALLOWED_FAILURES = 5  # a person's typing errors
WINDOW_MS = 60_000
FIRST_BLOCK_MS = 2_000
LONGEST_BLOCK_MS = 300_000
FORGET_MS = 600_000
TRUST_MS = 3_600_000
MOST_PAIRS = 4_096  # ≈ 1 MB; the pair that was quiet for longest is forgotten first


@dataclass(frozen=True, slots=True)
class _Record:
    failures: int = 0
    failed_at_ms: int = 0
    blocked_until_ms: int = 0
    trusted_until_ms: int = 0


class Throttle:
    """Any thread may call; nothing blocks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    def blocked_ms(self, address: str, account: str) -> int:
        """How long this pair must still wait; 0 when it may try."""
        now_ms = self._clock.now_ms()
        with self._lock:
            record = self._records.get(_pair(address, account), _Record())
        return 0 if now_ms < record.trusted_until_ms else max(0, record.blocked_until_ms - now_ms)

    def failed(self, address: str, account: str) -> None:
        now_ms = self._clock.now_ms()
        with self._lock:
            pair = _pair(address, account)
            self._keep(pair, _after_failure(self._records.get(pair, _Record()), now_ms))

    def succeeded(self, address: str, account: str) -> None:
        now_ms = self._clock.now_ms()
        with self._lock:
            self._keep(_pair(address, account), _Record(trusted_until_ms=now_ms + TRUST_MS))

    def _keep(self, pair: tuple[str, str], record: _Record) -> None:
        self._records[pair] = record
        self._records.move_to_end(pair)
        while len(self._records) > MOST_PAIRS:
            self._records.popitem(last=False)


def _after_failure(record: _Record, now_ms: int) -> _Record:
    was_blocked = record.failures >= ALLOWED_FAILURES
    is_stale = now_ms - record.failed_at_ms > (FORGET_MS if was_blocked else WINDOW_MS)
    failures = 1 if is_stale else record.failures + 1
    beyond = failures - ALLOWED_FAILURES
    # The exponent is capped: a thousand failures must not compute 2**1000.
    block_ms = min(FIRST_BLOCK_MS << min(beyond, 16), LONGEST_BLOCK_MS) if beyond >= 0 else 0
    return replace(record, failures=failures, failed_at_ms=now_ms, blocked_until_ms=now_ms + block_ms)


def _pair(address: str, account: str) -> tuple[str, str]:
    """An IPv6 household owns a /64, so that counting single addresses would count nothing."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address, account.lower()
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False)), account.lower()
    return str(parsed), account.lower()
