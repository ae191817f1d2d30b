"""Where senders connect: a listening socket, TLS, and the virtual connections that each of them has made."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable

from tests.emulators.cast.wire import Channel, Message, tls

HANDSHAKE_S = 10


class Network:
    """Its methods may be called by any thread, without `lock`; `hear` is called with it held."""

    def __init__(
        self, host: str, port: int, *, hear: Callable[[Channel, Message], None], lock: threading.RLock
    ) -> None:
        self.host, self.port = host, port
        self.is_cut = threading.Event()
        self._hear = hear
        self._lock = lock
        self._channels: dict[Channel, set[tuple[str, str]]] = {}
        self._listening: socket.socket | None = None

    def open(self) -> None:
        """At the port of before, if there was one."""
        self._listen(socket.create_server((self.host, self.port)))

    def shut(self) -> None:
        """Nobody is told."""
        _close(self._listening)
        with self._lock:
            channels = list(self._channels)
            self._channels.clear()
        for channel in channels:
            channel.close()

    def move(self) -> None:
        """To another port."""
        before = self._listening
        self._listen(socket.create_server((self.host, 0)))
        _close(before)
        self.drop()

    def drop(self) -> None:
        """Every connection breaks."""
        with self._lock:
            channels = list(self._channels)
        for channel in channels:
            channel.close()

    def cut(self) -> None:
        """Nothing comes or goes any more."""
        self.is_cut.set()
        with self._lock:
            for channel in self._channels:
                channel.is_silent = True

    def mend(self) -> None:
        """Connections of before are dead."""
        self.is_cut.clear()
        with self._lock:
            dead = [channel for channel in self._channels if channel.is_silent]
        for channel in dead:
            channel.close()

    # -- with the lock held ---------------------------------------------------------------------------------------

    def link(self, channel: Channel, link: tuple[str, str], *, is_made: bool) -> None:
        links = self._channels.setdefault(channel, set())
        (links.add if is_made else links.discard)(link)

    def is_linked(self, channel: Channel, link: tuple[str, str]) -> bool:
        return link in self._channels.get(channel, ())

    def linked_to(self, source: str) -> list[Channel]:
        return [c for c, links in self._channels.items() if any(to == source for _, to in links)]

    # -- threads --------------------------------------------------------------------------------------------------

    def _listen(self, fresh: socket.socket) -> None:
        self.port, self._listening = fresh.getsockname()[1], fresh
        threading.Thread(target=self._accept, args=(fresh,), name="cast-accept", daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            if self.is_cut.is_set():
                connection.close()
                continue
            threading.Thread(target=self._serve, args=(connection,), name="cast-sender", daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(HANDSHAKE_S)
            connection = tls().wrap_socket(connection, server_side=True)
            connection.settimeout(None)
        except OSError:
            connection.close()
            return
        channel = Channel(connection)
        with self._lock:
            self._channels[channel] = set()
        while (message := channel.read()) is not None:
            if channel.is_silent:
                continue
            with self._lock:
                if channel in self._channels:
                    self._hear(channel, message)
        with self._lock:
            self._channels.pop(channel, None)
        channel.close()


def _close(listening: socket.socket | None) -> None:
    if listening is not None:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
