"""An answer that begins when its first bytes are made, or says why they are not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from flask import Response

from server.http.handover import Head
from server.streaming import Feed

_FIRST_BYTES = 1 << 16

Failed: TypeAlias = Callable[[Exception], Response]


class Gate(Protocol):
    """What has to happen first."""

    def is_ready(self) -> bool: ...
    def on_ready(self, call: Callable[[], None]) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Later:
    """Status and headers, and where the body comes from; None: there is none."""

    head: Response
    feed: Feed | None


class Waiting:
    """An Answer (see `handover`). Behind the gate a failure still has a status to be told by."""

    def __init__(
        self,
        gate: Gate,
        decide: Callable[[], Later],
        failed: Failed,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._gate = gate
        self._decide = decide
        self._failed = failed
        self.is_over = is_over
        self._feed: Feed | None = None
        self._first = b""
        self._call: Callable[[], None] = lambda: None

    def is_ready(self) -> bool:
        return bool(self._first) or (self._feed or self._gate).is_ready()

    def on_ready(self, call: Callable[[], None]) -> None:
        self._call = call
        self._gate.on_ready(call)

    def begin(self) -> Head:
        response = self._begin()
        return Head(response.status, tuple(response.headers.items()))

    def take(self, most_bytes: int) -> bytes:
        first, self._first = self._first, b""
        if first or self._feed is None:
            return first
        return self._feed.take(most_bytes)

    def close(self) -> None:
        self._gate.close()
        if self._feed is not None:
            self._feed.close()

    def blocking(self) -> Response:
        """The same for a server that cannot wait by itself."""
        called = threading.Event()
        self.on_ready(called.set)
        while not self.is_ready():
            called.wait(0.2)
            called.clear()
        response = self._begin()
        response.direct_passthrough = True
        response.response = self._blocks()
        response.call_on_close(self.close)
        return response

    def _begin(self) -> Response:
        try:
            later = self._decide()
            self._feed = later.feed
            if later.feed is not None:
                later.feed.on_ready(self._call)
                self._first = later.feed.take(_FIRST_BYTES) if later.feed.is_ready() else b""
        except Exception as error:
            self.close()
            self._feed = None
            response = self._failed(error)
            self._first = response.get_data()
            return response
        return later.head

    def _blocks(self) -> Iterator[bytes]:
        if self._first:
            yield self.take(_FIRST_BYTES)
        if self._feed is not None:
            yield from self._feed
