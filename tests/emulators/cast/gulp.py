"""A receiver that takes all it is sent, at once, and dies of too much too soon."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable


class Gulp:
    """Reads a response in a thread of its own, as fast as it comes; `read` gives it on."""

    def __init__(
        self,
        response: http.client.HTTPResponse,
        *,
        limit_bytes: int,
        most_bytes_per_s: float,
        now_ms: Callable[[], int],
    ) -> None:
        self._response = response
        self._limit_bytes = limit_bytes
        self._most_bytes_per_s = most_bytes_per_s
        self._now_ms = now_ms
        self._held = bytearray()
        self._is_over = False
        self.died = False
        self.received_bytes = 0
        self._changed = threading.Condition()
        threading.Thread(target=self._swallow, name="cast-gulp", daemon=True).start()

    def read(self, size: int) -> bytes:
        """Blocks; b"" at the end, or once it is dead."""
        with self._changed:
            self._changed.wait_for(lambda: self._held or self._is_over)
            part = bytes(self._held[:size])
            del self._held[: len(part)]
        return part

    def _swallow(self) -> None:
        began_ms = self._now_ms()
        try:
            while part := self._response.read1(1 << 16):
                self.received_bytes += len(part)
                count = self.received_bytes
                spent_s = max(self._now_ms() - began_ms, 1) / 1000
                if count > self._limit_bytes and count / spent_s > self._most_bytes_per_s:
                    self.died = True
                    break
                with self._changed:
                    self._held += part
                    self._changed.notify_all()
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # hung up
        with self._changed:
            if self.died:
                self._held.clear()
            self._is_over = True
            self._changed.notify_all()
