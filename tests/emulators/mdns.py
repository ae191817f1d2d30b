"""What says something of itself on the network by mDNS."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from zeroconf import ServiceInfo, Zeroconf

ANSWER_S = 20


class Voice:
    """Has a thread of its own: zeroconf joins the event loop of whoever makes it, and Playwright leaves one in the
    tests' thread that does not turn."""

    def __init__(self, interface: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mdns")
        self._zeroconf = self._thread.submit(lambda: Zeroconf(interfaces=[interface])).result(ANSWER_S)

    def say(self, info: ServiceInfo) -> None:
        self._thread.submit(self._zeroconf.register_service, info).result(ANSWER_S)

    def change(self, info: ServiceInfo) -> None:
        self._thread.submit(self._zeroconf.update_service, info).result(ANSWER_S)

    def take_back(self, info: ServiceInfo) -> None:
        self._thread.submit(self._zeroconf.unregister_service, info).result(ANSWER_S)

    def close(self) -> None:
        self._thread.submit(self._zeroconf.close).result(ANSWER_S)
        self._thread.shutdown()


@contextmanager
def voice(interface: str = "127.0.0.1") -> Iterator[Voice]:
    one = Voice(interface)
    try:
        yield one
    finally:
        one.close()
