"""The thread that looks at a group of rooms, when an event calls or when it is time; and knows when nobody answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from devices.reports import Found, Lost, Report
from devices.sonos.deck import LOOK_IDLE_MS, Deck
from devices.sonos.errors import Refused, SonosError
from devices.sonos.events import Events
from devices.sonos.place import Place
from devices.sonos.volumes import Volumes
from devices.sonos.watch import Watch

log = logging.getLogger(__name__)

LOST_MS = 4_000  # it did not answer for so long
ASK_AGAIN_MS = 1_000  # one that did not answer
TICK_S = LOOK_IDLE_MS / 1000  # as long as any wait: time goes on as `now_ms` does


class Lookout:
    """Owns the thread `sonos-<room>`. Whoever speaks to the transport, or touches the deck, holds `talk`."""

    def __init__(
        self,
        place: Place,
        deck: Deck,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
        events: Events,
        tick_s: float = TICK_S,
    ) -> None:
        """`tick_s`: so often it looks at the clock, for one that is not as fast as time."""
        self._place = place
        self._deck = deck
        self._report = report
        self._now_ms = now_ms
        self._events = events
        self._tick_s = tick_s
        self._watch = Watch()
        self.volumes = Volumes(place, self._watch, report=report, now_ms=now_ms)
        self._answered_ms = now_ms()
        self._fails = False
        self._is_lost = False
        self.talk = threading.RLock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"sonos-{place.group.leader.name}", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """At most 2 s for the thread, and one for each subscription."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        self._events.end(self._place.info.id)

    def wake(self) -> None:
        """It is worth looking now. Any thread; returns at once."""
        self._wake.set()

    def restarted(self) -> None:
        """The room has forgotten who listens. Any thread; returns at once."""
        self._events.forget(self._place.info.id)

    def look(self) -> None:
        """Now, by who holds `talk`. Raises: SonosError."""
        look = self._place.wire.look()
        self._watch.saw((look.state, look.uri), look.at_ms)
        self._deck.show(look)

    def wait_ms(self, duration_ms: int) -> None:
        """Of `now_ms`, unless it is closed."""
        due_ms = self._now_ms() + duration_ms
        while not self._closing.is_set() and (left_ms := due_ms - self._now_ms()) > 0:
            self._closing.wait(min(left_ms / 1000, self._tick_s))

    # -- its own thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow()
            except Exception:
                log.exception("device=%s", self._place.info.id)
            self._wait_until(self._next_ms())

    def _wait_until(self, due_ms: int) -> None:
        """Or until it is woken."""
        while not self._wake.is_set() and (left_ms := due_ms - self._now_ms()) > 0:
            self._wake.wait(min(left_ms / 1000, self._tick_s))
        self._wake.clear()

    def _next_ms(self) -> int:
        now_ms = self._now_ms()
        return now_ms + ASK_AGAIN_MS if self._fails else self._deck.next_ms(now_ms)

    def _follow(self) -> None:
        """What may take long, and is no talk with the transport, keeps no command waiting."""
        try:
            with self.talk:
                if self._is_lost:
                    self._come_back()
                else:
                    self.look()
            self.volumes.look()
        except Refused as error:  # which is an answer, too
            log.debug("device=%s %s", self._place.info.id, error)
        except SonosError:
            self._does_not_answer()
            return
        self._answered_ms, self._fails = self._now_ms(), False
        if self._watch.is_deaf(self._answered_ms):
            self._events.forget(self._place.info.id)
        self._events.keep(self._place.info.id, self._place.wire.host, self._heard)

    def _come_back(self) -> None:
        look = self._place.wire.look()
        self._is_lost = False
        self._report(Found(self._place.info.id, look.at_ms))
        self._deck.show_again(look)

    def _does_not_answer(self) -> None:
        now_ms = self._now_ms()
        self._fails = True
        if not self._is_lost and now_ms - self._answered_ms >= LOST_MS:
            self._is_lost = True
            self._events.forget(self._place.info.id)
            self._report(Lost(self._place.info.id, now_ms))

    def _heard(self) -> None:
        """An event came, in the listener's thread."""
        self._watch.heard(self._now_ms())
        self.volumes.is_to_be_asked()
        self._wake.set()
