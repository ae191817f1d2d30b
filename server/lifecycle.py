"""The running server: waitress with the settings that were measured, signals, and an end in order within 5 s.

    running ──SIGTERM, SIGINT, stop()──► not accepting ──► live streams closed ──► requests finished or cut
            ──► the other parts, in the order given (sessions, devices, scan, database) ──► stopped

A part that does not stop in its time is left behind with a warning: its thread is a daemon.
"""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.server import create_server

from server.channels import PatientChannel
from server.config import ServerConfig
from server.errors import PortUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

_OWN_FILES = 256  # databases, music being read, speakers
_FINISH_S = 1.0  # for requests that are being worked on
_CUT_S = 0.5  # for their threads, once their connections are closed
_PART_S = 2.0  # for one part; a scan lets go within that
_ALL_PARTS_S = 3.2  # with the two above < 5 s


@dataclass(frozen=True, slots=True)
class Part:
    """Something that must be stopped: `stop` may block, is called once."""

    name: str
    stop: Callable[[], None]


class Server:
    """Owns the threads `http` (waitress' loop) and waitress' workers."""

    def __init__(
        self,
        app: WSGIApplication,
        listening: socket.socket,
        config: ServerConfig,
        *,
        live: Sequence[Part] = (),  # stopped first: they hold requests open
        parts: Sequence[Part] = (),  # stopped in this order
    ) -> None:
        self._app = app
        self._listening = listening
        self._config = config
        self._live = live
        self._parts = parts
        self._asked = threading.Event()
        self._loop: threading.Thread | None = None

    def start(self) -> None:
        """Serves in the background."""
        connections = 1000 + self._config.max_live_clients
        allow_open_files(2 * connections + _OWN_FILES)
        self._waitress = create_server(
            self._app,
            sockets=[self._listening],
            threads=self._config.threads + self._config.max_live_clients,
            connection_limit=connections,
            asyncore_use_poll=True,  # select() ends at descriptor 1024
            channel_request_lookahead=1,  # a live client that is gone is noticed in 0.2 s
            # send_bytes stays at its default of 1 (setting it is deprecated): larger values starve live streams.
            channel_timeout=3600,  # a paused player keeps its connection
            max_request_body_size=64 * 1024 * 1024,  # the app refuses earlier and says why
            clear_untrusted_proxy_headers=False,  # nobody believes them; that there are any tells of a proxy
            ident="Segue",
        )
        self._waitress.channel_class = PatientChannel
        self._loop = threading.Thread(target=self._waitress.run, name="http", daemon=True)
        self._loop.start()

    def run(self, ready: Callable[[], None]) -> None:
        """Serves until SIGTERM, SIGINT or `ask_to_stop`, in the main thread; `ready` is called once."""
        before = {
            number: signal.signal(number, self._on_signal) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            self.start()
            ready()
            self._asked.wait()
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def ask_to_stop(self) -> None:
        """From any thread; returns at once."""
        self._asked.set()

    def is_stopping(self) -> bool:
        return self._asked.is_set()

    def stop(self) -> None:
        """Everything, in order, within 5 s. Idempotent."""
        self._asked.set()
        left_s = _ALL_PARTS_S
        if self._loop is not None:
            self._in_loop(lambda: wasyncore.dispatcher.close(self._waitress))
        left_s = _stop_parts(self._live, left_s)
        if self._loop is not None:
            self._close_connections(self._loop)
            self._loop = None
        _stop_parts(self._parts, left_s)
        self._live = self._parts = ()

    def _close_connections(self, loop: threading.Thread) -> None:
        self._waitress.task_dispatcher.shutdown(timeout=_FINISH_S)
        self._in_loop(self._cut)
        self._waitress.task_dispatcher.shutdown(timeout=_CUT_S)
        self._in_loop(lambda: wasyncore.close_all(self._waitress._map, ignore_all=True))  # noqa: SLF001 - it has no other end
        loop.join(_CUT_S)

    def _cut(self) -> None:
        for channel in list(self._waitress.active_channels.values()):
            channel.handle_close()

    def _in_loop(self, act: Callable[[], None]) -> None:
        """Waitress' sockets belong to its loop: nobody else closes them. Once it has ended, none are left."""
        with contextlib.suppress(OSError):
            self._waitress.trigger.pull_trigger(act)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        log.info("%s: stopping", signal.Signals(number).name)
        self._asked.set()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises: PortUnavailable."""
    is_v6 = ":" in host
    try:
        return socket.create_server(
            (host, port),
            family=socket.AF_INET6 if is_v6 else socket.AF_INET,
            backlog=1024,
            dualstack_ipv6=is_v6 and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise PortUnavailable(host, port, reason) from error


def allow_open_files(count: int) -> None:
    """Raises this process' limit, as far as it may: many systems start with 1024, fewer than our connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _stop_parts(parts: Sequence[Part], left_s: float) -> float:
    """Each in its own thread, so that one that hangs does not keep the next from saving its state."""
    for part in parts:
        thread = threading.Thread(target=_stop_part, args=(part,), name=f"stop-{part.name}", daemon=True)
        limit_s = min(_PART_S, left_s)
        thread.start()
        left_s -= _join(thread, limit_s)
        if thread.is_alive():
            log.warning("part=%s did not stop in %.1f s: left behind", part.name, limit_s)
    return left_s


def _stop_part(part: Part) -> None:
    try:
        part.stop()
    except Exception:
        log.exception("part=%s failed to stop", part.name)


def _join(thread: threading.Thread, limit_s: float) -> float:
    """How long it took, to a tenth of a second."""
    spent_s = 0.0
    while thread.is_alive() and spent_s < limit_s:
        thread.join(0.1)
        spent_s += 0.1
    return spent_s
