"""A device's own thread: it carries out what is noted for it, in order, and ticks when nothing is."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable

from devices.model import DeviceId

log = logging.getLogger(__name__)

MOST = 256
_PUT_S = 2.0
_JOIN_S = 2.0

Act = Callable[[], None]


class Notes:
    """Owns the thread `chromecast-<id>`. `carry_out` is given each note, and `tick`; what it raises ends the thread."""

    def __init__(self, id: DeviceId, *, tick: Act, carry_out: Callable[[Act], None], tick_s: float) -> None:
        self._id = id
        self._tick = tick
        self._carry_out = carry_out
        self._tick_s = tick_s
        self._waiting: queue.Queue[Act] = queue.Queue(maxsize=MOST)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"chromecast-{id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, act: Act) -> bool:
        """Any thread; blocks up to 2 s. False: so much waits that it will not be done."""
        try:
            self._waiting.put(act, timeout=_PUT_S)
        except queue.Full:
            return False
        return True

    def drop_in(self, act: Act) -> None:
        """Any thread; returns at once. What is beyond the bound is lost."""
        try:
            self._waiting.put_nowait(act)
        except queue.Full:
            log.warning("device=%s says more than is read", self._id)

    def close(self) -> None:
        """What is noted and not done is not done any more. Blocks at most 2 s."""
        self._closing.set()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                act = self._waiting.get(timeout=self._tick_s)
            except queue.Empty:
                act = self._tick
            self._carry_out(act)
            if act != self._tick and self._waiting.empty():
                self._carry_out(self._tick)
