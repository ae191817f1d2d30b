"""The server on a real socket: it serves, holds live streams, and ends in order and in time."""

from __future__ import annotations

import http.client
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from server.config import ServerConfig
from server.errors import PortUnavailable
from server.lifecycle import Part, Server, allow_open_files, listen

CONFIG = ServerConfig(host="127.0.0.1", port=0, threads=4, max_live_clients=4)
WAIT_S = 10


class LiveApp:
    """`/live` streams until `close`, `/stuck` never ends, anything else answers at once."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self.live = threading.Semaphore(0)

    def __call__(self, environ: dict[str, object], start: Callable[..., object]) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        if environ["PATH_INFO"] == "/live":
            return self._live(self.closing)
        return self._live(threading.Event()) if environ["PATH_INFO"] == "/stuck" else iter([b"hello"])

    def _live(self, until: threading.Event) -> Iterator[bytes]:
        yield b"first"
        self.live.release()
        while not until.wait(0.05):
            yield b"."
        yield b"bye"


@pytest.fixture
def app() -> LiveApp:
    return LiveApp()


def start(app: Callable[..., Iterable[bytes]], **parts: list[Part]) -> tuple[Server, int]:
    listening = listen("127.0.0.1", 0)
    server = Server(app, listening, CONFIG, **parts)
    server.start()
    return server, listening.getsockname()[1]


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    connection.request("GET", path)
    return connection.getresponse()


def test_it_answers_until_it_is_stopped_and_then_refuses(app: LiveApp) -> None:
    server, port = start(app)
    assert get(port, "/").read() == b"hello"
    server.stop()
    server.stop()
    with pytest.raises(OSError, match=r"refused|reset"):
        get(port, "/")
    assert not [thread.name for thread in threading.enumerate() if thread.name == "http"]


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"])
def test_the_app_sees_that_a_proxy_stands_between(name: str) -> None:
    """Else whoever comes through one on this machine would look as if they sat at it."""
    seen: list[object] = []

    def app(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
        seen.append(environ.get(f"HTTP_{name.upper().replace('-', '_')}"))
        start("200 OK", [])
        return [b""]

    server, port = start(app)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    connection.request("GET", "/", headers={name: "192.0.2.7"})
    connection.getresponse().read()
    connection.close()
    server.stop()
    assert seen == ["192.0.2.7"]


def test_it_ends_in_order_live_streams_first(app: LiveApp) -> None:
    order: list[str] = []

    def close_live() -> None:
        order.append("live")
        app.closing.set()

    parts = [Part(name, lambda name=name: order.append(name)) for name in ("sessions", "library", "database")]
    server, port = start(app, live=[Part("live", close_live)], parts=parts)
    answer = get(port, "/live")
    assert app.live.acquire(timeout=WAIT_S)
    server.stop()
    assert order == ["live", "sessions", "library", "database"]
    assert answer.read().endswith(b"bye")


def test_a_request_that_never_ends_is_cut_and_a_part_that_hangs_is_left_behind(
    app: LiveApp, caplog: pytest.LogCaptureFixture
) -> None:
    forever = threading.Event()
    saved: list[str] = []
    parts = [
        Part("hung", lambda: forever.wait(WAIT_S) and None),
        Part("database", lambda: saved.append("saved")),
    ]
    server, port = start(app, parts=parts)
    stuck = get(port, "/stuck")
    assert app.live.acquire(timeout=WAIT_S)
    before = time.monotonic()
    server.stop()
    assert time.monotonic() - before < 5
    assert saved == ["saved"]
    assert "part=hung did not stop" in caplog.text
    with pytest.raises((http.client.IncompleteRead, OSError)):
        stuck.read()
    forever.set()


def test_a_part_that_fails_to_stop_does_not_keep_the_next_from_stopping(
    app: LiveApp, caplog: pytest.LogCaptureFixture
) -> None:
    saved: list[str] = []
    server, _ = start(
        app, parts=[Part("broken", lambda: 1 // 0), Part("database", lambda: saved.append("saved"))]
    )
    server.stop()
    assert saved == ["saved"]
    assert "part=broken failed to stop" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(app: LiveApp, number: signal.Signals) -> None:
    stopped: list[str] = []
    server = Server(
        app, listen("127.0.0.1", 0), CONFIG, parts=[Part("database", lambda: stopped.append("yes"))]
    )
    before = signal.getsignal(number)
    server.run(lambda: os.kill(os.getpid(), number))
    assert stopped == ["yes"]
    assert signal.getsignal(number) is before


def test_anybody_may_ask_it_to_stop(app: LiveApp) -> None:
    server = Server(app, listen("127.0.0.1", 0), CONFIG)
    server.run(server.ask_to_stop)


def test_a_port_in_use_is_told_with_its_number_and_a_remedy() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortUnavailable, match=rf"port {port}: Address already in use.*--port"):
            listen("127.0.0.1", port)


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(PortUnavailable, match=r"203\.0\.113\.7"):
        listen("203.0.113.7", 0)


def test_a_small_limit_of_open_files_is_raised_and_a_large_one_left_alone() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
        allow_open_files(300)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 300
        allow_open_files(10)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 300
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_it_listens_on_ipv6_too() -> None:
    with listen("::1", 0) as listening:
        assert listening.family is socket.AF_INET6
