"""A real server on the loopback, as the house runs it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import flask
from waitress.server import create_server

from server.channels import PatientChannel


@dataclass
class Served:
    host: str
    port: int

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        spelt = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=spelt)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body


@contextmanager
def serving(app: flask.Flask, *, threads: int = 2) -> Iterator[Served]:
    server = create_server(app, host="127.0.0.1", port=0, threads=threads, channel_request_lookahead=1)
    server.channel_class = PatientChannel
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.asyncore.loop(timeout=0.02, use_poll=True, map=server._map, count=1)

    thread = threading.Thread(target=serve, name="waitress", daemon=True)
    thread.start()
    yield Served("127.0.0.1", int(server.effective_port))
    stop.set()
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()
