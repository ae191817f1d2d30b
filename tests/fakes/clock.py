"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FakeClock:
    def __init__(self) -> None:
        self._ms = 1_000_000
        self._start = datetime(2026, 1, 1, tzinfo=UTC)

    def now_ms(self) -> int:
        return self._ms

    def now_utc(self) -> datetime:
        return self._start + timedelta(milliseconds=self._ms)

    def advance(self, **by: float) -> None:
        """By a timedelta's words: `advance(days=90)`."""
        self._ms += int(timedelta(**by).total_seconds() * 1000)
