"""Events of rooms (GENA, UPnP architecture 4.1): one listener, and subscriptions that are kept up.

SoCo has a listener, too: it never closes its socket, holds one lock over all rooms while one of them is subscribed
to, and logs a traceback when a room is away. What events say is asked for anyway, so all that is needed of them is
that, and when, they came.
"""

from __future__ import annotations

import http.client
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from devices.model import DeviceId
from devices.sonos.listener import Listener, address_towards, bind

log = logging.getLogger(__name__)

LASTS_S = 600
LEAST_S = 10  # however little is granted
AGAIN_MS = 20_000  # a room that refused a subscription is asked for another
CLOSE_MS = 1_500
_TIMEOUT_S = 3.0
_PATHS = ("/MediaRenderer/AVTransport/Event", "/MediaRenderer/GroupRenderingControl/Event")


@dataclass(slots=True)
class _Subscription:
    device: DeviceId
    host: str
    path: str
    sid: str
    renew_ms: int
    call: Callable[[], None]


class Events:
    """Any thread. Owns the thread `sonos-events`, which starts with the first subscription."""

    def __init__(self, *, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._known: dict[str, _Subscription] = {}  # by sid
        self._again_ms: dict[tuple[DeviceId, str], int] = {}  # who refused is left alone until then
        self._server: Listener | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def keep(
        self,
        device: DeviceId,
        host: str,
        call: Callable[[], None],
        paths: tuple[str, ...] = _PATHS,
    ) -> None:
        """Subscribes or renews where that is due; blocks some ms then. `call`, from the listener's thread, returns at
        once. What fails is tried again the next time."""
        for path in paths:
            with self._lock:
                mine = [s for s in self._known.values() if (s.device, s.path) == (device, path)]
                again_ms = self._again_ms.get((device, path), 0)
            if not mine:
                if again_ms <= self._now_ms():
                    self._subscribe(device, host, path, call)
            elif mine[0].renew_ms <= self._now_ms() and not self._renew(mine[0]):
                self._drop(mine[0].sid)
                self._subscribe(device, host, path, call)

    def forget(self, device: DeviceId) -> None:
        """They are void, as after a restart of the room."""
        self._taken(device)

    def end(self, device: DeviceId) -> None:
        """They are not wanted any more: the room is told. Blocks at most a second."""
        for subscription in self._taken(device):
            _unsubscribe(subscription)

    def _taken(self, device: DeviceId) -> list[_Subscription]:
        with self._lock:
            gone = [s for s in self._known.values() if s.device == device]
            for subscription in gone:
                del self._known[subscription.sid]
            for key in [each for each in self._again_ms if each[0] == device]:
                del self._again_ms[key]
        return gone

    def close(self) -> None:
        """Unsubscribes from whoever answers within CLOSE_MS; they last for minutes without us, too."""
        with self._lock:
            self._closed = True
            known, self._known = list(self._known.values()), {}
            server, self._server = self._server, None
        until_ms = self._now_ms() + CLOSE_MS
        for subscription in known:
            if self._now_ms() < until_ms:
                _unsubscribe(subscription)
        if server is not None:
            server.shutdown()
            server.server_close()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def came(self, sid: str) -> None:
        """In the listener's thread."""
        with self._lock:
            subscription = self._known.get(sid)
        if subscription is not None:
            subscription.call()

    def _subscribe(self, device: DeviceId, host: str, path: str, call: Callable[[], None]) -> None:
        address = self._listening(host)
        if address is None:
            return
        headers = {
            "CALLBACK": f"<http://{address[0]}:{address[1]}>",
            "NT": "upnp:event",
            "TIMEOUT": f"Second-{LASTS_S}",
        }
        answered = _ask("SUBSCRIBE", host, path, headers)
        sid = answered.get("SID") if answered else None
        if answered is None or sid is None:
            log.debug("device=%s no events of %s", device, path)
            with self._lock:
                self._again_ms[device, path] = self._now_ms() + AGAIN_MS
            return
        with self._lock:
            renew_ms = self._now_ms() + renewed_after_ms(answered["TIMEOUT"])
            self._known[sid] = _Subscription(device, host, path, sid, renew_ms, call)

    def _renew(self, subscription: _Subscription) -> bool:
        headers = {"SID": subscription.sid, "TIMEOUT": f"Second-{LASTS_S}"}
        answered = _ask("SUBSCRIBE", subscription.host, subscription.path, headers)
        if answered is None:
            return False
        subscription.renew_ms = self._now_ms() + renewed_after_ms(answered["TIMEOUT"])
        return True

    def _drop(self, sid: str) -> None:
        with self._lock:
            self._known.pop(sid, None)

    def _listening(self, host: str) -> tuple[str, int] | None:
        """Where rooms reach us; starts the listener at the address that leads to the first of them."""
        with self._lock:
            if self._closed:
                return None
            if self._server is None:
                self._server = bind(address_towards(host), self.came)
                if self._server is None:
                    return None
                self._thread = threading.Thread(
                    target=self._server.serve_forever, args=(0.2,), name="sonos-events", daemon=True
                )
                self._thread.start()
            address, port = self._server.server_address[:2]
            return str(address), int(port)


def renewed_after_ms(granted: str | None) -> int:
    """Half of what the room grants, "Second-300": one renewal may fail. It may be less than was asked for, and
    "Second-infinite" is none we count on (UPnP architecture 4.1.2)."""
    seconds = (granted or "").strip().lower().removeprefix("second-")
    granted_s = int(seconds) if seconds.isdecimal() else LASTS_S
    return min(LASTS_S, max(granted_s, LEAST_S)) * 500


def _unsubscribe(subscription: _Subscription) -> None:
    _ask("UNSUBSCRIBE", subscription.host, subscription.path, {"SID": subscription.sid}, timeout_s=0.5)


def _ask(
    method: str, host: str, path: str, headers: dict[str, str], *, timeout_s: float = _TIMEOUT_S
) -> http.client.HTTPMessage | None:
    """The headers of a good answer; None for any other."""
    connection = http.client.HTTPConnection(host, 1400, timeout=timeout_s)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.headers if answer.status == 200 else None
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
