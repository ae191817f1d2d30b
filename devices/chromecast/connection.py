"""Keeps the connection to a receiver: makes it, notices when it is dead, and makes it again.

    down ──(its turn: after 5 s, 10 s … 300 s; or a new address: at once)──► made ──► there
     ▲                                                                        │        │ cut, or silent for 12 s
     └────────────────────────────────────────────────────────────────────────┴────────┘

Owned by the device's thread; what its wires hear is left in the device's inbox.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from devices.chromecast import messages
from devices.chromecast.heard import Address, Connected, Cut, Heard, WireDown
from devices.chromecast.messages import Payload
from devices.chromecast.wire import Wire
from devices.model import DeviceId

log = logging.getLogger(__name__)

ALIVE_MS = 5_000  # so often it is asked for a sign of life
SILENCE_MS = 12_000
BACK_OFF_MS = (5_000, 300_000)


class Connection:
    """`found` and `lost` are called when it comes and goes; what a dead wire still says is not heard."""

    def __init__(
        self,
        id: DeviceId,
        *,
        make_wire: Callable[[Callable[[Heard], None]], Wire],
        hear: Callable[[int, Heard], None],
        found: Callable[[], None],
        lost: Callable[[], None],
        now_ms: Callable[[], int],
        silence_ms: int = SILENCE_MS,
    ) -> None:
        """`hear` is called in the wires' threads, with the wire's number, to be given back to `is_current`."""
        self._id = id
        self._make_wire = make_wire
        self._hear = hear
        self._found = found
        self._lost = lost
        self._now_ms = now_ms
        self._silence_ms = silence_ms
        self._wire: Wire | None = None
        self._number = 0
        self.is_there = False
        self._heard_ms = self._asked_ms = 0
        self._retry_at_ms, self._back_off_ms = now_ms(), BACK_OFF_MS[0]

    @property
    def has_player(self) -> bool:
        return self._wire is not None and self._wire.has_player

    def tick(self, now_ms: int) -> None:
        """Raises: WireDown."""
        if self._wire is None:
            if now_ms >= self._retry_at_ms:
                self._connect()
        elif self.is_there and now_ms - self._heard_ms > self._silence_ms:
            log.info("device=%s says nothing any more", self._id)
            self.cut()
        elif self.is_there and now_ms - self._asked_ms > ALIVE_MS:
            self._asked_ms = now_ms
            self.send_receiver(messages.GET_STATUS)

    def take(self, number: int, heard: Heard) -> bool:
        """Whether the device is to mind it: a wire's own affairs are settled here."""
        if number != self._number or self._wire is None:
            return False
        self._heard_ms = self._now_ms()
        match heard:
            case Connected():
                self.is_there = True
                self._back_off_ms = BACK_OFF_MS[0]
                self._found()
            case Cut():
                self.cut()
            case _:
                return True
        return False

    def seen(self, address: Address) -> None:
        """It is there: a connection elsewhere is of no use, and none is to wait for."""
        if self._wire is not None and self._wire.address != address:
            self.cut()
        if self._wire is None:
            self._back_off_ms = BACK_OFF_MS[0]
            self._connect()

    def cut(self) -> None:
        """What is there of a connection is given up; it is tried again before long."""
        wire, self._wire, self.is_there = self._wire, None, False
        if wire is not None:
            wire.close()
        self._retry_at_ms = self._now_ms() + self._back_off_ms
        self._back_off_ms = min(self._back_off_ms * 2, BACK_OFF_MS[1])
        self._lost()

    def send_media(self, payload: Payload) -> int:
        """Raises: NoApp, WireDown."""
        return self._get_wire().send_media(payload)

    def send_receiver(self, payload: Payload) -> int:
        """Raises: WireDown."""
        return self._get_wire().send_receiver(payload)

    def ask_members(self) -> None:
        """Raises: WireDown."""
        self._get_wire().ask_members()

    def close(self) -> None:
        """Blocks at most 2 s."""
        if self._wire is not None:
            self._wire.close()

    def _get_wire(self) -> Wire:
        if self._wire is None or not self.is_there:
            raise WireDown("it is not connected")
        return self._wire

    def _connect(self) -> None:
        number = self._number = self._number + 1
        self._heard_ms = self._now_ms()
        self._wire = self._make_wire(lambda heard: self._hear(number, heard))
