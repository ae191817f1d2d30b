"""A receiver's volume: what people make of it, what we do, and a fade that gives it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from devices.chromecast import messages
from devices.chromecast.messages import Payload
from devices.chromecast.translate import ReceiverState, percent_of

STEP_MS = 60  # a receiver takes a volume about so often
BACK_MS = 1_500  # the silence that ends a fade is waited for no longer


@dataclass
class _Fade:
    from_level: float
    began_ms: int
    lasts_ms: int
    then: Callable[[], None]
    sent: set[float] = field(default_factory=set)
    stepped_ms: int = 0
    over_ms: int | None = None  # it is asked to be silent since


class Volume:
    """Owned by the device's thread. `report` gets percents; `send` may raise WireDown."""

    def __init__(self, *, report: Callable[[int], None], send: Callable[[Payload], object]) -> None:
        self._report = report
        self._send = send
        self._level: float | None = None
        self._reported: int | None = None
        self._fade: _Fade | None = None
        self._owed: float | None = None  # to be given back to a receiver that went away during a fade

    def hear(self, state: ReceiverState) -> None:
        fade = self._fade
        if fade is not None and state.level is not None:
            if state.muted or any(abs(state.level - sent) < 0.006 for sent in fade.sent | {fade.from_level}):
                return
            fade.from_level = state.level  # turned by hand meanwhile: that is what it is given back
        self._level = state.level
        percent = percent_of(state)
        if percent is not None and percent != self._reported:
            self._reported = percent
            self._report(percent)

    def set(self, percent: int) -> None:
        level = round(min(max(percent, 0), 100) / 100, 2)
        if self._fade is not None:
            self._fade.from_level = level
            return
        self._send(messages.volume(level))

    def owe(self, percent: int) -> None:
        """To be set once it is found."""
        self._owed = round(min(max(percent, 0), 100) / 100, 2)

    def fade(self, lasts_ms: int, now_ms: int, then: Callable[[], None]) -> None:
        """Down to nothing; then `then`, which asks for silence; `silent` gives the volume back."""
        if not self._level or lasts_ms < STEP_MS:
            then()
            return
        self._fade = _Fade(self._level, now_ms, lasts_ms, then)
        self.tick(now_ms)

    def tick(self, now_ms: int) -> None:
        fade = self._fade
        if fade is None:
            return
        if fade.over_ms is not None:
            if now_ms - fade.over_ms > BACK_MS:
                self.silent()
        elif now_ms - fade.began_ms >= fade.lasts_ms:
            fade.over_ms = now_ms
            fade.then()
        elif now_ms - fade.stepped_ms >= STEP_MS:
            fade.stepped_ms = now_ms
            left = 1 - (now_ms - fade.began_ms + STEP_MS) / fade.lasts_ms
            level = round(fade.from_level * max(left, 0.0), 2)
            fade.sent.add(level)
            self._send(messages.volume(level))

    def silent(self) -> None:
        """The receiver is, or something new is to sound: its volume is what it was."""
        fade, self._fade = self._fade, None
        if fade is not None and fade.sent:
            self._owed = fade.from_level
        self._give_back()

    def lost(self) -> None:
        """The connection is gone."""
        fade, self._fade = self._fade, None
        if fade is not None and fade.sent:
            self._owed = fade.from_level

    def found(self) -> None:
        self._give_back()

    def _give_back(self) -> None:
        if self._owed is not None:
            self._send(messages.volume(self._owed))
            self._owed = None
