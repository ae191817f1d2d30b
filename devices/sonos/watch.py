"""Whether a room still tells us what happens: rooms forget who listens, without a word (SoCo#736).

What a look finds changed should have been told by an event, before or soon after.
"""

from __future__ import annotations

PATIENCE_MS = 3_000  # for the event of what was seen


class Watch:
    """`heard` is called by the listener's thread, the rest by the device's."""

    def __init__(self) -> None:
        self._heard_ms = 0
        self._looked_ms = 0  # when it was last seen that nothing had changed
        self._seen: dict[str, str] = {}
        self._untold_ms: int | None = None  # since when an event is missing

    def heard(self, at_ms: int) -> None:
        self._heard_ms = at_ms

    def saw(self, fact: tuple[str, str], at_ms: int) -> None:
        """Such as ("PLAYING", "http://…"): what is not as it was should have been told."""
        name, value = ("transport", " ".join(fact)) if fact[0] != "volume" else fact
        before = self._seen.get(name)
        self._seen[name] = value
        if before is not None and before != value and self._heard_ms <= self._looked_ms:
            self._untold_ms = self._untold_ms or at_ms
        self._looked_ms = at_ms

    def is_deaf(self, now_ms: int) -> bool:
        """True once, when an event has been missing for too long."""
        since_ms = self._untold_ms
        if since_ms is None:
            return False
        if self._heard_ms > since_ms - PATIENCE_MS:
            self._untold_ms = None
            return False
        if now_ms - since_ms < PATIENCE_MS:
            return False
        self._untold_ms = None
        return True
