"""One room on the wire: its address, its actions, its events, and the thread that makes it sound."""

from __future__ import annotations

import http.client
import logging
import queue
import random
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.emulators.sonos import wire
from tests.emulators.sonos.services import ActionTable
from tests.emulators.sonos.wire import Fault

if TYPE_CHECKING:
    from tests.emulators.sonos.speaker import EmulatedSpeaker

log = logging.getLogger(__name__)

PORT = 1400
_TICK_S = 0.01


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, speaker: EmulatedSpeaker, address: str) -> None:
        self.speaker = speaker
        super().__init__((address, PORT), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        log.debug("a request failed", exc_info=True)  # noqa: LOG014 - called while the error is handled


def bind(speaker: EmulatedSpeaker, address: str | None = None) -> Server:
    """At an address, or at one of 127.0.0.0/8 that nobody uses; parallel tests find others."""
    if address is not None:
        return Server(speaker, address)
    dice = random.SystemRandom()
    for _ in range(100):
        with suppress(OSError):
            return Server(
                speaker, f"127.{dice.randint(1, 254)}.{dice.randint(0, 255)}.{dice.randint(2, 254)}"
            )
    raise OSError("no loopback address is free on port 1400")


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = 10
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._waits_for_network()
        path = urlsplit(self.path).path
        if path == "/xml/device_description.xml":
            self._say(200, self.server.speaker.description())
        elif path.startswith("/xml/") and (service := path[5:].removesuffix("1.xml")) in wire.ACTIONS:
            self._say(200, wire.scpd(service))
        else:
            self._say(404, "")

    def do_POST(self) -> None:
        self._waits_for_network()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            call = wire.read_call(self.path, self.headers.get("SOAPACTION", ""), body)
            results = ActionTable(self.server.speaker).carry_out(call)
        except Fault as error:
            self._say(500, wire.fault(error.code))
        else:
            self._say(200, wire.answer(call, results))

    def do_SUBSCRIBE(self) -> None:
        self._waits_for_network()
        subscribers = self.server.speaker.subscribers
        seconds = int(self.headers.get("TIMEOUT", "Second-1800").removeprefix("Second-"))
        sid = self.headers.get("SID")
        if sid is None:
            callback = self.headers.get("CALLBACK", "").strip("<>")
            sid = subscribers.add(self.path.split("/")[-2], callback, seconds)
        elif not subscribers.renew(sid, seconds):
            self._say(412, "")
            return
        self._say(200, "", {"SID": sid, "TIMEOUT": f"Second-{seconds}"})
        subscribers.begin(sid)

    def do_UNSUBSCRIBE(self) -> None:
        self._waits_for_network()
        known = self.server.speaker.subscribers.remove(self.headers.get("SID", ""))
        self._say(200 if known else 412, "")

    def _waits_for_network(self) -> None:
        self.server.speaker.network.wait(timeout=30)

    def _say(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", 'text/xml; charset="utf-8"')
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        self.wfile.write(body)

    def version_string(self) -> str:
        return "Linux UPnP/1.0 Sonos/79.1-53290 (ZPS12)"

    def log_message(self, format: str, *arguments: object) -> None:
        log.debug(format, *arguments)


@dataclass
class _Subscription:
    service: str
    callback: str
    expires_ms: int
    seq: int = 0


class Subscribers:
    """Who wants events, and the thread that sends them, late by the profile's lag."""

    def __init__(self, name: str, *, now_ms: Callable[[], int], lag_ms: int) -> None:
        self._now_ms = now_ms
        self._lag_ms = lag_ms
        self._known: dict[str, _Subscription] = {}
        self._outbox: queue.Queue[tuple[int, str, str, str] | None] = queue.Queue(maxsize=1_000)
        self._lock = threading.Lock()
        self._numbers = random.SystemRandom()
        self.current: Callable[[str], dict[str, str]] = lambda _service: {}
        self._thread = threading.Thread(target=self._run, name=f"sonos-notify-{name}", daemon=True)
        self._thread.start()

    def add(self, service: str, callback: str, seconds: int) -> str:
        sid = f"uuid:RINCON_sub{self._numbers.randrange(10**10):010}"
        with self._lock:
            self._known[sid] = _Subscription(service, callback, self._now_ms() + seconds * 1000)
        return sid

    def begin(self, sid: str) -> None:
        """The first event of a subscription tells everything (UPnP architecture 4.1.2)."""
        with self._lock:
            subscription = self._known.get(sid)
        if subscription is not None and subscription.seq == 0:
            self._post(sid, subscription.service)

    def renew(self, sid: str, seconds: int) -> bool:
        with self._lock:
            subscription = self._known.get(sid)
            if subscription is None:
                return False
            subscription.expires_ms = self._now_ms() + seconds * 1000
            return True

    def remove(self, sid: str) -> bool:
        with self._lock:
            return self._known.pop(sid, None) is not None

    def forget(self) -> None:
        """As after a reboot."""
        with self._lock:
            self._known.clear()

    def count(self) -> int:
        with self._lock:
            return len(self._known)

    def tell(self, service: str) -> None:
        with self._lock:
            sids = [sid for sid, each in self._known.items() if each.service == service]
        for sid in sids:
            self._post(sid, service)

    def close(self) -> None:
        with suppress(queue.Full):
            self._outbox.put_nowait(None)
        self._thread.join(timeout=3)

    def _post(self, sid: str, service: str) -> None:
        body = wire.property_set(self.current(service))
        with suppress(queue.Full):
            self._outbox.put_nowait((self._now_ms() + self._lag_ms, sid, service, body))

    def _run(self) -> None:
        waiting = threading.Event()
        while (posted := self._outbox.get()) is not None:
            due_ms, sid, _service, body = posted
            while (left_ms := due_ms - self._now_ms()) > 0:
                waiting.wait(min(left_ms / 1000, _TICK_S))  # the clock may be hurried
            with self._lock:
                subscription = self._known.get(sid)
                if subscription is None or subscription.expires_ms < self._now_ms():
                    self._known.pop(sid, None)
                    continue
                seq, subscription.seq = subscription.seq, subscription.seq + 1
            self._notify(sid, subscription, seq, body)

    def _notify(self, sid: str, subscription: _Subscription, seq: int, body: str) -> None:
        parts = urlsplit(subscription.callback)
        headers = {
            "NT": "upnp:event", "NTS": "upnp:propchange", "SID": sid, "SEQ": str(seq),
            "Content-Type": "text/xml", "Connection": "close",
        }  # fmt: skip
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=2)
        try:
            connection.request("NOTIFY", parts.path or "/", body=body.encode(), headers=headers)
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            log.debug("sid=%s nobody listens", sid)
        finally:
            connection.close()
