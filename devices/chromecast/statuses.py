"""What a receiver tells of its player, turned into reports by the token in each URL."""

from __future__ import annotations

from collections.abc import Callable

from devices.chromecast import messages
from devices.chromecast.following import Following
from devices.chromecast.holding import Holding
from devices.chromecast.loaded import Loaded, Pressed, began_ms, end_of, loss_of, sound_of
from devices.chromecast.messages import NEXT_KEY, PREVIOUS_KEY
from devices.chromecast.session import MediaSession
from devices.chromecast.translate import MediaState
from devices.model import DeviceId, Media
from devices.reports import Ended, PlaybackReport, Skipped


class Statuses:
    """Owned by the device's thread."""

    def __init__(
        self,
        id: DeviceId,
        session: MediaSession,
        following: Following,
        holding: Holding,
        *,
        report: Callable[[PlaybackReport], None],
    ) -> None:
        self._id = id
        self._session = session
        self._following = following
        self._holding = holding
        self._report = report

    def hear(self, before: MediaState, at_ms: int) -> None:
        """The session's state is another one than `before`."""
        self._following.remove_unwanted()
        state, loaded, following = self._session.state, self._holding.loaded, self._following.media
        if loaded is None:
            self._adopt(state)
        elif following is not None and state.url == following.url and state.state != "IDLE":
            self._go_on(loaded, following, state)
        elif state.url == loaded.url:
            self._own(loaded, state, at_ms)
        elif state.url.endswith((NEXT_KEY, PREVIOUS_KEY)) and self._holding.is_own(state.url):
            self._key(loaded, before, state, at_ms)
        elif loaded.has_begun and state.state != "LOADING":
            self._holding.end(loss_of(self._id, loaded, state, at_ms))

    def _adopt(self, state: MediaState) -> None:
        loaded = self._holding.adopt(state)
        if loaded is not None:
            self._say(loaded, state)

    def _own(self, loaded: Loaded, state: MediaState, at_ms: int) -> None:
        """A status of what we loaded."""
        if state.state == "IDLE":
            said = None if state.session == loaded.before else end_of(self._id, loaded, state, at_ms)
            if said is not None:
                self._holding.end(said)
            return
        if state.state == "LOADING" or state.session == loaded.before:
            return
        if not loaded.has_begun:
            self._holding.begin(loaded)
        self._say(loaded, state)

    def _say(self, loaded: Loaded, state: MediaState) -> None:
        holding, is_buffering = self._holding, state.state == "BUFFERING"
        holding.buffering_ms = (holding.buffering_ms or state.at_ms) if is_buffering else None
        if state.state == "PLAYING":
            holding.pressed = None
        said = sound_of(self._id, loaded.token, state)
        if said is not None:
            self._report(said)

    def _go_on(self, before: Loaded, media: Media, state: MediaState) -> None:
        """The receiver went on to what was preloaded."""
        if state.state == "LOADING":
            return
        loaded = self._holding.go_on(before, media, state.at_ms)
        self._report(Ended(self._id, before.token, began_ms(state)))
        old = state.item_of(before.url)
        if old is not None:
            self._session.ask(messages.remove([old]))
        self._holding.keep_rate(loaded)
        self._say(loaded, state)

    def _key(self, loaded: Loaded, before: MediaState, state: MediaState, at_ms: int) -> None:
        """It stands at an item that never sounds: a key was pressed, or the queue is over."""
        forward = state.url.endswith(NEXT_KEY)
        if self._holding.pressed is not None or before.url == state.url:
            return
        if forward and before.is_near_end(at_ms, loaded.duration_ms):
            self._holding.end(Ended(self._id, loaded.token, at_ms))
            self._session.ask(messages.STOP)
            return
        self._holding.pressed = Pressed(at_ms, before.position_at(at_ms))
        self._report(Skipped(self._id, loaded.token, forward, at_ms))
