"""One careful GET: of a public address, by the address that was checked, within limits of size, time and redirects."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
            connection = self._connect(url)
            try:
                response = self._ask(connection, url, headers or {})
                if response.status not in _REDIRECTS:
                    yield self._answer(response, limits, until_ms)
                    return
                url = urljoin(url, response.getheader("Location") or "")
            finally:
                connection.close()
        raise FetchFailed("it is redirected without an end")

    def _connect(self, url: str) -> http.client.HTTPConnection:
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
            connection.sock = socket.create_connection((address, port), timeout=_SILENCE_S)
            if parts.scheme == "https":
                connection.sock = self.tls.wrap_socket(connection.sock, server_hostname=host)
        except OSError as error:
            connection.close()
            raise FetchFailed(f"{host} cannot be reached: {error}") from error
        return connection

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

    def _answer(self, response: http.client.HTTPResponse, limits: Limits, until_ms: int) -> Answer:
        if response.status not in (200, 304):
            raise FetchFailed(f"the server answers {response.status}")
        if response.getheader("Content-Encoding", "identity").lower() not in ("identity", ""):
            raise FetchFailed("the server compresses what it was asked to send as it is")
        length = response.getheader("Content-Length", "")
        if length.isdigit() and int(length) > limits.most_bytes:
            raise FetchFailed(_too_large(limits))
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, self._pieces(response, limits, until_ms))

    def _pieces(self, response: http.client.HTTPResponse, limits: Limits, until_ms: int) -> Iterator[bytes]:
        size_bytes = 0
        while True:
            if self.is_stopping() or self.clock.now_ms() > until_ms:
                raise FetchFailed("it took too long")
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


def _too_large(limits: Limits) -> str:
    return f"it is larger than {limits.most_bytes / 1e6:.0f} MB"
