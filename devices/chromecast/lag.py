"""How old what a receiver says is when it is heard: it tells a position and no time."""

from __future__ import annotations

from collections import deque

KEPT = 8
MOST_MS = 250  # what took longer was held up elsewhere


class Lag:
    """Half of the quickest of its last answers: whatever of that went into asking."""

    def __init__(self) -> None:
        self._asked: tuple[int, int] | None = None  # the request's number, and when it was sent
        self._took_ms: deque[int] = deque(maxlen=KEPT)

    @property
    def ms(self) -> int:
        return min(MOST_MS, *self._took_ms) // 2 if self._took_ms else 0

    def ask(self, request: int, at_ms: int) -> None:
        """A status was asked for; only the last question counts."""
        self._asked = request, at_ms

    def hear(self, request: object, at_ms: int) -> None:
        """A status came, under the number of the request that it answers; 0 for none."""
        if self._asked is not None and self._asked[0] == request:
            self._took_ms.append(max(0, at_ms - self._asked[1]))
            self._asked = None
