"""One careful GET: of a public address, by the address that was checked, within limits of size, time and redirects."""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from server.clock import Clock
from server.podcasts.addresses import AddressPolicy
from server.podcasts.errors import FetchFailed

MOST_REDIRECTS = 5
_SILENCE_S = 20.0  # between two pieces
_PIECE_BYTES = 64 << 10
_LONGEST_URL = 4_000
_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_TOO_LONG = "it took too long"


@dataclass(frozen=True, slots=True)
class Limits:
    most_bytes: int
    most_ms: int


@dataclass(frozen=True, slots=True)
class Answer:
    """`pieces` are read from the network as they are asked for; each may raise FetchFailed."""

    status: int  # 200 or 304
    headers: Mapping[str, str]  # by lower-case name
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Any thread; blocks for at most the limit's time, and some seconds for a name to be resolved."""

    clock: Clock
    allows: AddressPolicy
    user_agent: str
    is_stopping: Callable[[], bool]
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @contextmanager
    def get(self, url: str, limits: Limits, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """Follows redirects, each of which is checked anew. Raises: FetchFailed."""
        until_ms = self.clock.now_ms() + limits.most_ms
        for _ in range(MOST_REDIRECTS + 1):
            with (
                closing(self._connect(url, until_ms)) as connection,
                closing(self._ask(connection, url, headers or {})) as response,
            ):
                if response.status not in _REDIRECTS:
                    yield self._answer(response, limits)
                    return
                url = _joined(url, response.getheader("Location") or "")
        raise FetchFailed("it is redirected without an end")

    def _connect(self, url: str, until_ms: int) -> http.client.HTTPConnection:
        if len(url) > _LONGEST_URL:
            raise FetchFailed("its address is too long")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise FetchFailed("its address is not one") from error
        if parts.scheme not in _PORTS or not host or parts.username is not None:
            raise FetchFailed("only addresses that begin with http:// or https:// are asked")
        address = self._resolve(host, port)
        connection = http.client.HTTPConnection(host, port, timeout=_SILENCE_S)
        try:
            line = socket.create_connection((address, port), timeout=_SILENCE_S)
            if parts.scheme == "https":
                line = self.tls.wrap_socket(line, server_hostname=host)
        except OSError as error:
            raise FetchFailed(f"{host} cannot be reached: {error}") from error
        connection.sock = _Line(line, lambda: self._left_s(until_ms))
        return connection

    def _left_s(self, until_ms: int) -> float:
        """How long the next bytes may take. Raises: FetchFailed."""
        left_ms = until_ms - self.clock.now_ms()
        if self.is_stopping() or left_ms <= 0:
            raise FetchFailed(_TOO_LONG)
        return min(_SILENCE_S, left_ms / 1000)

    def _resolve(self, host: str, port: int) -> str:
        """One address, after all of them were found to be allowed: a name with a private one among them is refused."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(f"{host} is not known") from error
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(map(self.allows, addresses)):
            raise FetchFailed(f"{host} is not on the public Internet")
        return addresses[0]

    def _ask(
        self, connection: http.client.HTTPConnection, url: str, headers: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        # Without compression the bytes that are counted are the bytes that come.
        everything = {"User-Agent": self.user_agent, "Accept-Encoding": "identity", **headers}
        try:
            connection.request("GET", path, headers=everything)
            return connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError, UnicodeError) as error:
            raise FetchFailed(f"{parts.hostname} does not answer as it should") from error

    def _answer(self, response: http.client.HTTPResponse, limits: Limits) -> Answer:
        if response.status not in (200, 304):
            raise FetchFailed(f"the server answers {response.status}")
        if response.getheader("Content-Encoding", "identity").lower() not in ("identity", ""):
            raise FetchFailed("the server compresses what it was asked to send as it is")
        if response.length is not None and response.length > limits.most_bytes:
            raise FetchFailed(_too_large(limits))
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, _pieces(response, limits))


class _Line:
    """A socket, as far as http.client asks for one: whoever sends his headers or his body a byte at a time is not
    listened to for longer than the whole answer may take."""

    def __init__(self, line: socket.socket, left_s: Callable[[], float]) -> None:
        self._line = line
        self._left_s = left_s
        self.sendall = line.sendall
        self.close = line.close

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Coming(self._line, self._left_s))


class _Coming(io.RawIOBase):
    def __init__(self, line: socket.socket, left_s: Callable[[], float]) -> None:
        self._line = line
        self._left_s = left_s
        self._file = line.makefile("rb", buffering=0)  # keeps the socket open as long as something may come

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int | None:  # type: ignore[override] # BufferedReader has no other
        self._line.settimeout(self._left_s())
        try:
            return self._file.readinto(buffer)
        except TimeoutError as error:
            raise FetchFailed(_TOO_LONG) from error

    def close(self) -> None:
        self._file.close()
        super().close()


def _pieces(response: http.client.HTTPResponse, limits: Limits) -> Iterator[bytes]:
    size_bytes = 0
    while True:
        try:
            piece = response.read1(_PIECE_BYTES)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchFailed("the connection broke") from error
        if not piece:
            break
        size_bytes += len(piece)
        if size_bytes > limits.most_bytes:
            raise FetchFailed(_too_large(limits))
        yield piece
    if response.length:  # of what was announced so much did not come
        raise FetchFailed("the connection broke")


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError as error:
        raise FetchFailed("it is redirected to what is no address") from error


def _too_large(limits: Limits) -> str:
    return f"it is larger than {limits.most_bytes / 1e6:.0f} MB"
