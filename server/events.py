"""What happens in the house, told to whoever listens: numbered, kept for a while, never waiting for a listener."""

from __future__ import annotations

import secrets
import threading
from collections import deque
from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")

KEPT = 2_000  # events a listener may have missed and still resume: minutes of a busy house
BACKLOG = 256  # events a slow listener may be behind before it must take a snapshot


@dataclass(frozen=True, slots=True)
class Numbered(Generic[E]):
    revision: int
    event: E
    to: str | None  # None: everybody


class Subscription(Generic[E]):
    """One listener's events, oldest first; read by one thread."""

    def __init__(self, audience: str | None) -> None:
        self.audience = audience
        self._events: deque[Numbered[E]] = deque()
        self._ready = threading.Condition()
        self._overflowed = False
        self._closed = False

    def wait(self, timeout_s: float) -> Numbered[E] | None:
        """The next event, or None after `timeout_s` or when the bus closed. Raises: Overflow."""
        with self._ready:
            self._ready.wait_for(lambda: self._events or self._overflowed or self._closed, timeout=timeout_s)
            if self._overflowed:
                self._overflowed = False
                self._events.clear()
                raise Overflow
            return self._events.popleft() if self._events else None

    @property
    def is_closed(self) -> bool:
        return self._closed

    def offer(self, event: Numbered[E]) -> None:
        if event.to is not None and event.to != self.audience:
            return
        with self._ready:
            self._events.append(event)
            self._overflowed = self._overflowed or len(self._events) > BACKLOG
            self._ready.notify()

    def close(self) -> None:
        with self._ready:
            self._closed = True
            self._ready.notify()


class Overflow(Exception):
    """The listener was too slow: what it missed is gone, a snapshot makes up for it."""


class EventBus(Generic[E]):
    """Any thread. Revisions grow by one; `epoch` tells this run of the server from others."""

    def __init__(self) -> None:
        self.epoch = secrets.token_hex(4)
        self._lock = threading.Lock()
        self._revision = 0
        self._kept: deque[Numbered[E]] = deque(maxlen=KEPT)
        self._subscriptions: set[Subscription[E]] = set()
        self._closed = False

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def listeners(self) -> int:
        return len(self._subscriptions)

    def publish(self, event: E, *, to: str | None = None) -> int:
        """Returns at once with the event's revision. `to`: only for the listener of this name."""
        with self._lock:
            self._revision += 1
            numbered = Numbered(self._revision, event, to)
            self._kept.append(numbered)
            for subscription in self._subscriptions:
                subscription.offer(numbered)
            return self._revision

    def subscribe(self, *, audience: str | None = None, after: int | None = None) -> Subscription[E] | None:
        """With `after`, first what followed that revision; None when that is not kept any more."""
        subscription: Subscription[E] = Subscription(audience)
        with self._lock:
            if after is not None:
                missed = self._revision - after
                if not 0 <= missed <= len(self._kept):
                    return None
                for numbered in list(self._kept)[len(self._kept) - missed :]:
                    subscription.offer(numbered)
            if self._closed:
                subscription.close()
            self._subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription[E]) -> None:
        with self._lock:
            self._subscriptions.discard(subscription)

    def close(self) -> None:
        """Wakes every listener for the last time."""
        with self._lock:
            self._closed = True
            for subscription in self._subscriptions:
                subscription.close()
