"""A stream as a speaker fetches it: over HTTP, with ranges, opened again where it broke; a file for the decoder."""

from __future__ import annotations

import http.client
import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.emulators.sonos.profiles import Profile

_TIMEOUT_S = 5.0
_TRIES = 4  # to open it again after it broke
_USER_AGENT = "Linux UPnP/1.0 Sonos/79.1-53290 (ZPS12)"


class StreamBroken(OSError):
    """It cannot be had, or not from there."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request, for tests to read."""

    at_ms: int
    url: str
    range: str | None
    status: int


@dataclass
class Stream:
    """Read by the decoder's thread; `drop` and `close` by any."""

    url: str
    profile: Profile
    now_ms: Callable[[], int]
    fetched: list[Fetch]
    reachable: Callable[[], bool]  # False while the network is cut
    size: int | None = None
    closed: bool = False
    _at: int = 0
    _opened_ms: int = 0
    _response: http.client.HTTPResponse | None = None
    _socket: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked_twice: bool = False

    def read(self, count: int) -> bytes:
        """At most so many bytes; none at the end. Raises: StreamBroken."""
        broken = 0
        while not self.closed:
            if self.size is not None and self._at >= self.size:
                return b""
            try:
                block = self._opened().read(count)
            except (OSError, http.client.HTTPException, AttributeError, ValueError) as error:
                broken += 1
                self.drop()
                if isinstance(error, StreamBroken) or broken >= _TRIES:
                    raise StreamBroken(str(error)) from error
                threading.Event().wait(0.05)
                continue
            if block or self.size is None:
                self._at += len(block)
                return block
            broken += 1  # it ended before its end
            self.drop()
            if broken >= _TRIES:
                raise StreamBroken("it ends too early")
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 2 and self.size is None:
            raise StreamBroken("its length is not known")
        at = offset + {0: 0, 1: self._at, 2: self.size or 0}[whence]
        if at != self._at:
            self.drop()
            self._at = at
        return at

    def tell(self) -> int:
        return self._at

    def as_file(self) -> Stream | OneWay:
        """What a decoder may do with it. Opens it. Raises: StreamBroken."""
        try:
            self._opened()
        except (OSError, http.client.HTTPException) as error:
            raise StreamBroken(str(error)) from error
        return self if self.size is not None else OneWay(self)

    def drop(self) -> None:
        """Closes the connection; the next read opens another one, with a Range."""
        with self._lock:
            if self._socket is not None:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)
                self._socket.close()
            if self._response is not None:
                self._response.close()
            self._response = self._socket = None

    def close(self) -> None:
        self.closed = True
        self.drop()

    def is_open(self) -> bool:
        """Whether the other side still holds the connection, too."""
        with self._lock:
            if self._socket is None:
                return False
            poll = select.poll()
            poll.register(self._socket, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
            return not poll.poll(0)

    def _opened(self) -> http.client.HTTPResponse:
        limit_ms = self.profile.drops_every_ms
        if limit_ms and self._response is not None and self.now_ms() - self._opened_ms > limit_ms:
            self.drop()
        if self._response is None:
            self._open()
            if self.profile.asks_twice and not self._asked_twice:
                self._asked_twice = True
                self.drop()
                self._open()
        response = self._response
        if response is None:
            raise StreamBroken("it was closed")
        return response

    def _open(self) -> None:
        if not self.reachable():
            raise OSError("there is no network")
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=_TIMEOUT_S)
        headers = {"User-Agent": _USER_AGENT, "Connection": "close", "Accept": "*/*"}
        if self._at:
            headers["Range"] = f"bytes={self._at}-"
        connection.connect()
        taken = connection.sock
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        self.fetched.append(Fetch(self.now_ms(), self.url, headers.get("Range"), response.status))
        with self._lock:
            self._response, self._socket, self._opened_ms = response, taken, self.now_ms()
        self._check(response)

    def _check(self, response: http.client.HTTPResponse) -> None:
        if response.status not in (200, 206) or (self._at and response.status != 206):
            raise StreamBroken(f"asked from {self._at} it answered {response.status}")
        if response.status == 200 and response.length is not None:
            self.size = response.length


@dataclass
class OneWay:
    """A stream whose length is not known: it can only be read on."""

    stream: Stream

    def read(self, count: int) -> bytes:
        return self.stream.read(count)
