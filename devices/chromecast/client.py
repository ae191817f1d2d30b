"""pychromecast's socket, as we need it: one thread at a time, one try, and payloads as they are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from pychromecast.controllers import BaseController
from pychromecast.error import NotConnected
from pychromecast.generated.cast_channel_pb2 import CastMessage
from pychromecast.models import HostServiceInfo
from pychromecast.response_handler import CallbackType
from pychromecast.socket_client import SocketClient

from devices.chromecast.heard import Address, Heard, Told

_CONNECT_S = 10.0
_TURN_S = 5.0


class Ear(BaseController):
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


class Client(SocketClient):
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
