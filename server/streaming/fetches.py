"""What devices fetched of what they were given: to believe a speaker, and for people who ask why it stopped."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from devices import DeviceId, PlayToken
from server.streaming.feed import Feed
from server.streaming.rendition import OpenFile

KEPT = 50  # requests a device: an hour of an album in ranges
DEVICES_KEPT = 100
TOKENS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request; `sent_bytes` were given to the network until `last_ms`."""

    token: PlayToken
    asked: str | None  # the range, as the device wrote it: "bytes=0-"
    begun_ms: int
    last_ms: int
    sent_bytes: int = 0
    is_closed: bool = False
    size_bytes: int | None = None  # of the whole stream, as far as it is known


class Meter:
    """Counts one request. One thread at a time."""

    def __init__(self, fetch: Fetch, now_ms: Callable[[], int]) -> None:
        self.fetch = fetch
        self._now_ms = now_ms

    def add(self, sent_bytes: int) -> None:
        fetch = self.fetch
        self.fetch = replace(fetch, sent_bytes=fetch.sent_bytes + sent_bytes, last_ms=self._now_ms())

    def reach(self, sent_bytes: int) -> None:
        """So many altogether."""
        self.add(sent_bytes - self.fetch.sent_bytes)

    def close(self) -> None:
        self.fetch = replace(self.fetch, is_closed=True)


class Fetches:
    """Any thread. Of each device the newest requests are kept."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._devices: OrderedDict[PlayToken, DeviceId] = OrderedDict()
        self._meters: OrderedDict[DeviceId, deque[Meter]] = OrderedDict()
        self._lock = threading.Lock()

    def expect(self, device: DeviceId, token: PlayToken) -> None:
        """The device was told to fetch what belongs to this token."""
        with self._lock:
            self._devices[token] = device
            if len(self._devices) > TOKENS_KEPT:
                self._devices.popitem(last=False)

    def begin(self, token: PlayToken, asked: str | None, size_bytes: int | None = None) -> Meter:
        """Of a token that nobody expects it is counted and not kept."""
        now_ms = self._now_ms()
        meter = Meter(Fetch(token, asked, now_ms, now_ms, size_bytes=size_bytes), self._now_ms)
        with self._lock:
            device = self._devices.get(token)
            if device is not None:
                self._meters.setdefault(device, deque(maxlen=KEPT)).append(meter)
                self._meters.move_to_end(device)
                if len(self._meters) > DEVICES_KEPT:
                    self._meters.popitem(last=False)
        return meter

    def list_of(self, device: DeviceId) -> list[Fetch]:
        """Newest first."""
        with self._lock:
            return [meter.fetch for meter in reversed(self._meters.get(device, ()))]

    def sent_bytes(self, token: PlayToken) -> int | None:
        """None: no device was told to fetch it, so nothing is known."""
        with self._lock:
            device = self._devices.get(token)
            if device is None:
                return None
            return sum(m.fetch.sent_bytes for m in self._meters.get(device, ()) if m.fetch.token == token)


def metered(body: OpenFile | Feed, meter: Meter) -> OpenFile | Feed:
    """The same body, counted as it is sent."""
    if isinstance(body, OpenFile):
        return OpenFile(cast("BinaryIO", _MeteredFile(body.file, meter)), body.length_bytes)
    return _MeteredFeed(body, meter)


class _MeteredFeed:
    def __init__(self, feed: Feed, meter: Meter) -> None:
        self._feed = feed
        self._meter = meter
        self.is_ready = feed.is_ready
        self.on_ready = feed.on_ready

    def take(self, most_bytes: int) -> bytes:
        block = self._feed.take(most_bytes)
        self._meter.add(len(block))
        return block

    def close(self) -> None:
        self._meter.close()
        self._feed.close()

    def __iter__(self) -> Iterator[bytes]:
        for block in self._feed:
            self._meter.add(len(block))
            yield block


class _MeteredFile:
    """What the server's loop and `FileFeed` ask of a file. The loop looks at more than it can send and goes back, or
    has the kernel send what was never read: where it stands afterwards is what was sent."""

    def __init__(self, file: BinaryIO, meter: Meter) -> None:
        self._file = file
        self._meter = meter
        self._start = file.tell()
        self.tell = file.tell
        self.fileno = file.fileno

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._meter.reach(self._file.tell() - self._start)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        place = self._file.seek(offset, whence)
        if whence != os.SEEK_END:  # that is to learn its size
            self._meter.reach(place - self._start)
        return place

    def close(self) -> None:
        self._meter.close()
        self._file.close()
