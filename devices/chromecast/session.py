"""The receiver's media session, as far as it is known: what it last told, how old that is, and how it is spoken to."""

from __future__ import annotations

from collections.abc import Callable

from devices.chromecast import messages
from devices.chromecast.lag import Lag
from devices.chromecast.messages import Payload
from devices.chromecast.translate import MediaState, follow, settled

POLL_MS = 4_000  # reports are to come every 5 s, and a receiver says nothing while all goes well

Send = Callable[[Payload], int]


class MediaSession:
    """Owned by the device's thread. `send` answers the request's number; whatever sends raises what it raises."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.state = MediaState()
        self._lag = Lag()
        self._polled_ms = 0

    def hear(self, payload: Payload, at_ms: int) -> MediaState:
        """A MEDIA_STATUS; answers the state before it."""
        before = self.state
        self._lag.hear(payload.get("requestId"), at_ms)
        self.state = follow(before, payload, at_ms - self._lag.ms)
        if self.state.state == "PLAYING":
            self._polled_ms = max(self._polled_ms, at_ms)
        return before

    def ask(self, payload: Payload) -> None:
        """Of the session that is there, if there is one."""
        if self.state.session is not None:
            self.send(payload | {"mediaSessionId": self.state.session})

    def poll(self, now_ms: int) -> None:
        if now_ms - self._polled_ms >= POLL_MS:
            self._polled_ms = now_ms
            self._lag.ask(self.send(messages.GET_STATUS), now_ms)

    def settle(self) -> None:
        """What it held is over."""
        self.state = settled(self.state)

    def forget(self) -> None:
        self.state = MediaState()
