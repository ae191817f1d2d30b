"""How a receiver fetches: one GET at a time, on from where it is, with the manners of its model."""

from __future__ import annotations

import contextlib
import http.client
import io
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.emulators.cast.gulp import Gulp
from tests.emulators.cast.profiles import Profile

TIMEOUT_S = 10.0
_BLOCK_BYTES = 1 << 16
_NEAR_BYTES = 1 << 17


class FetchFailed(OSError):
    """What the server did that this model does not take."""


class FedTooFast(FetchFailed):
    """It is dead, whatever it holds."""


@dataclass(frozen=True, slots=True)
class Request:
    """As it was made, for tests to read."""

    at_ms: int
    url: str
    range: str | None
    status: int


class Source(io.RawIOBase):
    """A URL as a file that can be sought. One thread reads; `close` may come from another.

    `cut` is set while there is no network: reads wait for its end.
    """

    def __init__(
        self,
        url: str,
        profile: Profile,
        *,
        now_ms: Callable[[], int],
        noted: Callable[[Request], None],
        cut: threading.Event,
        duration_s: float | None = None,
    ) -> None:
        self._url = urlsplit(url)
        self._address = url
        self._profile = profile
        self._now_ms = now_ms
        self._noted = noted
        self._cut = cut
        self._at = 0
        self._size: int | None = None
        self._duration_s = duration_s
        self._knows_ranges = False
        self._gulp: Gulp | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._response: http.client.HTTPResponse | None = None
        self._is_over = threading.Event()
        if profile.probes:
            self._probe()
        self._open_if_needed()

    @property
    def received_bytes(self) -> int:
        """Of the answer that it reads; by one that is not greedy, what was read of it."""
        gulp = self._gulp
        return self._at if gulp is None else gulp.received_bytes

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._knows_ranges

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            if self._size is None:
                self._open_if_needed()
            offset += self._size or 0
        elif whence == io.SEEK_CUR:
            offset += self._at
        if offset != self._at and not self._skip_to(offset):
            self.hang_up()
            self._at = offset
        return self._at

    def _skip_to(self, offset: int) -> bool:
        """A little further on it reads what lies between, as players do."""
        if self._response is None or not 0 < offset - self._at <= _NEAR_BYTES:
            return False
        while self._at < offset and (part := self._received(offset - self._at)):
            self._at += len(part)
        return self._at == offset

    def readinto(self, buffer: memoryview) -> int:
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def read(self, size: int = -1) -> bytes:
        if self._size is not None and self._at >= self._size:
            return b""
        self._open_if_needed()
        part = self._received(_BLOCK_BYTES if size < 0 else size)
        self._at += len(part)
        if not part and self._size is not None and self._at < self._size:
            self.hang_up()  # cut short: it asks for the rest, once
            self._open_if_needed()
            part = self._received(size)
            self._at += len(part)
            if not part:
                raise FetchFailed("the stream ended before its length")
        return part

    def hang_up(self) -> None:
        """It reads no more for now; the next read asks with a range. Who reads meanwhile is not waited for."""
        connection, self._connection, self._response = self._connection, None, None
        open_socket, self._socket = self._socket, None
        self._gulp = None
        if open_socket is not None:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        if connection is not None:
            connection.close()

    def close(self) -> None:
        self._is_over.set()
        self.hang_up()
        super().close()

    def _received(self, size: int) -> bytes:
        while self._cut.is_set() and not self._is_over.wait(0.05):
            pass
        response, gulp = self._response, self._gulp
        if response is None or self._is_over.is_set():
            raise FetchFailed("given up")
        try:
            part = response.read(size) if gulp is None else gulp.read(size)
        except (AttributeError, ValueError, http.client.HTTPException) as error:  # hung up meanwhile
            raise FetchFailed("cut off") from error
        if gulp is not None and gulp.died:
            raise FedTooFast("it was fed too fast")
        return part

    def _open_if_needed(self) -> None:
        if self._response is None:
            self._response = self._get(f"bytes={self._at}-")
            length = self._response.getheader("Content-Length")
            if self._response.status == 206:
                found = re.fullmatch(
                    r"bytes (\d+)-\d+/(\d+|\*)", self._response.getheader("Content-Range", "")
                )
                if not found or int(found[1]) != self._at:
                    raise FetchFailed("not the range that was asked for")
                self._size = int(found[2]) if found[2] != "*" else None
                self._knows_ranges = True
            elif self._at:
                raise FetchFailed("the server began again instead of going on")  # it knows no ranges
            elif length is not None:
                self._size = int(length)
            self._gulp = self._greedy(self._response)

    def _greedy(self, response: http.client.HTTPResponse) -> Gulp | None:
        limit = self._profile.greedy_limit_bytes
        if limit is None or not self._size or not self._duration_s:
            return None
        most = self._profile.greedy_speed * self._size / self._duration_s
        return Gulp(response, limit_bytes=limit, most_bytes_per_s=most, now_ms=self._now_ms)

    def _probe(self) -> None:
        response = self._get("bytes=0-1")
        body = response.read()
        self.hang_up()
        if response.status != 206 or len(body) != 2:
            raise FetchFailed("the probe of two bytes was not answered with two bytes")

    def _get(self, range_: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=TIMEOUT_S)
        target = self._url.path + (f"?{self._url.query}" if self._url.query else "")
        headers = {
            "User-Agent": self._profile.user_agent,
            "CAST-DEVICE-CAPABILITIES": '{"display_supported":false}',
            "Origin": "https://www.gstatic.com",
            "Accept-Encoding": "identity",
            "Range": range_,
        }
        try:
            connection.connect()
            open_socket = connection.sock
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise FetchFailed(f"no answer ({error})") from error
        self._noted(Request(self._now_ms(), self._address, range_, response.status))
        if response.status not in (200, 206):
            connection.close()
            raise FetchFailed(f"answered {response.status}")
        exposed = response.getheader("Access-Control-Expose-Headers", "").lower()
        if not {"content-length", "content-range"} <= {e.strip() for e in exposed.split(",")}:
            connection.close()  # without them its player cannot seek [issue pychromecast#1069, catt#130]
            raise FetchFailed("the server does not expose the lengths it tells")
        self._connection, self._socket = connection, open_socket
        return response
