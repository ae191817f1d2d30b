"""The door to pychromecast: one connection to one receiver. Its threads leave what they hear and return.

Of pychromecast it is the connection that is used: TLS, channels, requests, heartbeat. Its media controller knows no
queue items, counts buffering as playing and keeps LOAD_FAILED without ids to itself; payloads go through as they are.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pychromecast.controllers import BaseController
from pychromecast.controllers.multizone import MULTIZONE_NAMESPACE
from pychromecast.controllers.receiver import NS_RECEIVER, CastStatus, CastStatusListener
from pychromecast.dial import get_device_info
from pychromecast.error import NotConnected, PyChromecastError
from pychromecast.generated.cast_channel_pb2 import CastMessage
from pychromecast.models import HostServiceInfo
from pychromecast.response_handler import CallbackType
from pychromecast.socket_client import (
    CONNECTION_STATUS_DISCONNECTED,
    CONNECTION_STATUS_FAILED,
    CONNECTION_STATUS_LOST,
    ConnectionStatus,
    ConnectionStatusListener,
    SocketClient,
)

from devices.chromecast.messages import Payload
from devices.chromecast.translate import MEDIA_NAMESPACE

_CONNECT_S = 10.0
_CLOSE_S = 2.0
_DESCRIBE_S = 6.0
_TURN_S = 5.0
_NAMESPACES = {MEDIA_NAMESPACE: False, NS_RECEIVER: True, MULTIZONE_NAMESPACE: True}  # True: the platform's


class WireDown(Exception):
    """What was to be sent could not be: there is no connection."""


class NoApp(WireDown):
    """There is a connection, and no app at its end that plays media."""


@dataclass(frozen=True, slots=True)
class Connected:
    pass


@dataclass(frozen=True, slots=True)
class Ready:
    """The app that now runs can be sent to."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is gone, or could not be made; this wire is of no use any more."""


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    payload: Payload
    at_ms: int  # when it was received


Heard = Connected | Ready | Cut | Told


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int


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
        self._client = _Client(address, is_group=is_group)
        for namespace, is_platform in _NAMESPACES.items():
            self._client.register_handler(_Ear(namespace, heard, now_ms, is_platform=is_platform))
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


class _Ear(BaseController):
    """Hands on what comes in one namespace."""

    def __init__(
        self, namespace: str, heard: Callable[[Heard], None], now_ms: Callable[[], int], *, is_platform: bool
    ) -> None:
        super().__init__(namespace, target_platform=is_platform)
        self._heard = heard
        self._now_ms = now_ms

    def receive_message(self, _message: CastMessage, data: dict[str, Any]) -> bool:
        self._heard(Told(str(data.get("type", "")), data, self._now_ms()))
        return True


class _Client(SocketClient):
    """Lets one thread at a time into the connection. OpenSSL knows no other way, and neither Python before 3.13.4 nor
    pychromecast sees to it: in long evenings, writes failed with BAD_LENGTH and receivers hung up.
    """

    def __init__(self, address: Address, *, is_group: bool) -> None:
        self._turns = threading.RLock()
        super().__init__(
            cast_type="group" if is_group else "audio",
            tries=1,
            timeout=_CONNECT_S,
            retry_wait=1.0,
            services={HostServiceInfo(address.host, address.port)},
            zconf=None,
        )

    def send_message(
        self,
        destination_id: str,
        namespace: str,
        data: dict[str, Any],
        *,
        inc_session_id: bool = False,
        callback_function: CallbackType | None = None,
        no_add_request_id: bool = False,
        force: bool = False,
    ) -> None:
        """With the CONNECT that it may need before, which another thread's message could overtake."""
        if not self._turns.acquire(timeout=_TURN_S):
            raise NotConnected("half a message was read, and the rest does not come")
        try:
            super().send_message(
                destination_id,
                namespace,
                data,
                inc_session_id=inc_session_id,
                callback_function=callback_function,
                no_add_request_id=no_add_request_id,
                force=force,
            )
        finally:
            self._turns.release()

    def _read_message(self) -> CastMessage:
        """Called when there is something to read."""
        with self._turns:
            return super()._read_message()
