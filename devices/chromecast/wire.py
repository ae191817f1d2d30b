"""The door to pychromecast: one connection to one receiver. Its threads leave what they hear and return.

Of pychromecast it is the connection that is used: TLS, channels, requests, heartbeat. Its media controller knows no
queue items, counts buffering as playing and keeps LOAD_FAILED without ids to itself; payloads go through as they are.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass

from pychromecast.controllers.multizone import MULTIZONE_NAMESPACE
from pychromecast.controllers.receiver import NS_RECEIVER, CastStatus, CastStatusListener
from pychromecast.dial import get_device_info
from pychromecast.error import PyChromecastError
from pychromecast.socket_client import (
    CONNECTION_STATUS_DISCONNECTED,
    CONNECTION_STATUS_FAILED,
    CONNECTION_STATUS_LOST,
    ConnectionStatus,
    ConnectionStatusListener,
)

from devices.chromecast.client import Client, Ear
from devices.chromecast.heard import Address, Connected, Cut, Heard, NoApp, Ready, WireDown
from devices.chromecast.messages import Payload
from devices.chromecast.translate import MEDIA_NAMESPACE

_CLOSE_S = 2.0
_DESCRIBE_S = 6.0
_NAMESPACES = {MEDIA_NAMESPACE: False, NS_RECEIVER: True, MULTIZONE_NAMESPACE: True}  # True: the platform's


class Wire(ConnectionStatusListener, CastStatusListener):
    """`heard` is called in pychromecast's thread and returns at once; the rest by one thread."""

    def __init__(
        self,
        address: Address,
        *,
        name: str,
        is_group: bool,
        heard: Callable[[Heard], None],
        now_ms: Callable[[], int],
    ) -> None:
        self.address = address
        self._heard = heard
        self._has_greeted = False
        self._player: str | None = None  # the app's, if it plays media
        self._client = Client(address, is_group=is_group)
        for namespace, is_platform in _NAMESPACES.items():
            self._client.register_handler(Ear(namespace, heard, now_ms, is_platform=is_platform))
        self._client.register_connection_listener(self)
        self._client.receiver_controller.register_status_listener(self)
        self._thread = threading.Thread(target=self._listen, name=f"cast-{name}", daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        """The thread that pychromecast would be itself; one that is told to stop while it connects raises."""
        try:
            with contextlib.suppress(PyChromecastError, OSError):
                self._client.run()
        finally:
            self._heard(Cut())

    def new_connection_status(self, status: ConnectionStatus) -> None:
        """pychromecast's thread. It would connect anew by itself, as often as it is refused: its owner decides that."""
        if status.status in (
            CONNECTION_STATUS_LOST,
            CONNECTION_STATUS_FAILED,
            CONNECTION_STATUS_DISCONNECTED,
        ):
            self._client.stop.set()
            self._heard(Cut())

    def new_cast_status(self, status: CastStatus) -> None:
        """pychromecast's thread, once the channels to the receiver and to its app are open. Who sends earlier is faster
        than the CONNECT on its way, and the receiver hangs up."""
        self._player = status.transport_id if MEDIA_NAMESPACE in status.namespaces else None
        if not self._has_greeted:
            self._has_greeted = True
            self._heard(Connected())
        self._heard(Ready())

    @property
    def has_player(self) -> bool:
        return self._player is not None and self._player == self._client.destination_id

    def send_media(self, payload: Payload) -> int:
        """To the app that plays; answers the request's number. Raises: NoApp, WireDown."""
        if not self.has_player:
            raise NoApp
        return self._send(lambda sent: self._client.send_app_message(MEDIA_NAMESPACE, sent), payload)

    def send_receiver(self, payload: Payload) -> int:
        """Raises: WireDown."""
        return self._send(lambda sent: self._client.send_platform_message(NS_RECEIVER, sent), payload)

    def ask_members(self) -> None:
        """Raises: WireDown."""
        self._send(
            lambda sent: self._client.send_platform_message(MULTIZONE_NAMESPACE, sent), {"type": "GET_STATUS"}
        )

    def _send(self, send: Callable[[Payload], None], payload: Payload) -> int:
        sent = dict(payload)  # pychromecast writes the request's number into it
        try:
            send(sent)
        except (PyChromecastError, OSError) as error:
            raise WireDown(str(error)) from error
        return int(sent["requestId"])

    def close(self) -> None:
        """Blocks at most 2 s. Idempotent."""
        client = self._client
        client.disconnect()
        self._thread.join(_CLOSE_S)
        left_open = (*client.socketpair, client.selector, client.socket)  # where it never got a connection
        for each in left_open:
            if each is not None:
                with contextlib.suppress(OSError):
                    each.close()


@dataclass(frozen=True, slots=True)
class Description:
    uuid: str
    name: str
    model: str


def fetch_description(host: str) -> Description | None:
    """What a device says of itself at /setup/eureka_info; None: nothing. Blocks up to 6 s."""
    told = get_device_info(host, timeout=_DESCRIBE_S)
    if told is None or told.uuid is None:
        return None
    return Description(told.uuid.hex, told.friendly_name, told.model_name)
