"""Where rooms bring their events (NOTIFY, UPnP architecture 4.1): a server that only says whose subscription it was."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

log = logging.getLogger(__name__)

PORTS = (*range(1400, 1500), 0)  # what firewalls are opened for by those who use SoCo; else any
_LONGEST_BYTES = 1 << 20


class Listener(HTTPServer):
    came: Callable[[str], None]

    def handle_error(self, request: object, client_address: object) -> None:
        log.debug("an event broke off")


class _Handler(BaseHTTPRequestHandler):
    server: Listener
    timeout = 2  # one that does not finish its event keeps the others from theirs no longer than that

    def do_NOTIFY(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if length.isdigit() and int(length) <= _LONGEST_BYTES:
            self.rfile.read(int(length))
        self.send_response(200)
        self.end_headers()
        self.server.came(self.headers.get("SID", ""))

    def log_message(self, format: str, *arguments: object) -> None:
        log.debug(format, *arguments)


def bind(address: str, came: Callable[[str], None]) -> Listener | None:
    """`came` is called in the listener's thread with the subscription's SID, and returns at once."""
    for port in PORTS:
        with suppress(OSError):
            server = Listener((address, port), _Handler)
            server.came = came
            return server
    log.warning("address=%s events of Sonos speakers cannot be received: they are asked instead", address)
    return None


def address_towards(host: str) -> str:
    """Of the interface that leads to it. Asking for a route sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, 1400))
        return str(probe.getsockname()[0])
