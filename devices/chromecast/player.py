"""What we play on a receiver: what is asked of that, and what is made of answers, or of none.

Owned by the device's thread. Knows no socket: `send` answers the request's number, or raises WireDown.
"""

from __future__ import annotations

from collections.abc import Callable

from devices.chromecast import messages
from devices.chromecast.following import Following
from devices.chromecast.holding import Holding
from devices.chromecast.loaded import ELSEWHERE, Loaded
from devices.chromecast.messages import Payload
from devices.chromecast.session import MediaSession, Send
from devices.chromecast.statuses import Statuses
from devices.chromecast.translate import loading_fault
from devices.model import DeviceId, Media, PlayToken
from devices.reports import Ended, Failed, PlaybackReport, Stopped

LOAD_MS = 12_000  # LOAD_FAILED does not always come, nor do its ids
STUCK_MS = 6_000  # buffering at the very end: some never say that it is over
UNANSWERED_MS = 4_000  # a key was pressed, the session did nothing about it: the music goes on


class Player:
    def __init__(
        self,
        id: DeviceId,
        *,
        report: Callable[[PlaybackReport], None],
        send: Send,
        token_of: Callable[[str], PlayToken | None],
    ) -> None:
        self._id = id
        self._session = MediaSession(send)
        self._following = Following(self._session)
        self._holding = Holding(self._session, self._following, report=report, token_of=token_of)
        self._statuses = Statuses(id, self._session, self._following, self._holding, report=report)

    @property
    def token(self) -> PlayToken | None:
        loaded = self._holding.loaded
        return loaded.token if loaded else None

    @property
    def is_busy(self) -> bool:
        return self._holding.loaded is not None or self.stranger is not None

    @property
    def stranger(self) -> str | None:
        """What another sender plays in the same app, for people."""
        state = self._session.state
        if state.state in ("IDLE", "LOADING") or not state.url or self._holding.is_own(state.url):
            return None
        return state.title or "another app"

    # -- what is asked of it --------------------------------------------------------------------------------------

    def load(self, media: Media, now_ms: int) -> None:
        self._holding.load(media, now_ms)

    def preload(self, media: Media | None) -> None:
        self._following.choose(media)
        if self._holding.loaded is not None and self._holding.loaded.has_begun:
            self._following.offer()

    def play(self, token: PlayToken) -> None:
        self._command(token, messages.PLAY)

    def pause(self, token: PlayToken) -> None:
        self._command(token, messages.PAUSE)

    def seek(self, token: PlayToken, position_ms: int, now_ms: int) -> None:
        """Also from a key's item, where the session's answer to the key may be to go back to the beginning."""
        loaded, pressed = self._holding.held(token), self._holding.pressed
        if loaded is None:
            return
        playing = self._session.state.state in ("PLAYING", "BUFFERING") or pressed is not None
        if loaded.media is not None and (not loaded.has_begun or pressed is not None):
            self._holding.load_again(position_ms, now_ms, playing=playing)
        else:
            self._session.ask(messages.seek(position_ms, playing=playing))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        """Of what is loaded and of what was preloaded."""
        loaded = self._holding.held(token)
        if loaded is None:
            return
        loaded.rate = rate
        self._following.change_rate(rate)
        if loaded.has_begun:
            self._session.ask(messages.set_rate(rate))

    def stop(self, token: PlayToken, now_ms: int) -> None:
        """`Stopped` follows when the receiver is silent."""
        loaded = self._holding.held(token)
        if loaded is None:
            return
        loaded.is_stopping = True
        if self._session.state.session is not None and loaded.has_begun:
            self._session.ask(messages.STOP)
        elif loaded.has_begun:
            self._holding.end(Stopped(self._id, token, now_ms))
        else:
            loaded.wanted = [messages.STOP]

    def give_up(self, reason: str, now_ms: int) -> None:
        """Somebody else has the receiver, or its player is closed."""
        loaded = self._holding.loaded
        if loaded is not None:
            self._holding.end(Stopped(self._id, loaded.token, now_ms, "" if loaded.is_stopping else reason))
        self._session.forget()

    def fail(self, reason: str, now_ms: int) -> None:
        loaded = self._holding.loaded
        if loaded is not None:
            self._holding.end(Failed(self._id, loaded.token, reason, now_ms))

    def forget(self) -> None:
        """The connection is new: what plays will be found out."""
        self._holding.forget()

    def _command(self, token: PlayToken, payload: Payload) -> None:
        loaded = self._holding.held(token)
        if loaded is None:
            return
        if loaded.has_begun:
            self._session.ask(payload)
        else:
            loaded.wanted = [payload]

    # -- what it hears, and what it does not ------------------------------------------------------------------------

    def hear(self, kind: str, payload: Payload, at_ms: int) -> None:
        """In the media namespace."""
        loaded = self._holding.loaded
        match kind:
            case "MEDIA_STATUS":
                self._statuses.hear(self._session.hear(payload, at_ms), at_ms)
            case "LOAD_FAILED" if loaded is not None and not loaded.has_begun:
                self.fail(loading_fault(payload), at_ms)
            case "LOAD_CANCELLED" if loaded is not None and payload.get("requestId") == loaded.request:
                self.fail(ELSEWHERE, at_ms)
            case "INVALID_REQUEST" if loaded is not None and payload.get("requestId") == loaded.request:
                self._holding.send(loaded, with_keys=False)

    def tick(self, now_ms: int) -> None:
        """Every so often: asks how it stands, and notices what does not come."""
        loaded, pressed = self._holding.loaded, self._holding.pressed
        if loaded is None:
            return
        if not loaded.has_begun and now_ms - loaded.asked_ms > LOAD_MS:
            self.fail("the speaker did not begin to play", now_ms)
            return
        if pressed is not None and now_ms - pressed.at_ms > UNANSWERED_MS:
            self._holding.load_again(pressed.resting_ms, now_ms, playing=True)
        if self._is_stuck(loaded, now_ms):
            self._holding.end(Ended(self._id, loaded.token, now_ms))
            self._session.ask(messages.STOP)
        else:
            self._session.poll(now_ms)

    def _is_stuck(self, loaded: Loaded, now_ms: int) -> bool:
        since_ms = self._holding.buffering_ms
        is_long = since_ms is not None and now_ms - since_ms > STUCK_MS
        return is_long and self._session.state.is_near_end(now_ms, loaded.duration_ms)
