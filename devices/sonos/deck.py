"""What lies on a group's transport: a load of ours, something else, or nothing; and what a look makes of that.

It asks nothing and waits for nothing: it is shown looks, and says what they mean. `devices/sonos/playing.py` judges
what is ours; here is what is around that: what was there before us, what somebody else put there, a change of
coordinator in mid-play.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from devices.model import DeviceId, PlayToken
from devices.reports import Occupied, Report
from devices.sonos.held import Held, Phase
from devices.sonos.notes import found_item
from devices.sonos.playing import REPORT_MS, see
from devices.sonos.sources import occupied_by
from devices.sonos.wire import Look

DOUBT_MS = 1_000  # before what was moved to another coordinator is taken for gone
LOOK_LOADING_MS = 120  # until it sounds: as exact as the first report is to be
LOOK_IDLE_MS = 5_000
_PLAYS = ("PLAYING", "TRANSITIONING")


class Deck:
    """Of whoever holds the lookout's `talk`."""

    def __init__(
        self,
        device: DeviceId,
        *,
        report: Callable[[Report], None],
        token_of: Callable[[str], PlayToken | None],
        regrouping: Callable[[], None],
    ) -> None:
        """`token_of` a URL tells whose load it was; `regrouping` is called when the room has left or joined others."""
        self._device = device
        self._report = report
        self._token_of = token_of
        self._regrouping = regrouping
        self._occupied = Occupied(device, None)
        self._doubted_ms: int | None = None
        self.held: Held | None = None

    def put(self, held: Held) -> None:
        """A load of ours: nobody else's is there any more."""
        self.held, self._doubted_ms = held, None
        self._occupy(None)

    def holding(self, token: PlayToken) -> Held | None:
        return self.held if self.held is not None and self.held.item.token == token else None

    def show(self, look: Look) -> None:
        if self.held is None:
            self._look_around(look)
        elif not self._is_doubtful(look):
            self._judge(self.held, look)

    def show_again(self, look: Look) -> None:
        """The first look after it did not answer for long."""
        held, self.held = self.held, None
        if held is None or look.uri != held.item.uri or look.state in ("STOPPED", "NO_MEDIA_PRESENT"):
            self._look_around(look)
        else:
            self._judge(replace(held, reported_ms=look.at_ms - REPORT_MS), look)

    def next_ms(self, now_ms: int) -> int:
        """When the next look is worth while."""
        held = self.held
        if self._doubted_ms is not None:
            return now_ms + DOUBT_MS // 4
        if held is None or held.phase is Phase.HELD:
            return now_ms + LOOK_IDLE_MS
        if held.line is None:
            return now_ms + LOOK_LOADING_MS
        return held.line.next_ms(now_ms)

    def _judge(self, held: Held, look: Look) -> None:
        self.held, said = see(self._device, held, look)
        for each in said:
            self._report(each)
        if self.held is None:
            self._look_around(look)

    def _is_doubtful(self, look: Look) -> bool:
        """Has it left or joined others? Then another device may say that it plays on, and should be heard first."""
        if look.uri and not look.uri.startswith("x-rincon:"):
            self._doubted_ms = None
        elif self._doubted_ms is None:
            self._doubted_ms = look.at_ms
            self._regrouping()
        return self._doubted_ms is not None and look.at_ms - self._doubted_ms < DOUBT_MS

    def _look_around(self, look: Look) -> None:
        """Nothing of ours is known to be there: perhaps something is, from before; or something else."""
        self._doubted_ms = None
        token = self._token_of(look.uri) if look.uri else None
        if token is not None and look.state in (*_PLAYS, "PAUSED_PLAYBACK"):
            self._take_up(token, look)
            return
        is_taken = look.state in _PLAYS and token is None and look.uri
        self._occupy(look.uri if is_taken else None)

    def _take_up(self, token: PlayToken, look: Look) -> None:
        """It was loaded before we were here, or by way of another room."""
        self._occupy(None)
        held = Held(found_item(token, look), Phase.SOUNDING, look.rel_s * 1000, look.sent_ms, 0)
        self.held, said = see(self._device, held, look)
        for each in said:
            self._report(each)

    def _occupy(self, uri: str | None) -> None:
        said = Occupied(self._device, None) if uri is None else occupied_by(self._device, uri)
        if said != self._occupied:
            self._occupied = said
            self._report(said)
