"""What we play on a receiver and what its player does with it: turns statuses into reports, by the token in each URL.

    load ──► asked ──(a status of its URL)──► begun ──► Ended, Stopped, Failed
               │                               │
               └─ silence for 12 s: Failed     └─ the preloaded URL: Ended, and that one has begun

Owned by the device's thread. Knows no socket: `send` answers the request's number, or raises WireDown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from devices.chromecast import messages
from devices.chromecast.following import Following
from devices.chromecast.loaded import ELSEWHERE, Loaded, Pressed, began_ms, end_of, loss_of, sound_of
from devices.chromecast.messages import NEXT_KEY, PREVIOUS_KEY, Payload
from devices.chromecast.session import MediaSession, Send
from devices.chromecast.translate import MediaState, loading_fault
from devices.model import DeviceId, Media, PlayToken
from devices.reports import Ended, Failed, PlaybackReport, Skipped, Stopped

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
        self._report = report
        self._token_of = token_of
        self._session = MediaSession(send)
        self._following = Following(self._session)
        self._loaded: Loaded | None = None
        self._over: deque[PlayToken] = deque(maxlen=32)
        self._pressed: Pressed | None = None
        self._own_url = ""  # the last that was loaded: not everything of ours has a token in its address
        self._buffering_ms: int | None = None

    @property
    def token(self) -> PlayToken | None:
        return self._loaded.token if self._loaded else None

    @property
    def is_busy(self) -> bool:
        return self._loaded is not None or self.stranger is not None

    @property
    def stranger(self) -> str | None:
        """What another sender plays in the same app, for people."""
        state = self._session.state
        if state.state in ("IDLE", "LOADING") or not state.url or self._is_own(state.url):
            return None
        return state.title or "another app"

    # -- what is asked of it --------------------------------------------------------------------------------------

    def load(self, media: Media, now_ms: int, *, with_keys: bool = True) -> None:
        self._following.forget()
        self._over_with(self._loaded)
        before = self._session.state.session
        loaded = Loaded(media.token, media.url, media, now_ms, before=before, rate=media.rate)
        self._loaded, self._pressed, self._buffering_ms = loaded, None, None
        self._own_url = media.url
        loaded.request = self._session.send(messages.load(media, with_keys=with_keys))

    def preload(self, media: Media | None) -> None:
        self._following.choose(media)
        if self._loaded is not None and self._loaded.has_begun:
            self._following.offer()

    def play(self, token: PlayToken) -> None:
        self._command(token, messages.PLAY)

    def pause(self, token: PlayToken) -> None:
        self._command(token, messages.PAUSE)

    def seek(self, token: PlayToken, position_ms: int, now_ms: int) -> None:
        """Also from a key's item, where the session's answer to the key may be to go back to the beginning."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        playing = self._session.state.state in ("PLAYING", "BUFFERING") or self._pressed is not None
        if loaded.media is not None and (not loaded.has_begun or self._pressed is not None):
            self._again(loaded, position_ms, now_ms, playing=playing)
        else:
            self._session.ask(messages.seek(position_ms, playing=playing))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        """Of what is loaded and of what was preloaded."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        loaded.rate = rate
        self._following.change_rate(rate)
        if loaded.has_begun:
            self._session.ask(messages.set_rate(rate))

    def stop(self, token: PlayToken, now_ms: int) -> None:
        """`Stopped` follows when the receiver is silent."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        loaded.is_stopping = True
        if self._session.state.session is not None and loaded.has_begun:
            self._session.ask(messages.STOP)
        elif loaded.has_begun:
            self._end(Stopped(self._id, token, now_ms))
        else:
            loaded.wanted = [messages.STOP]

    def give_up(self, reason: str, now_ms: int) -> None:
        """Somebody else has the receiver, or its player is closed."""
        if self._loaded is not None:
            asked = self._loaded.is_stopping
            self._end(Stopped(self._id, self._loaded.token, now_ms, "" if asked else reason))
        self._session.forget()

    def fail(self, reason: str, now_ms: int) -> None:
        if self._loaded is not None:
            self._end(Failed(self._id, self._loaded.token, reason, now_ms))

    def forget(self) -> None:
        """The connection is new: what plays will be found out."""
        self._loaded, self._pressed, self._buffering_ms = None, None, None
        self._following.forget()
        self._session.forget()

    # -- what it hears ----------------------------------------------------------------------------------------------

    def hear(self, kind: str, payload: Payload, at_ms: int) -> None:
        """In the media namespace."""
        loaded = self._loaded
        match kind:
            case "MEDIA_STATUS":
                before = self._session.hear(payload, at_ms)
                self._following.remove_unwanted()
                self._status(before, self._session.state, at_ms)
            case "LOAD_FAILED" if loaded is not None and not loaded.has_begun:
                self.fail(loading_fault(payload), at_ms)
            case "LOAD_CANCELLED" if loaded is not None and payload.get("requestId") == loaded.request:
                self.fail(ELSEWHERE, at_ms)
            case "INVALID_REQUEST" if loaded is not None and payload.get("requestId") == loaded.request:
                if loaded.media is not None:  # it knows no queues
                    loaded.request = self._session.send(messages.load(loaded.media, with_keys=False))

    def tick(self, now_ms: int) -> None:
        """Every so often: asks how it stands, and notices what does not come."""
        loaded = self._loaded
        if loaded is None:
            return
        if not loaded.has_begun and now_ms - loaded.asked_ms > LOAD_MS:
            self.fail("the speaker did not begin to play", now_ms)
            return
        pressed = self._pressed
        if pressed is not None and now_ms - pressed.at_ms > UNANSWERED_MS and loaded.media:
            self._again(loaded, pressed.resting_ms, now_ms, playing=True)
        if self._is_stuck(loaded, now_ms):
            self._end(Ended(self._id, loaded.token, now_ms))
            self._session.ask(messages.STOP)
        else:
            self._session.poll(now_ms)

    def _is_stuck(self, loaded: Loaded, now_ms: int) -> bool:
        is_long = self._buffering_ms is not None and now_ms - self._buffering_ms > STUCK_MS
        return is_long and self._session.state.is_near_end(now_ms, loaded.duration_ms)

    def _status(self, before: MediaState, state: MediaState, at_ms: int) -> None:
        loaded, following = self._loaded, self._following.media
        if loaded is None:
            self._adopt(state)
        elif following is not None and state.url == following.url and state.state != "IDLE":
            self._go_on(loaded, following, state)
        elif state.url == loaded.url:
            self._own(loaded, state, at_ms)
        elif state.url.endswith((NEXT_KEY, PREVIOUS_KEY)) and self._is_own(state.url):
            self._key(loaded, before, state, at_ms)
        elif loaded.has_begun and state.state != "LOADING":
            self._end(loss_of(self._id, loaded, state, at_ms))

    def _own(self, loaded: Loaded, state: MediaState, at_ms: int) -> None:
        """A status of what we loaded."""
        if state.state == "IDLE":
            said = None if state.session == loaded.before else end_of(self._id, loaded, state, at_ms)
            if said is not None:
                self._end(said)
            return
        if state.state == "LOADING" or state.session == loaded.before:
            return
        if not loaded.has_begun:
            self._begin(loaded)
        self._say(loaded, state)

    def _begin(self, loaded: Loaded) -> None:
        loaded.has_begun = True
        wanted, loaded.wanted = loaded.wanted, []
        for payload in wanted:
            self._session.ask(payload)
        self._keep_rate(loaded)
        self._following.offer()

    def _say(self, loaded: Loaded, state: MediaState) -> None:
        self._buffering_ms = (self._buffering_ms or state.at_ms) if state.state == "BUFFERING" else None
        if state.state == "PLAYING":
            self._pressed = None
        said = sound_of(self._id, loaded.token, state)
        if said is not None:
            self._report(said)

    def _go_on(self, before: Loaded, media: Media, state: MediaState) -> None:
        """The receiver went on to what was preloaded."""
        if state.state == "LOADING":
            return
        self._over.append(before.token)
        loaded = Loaded(media.token, media.url, media, state.at_ms, has_begun=True, rate=media.rate)
        self._loaded, self._pressed = loaded, None
        self._following.take()
        self._report(Ended(self._id, before.token, began_ms(state)))
        old = state.item_of(before.url)
        if old is not None:
            self._session.ask(messages.remove([old]))
        self._keep_rate(loaded)
        self._say(loaded, state)

    def _key(self, loaded: Loaded, before: MediaState, state: MediaState, at_ms: int) -> None:
        """It stands at an item that never sounds: a key was pressed, or the queue is over."""
        forward = state.url.endswith(NEXT_KEY)
        if self._pressed is not None or before.url == state.url:
            return
        if forward and before.is_near_end(at_ms, loaded.duration_ms):
            self._end(Ended(self._id, loaded.token, at_ms))
            self._session.ask(messages.STOP)
            return
        self._pressed = Pressed(at_ms, before.position_at(at_ms))
        self._report(Skipped(self._id, loaded.token, forward, at_ms))

    def _adopt(self, state: MediaState) -> None:
        """Of ours from before: it plays on under its token."""
        token = self._token_of(state.url) if state.url else None
        if token is None or token in self._over or state.state in ("IDLE", "LOADING"):
            return
        self._loaded = Loaded(token, state.url, None, state.at_ms, has_begun=True)
        self._say(self._loaded, state)

    # -- within -------------------------------------------------------------------------------------------------------

    def _again(self, loaded: Loaded, position_ms: int, now_ms: int, *, playing: bool) -> None:
        media = loaded.media
        if media is None:
            return
        following = self._following.media
        from_there = replace(media, start_ms=position_ms, playing=playing, rate=loaded.rate or media.rate)
        token, self._loaded = loaded.token, None
        self.load(from_there, now_ms)
        if token in self._over:
            self._over.remove(token)
        self.preload(following)

    def _command(self, token: PlayToken, payload: Payload) -> None:
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        if loaded.has_begun:
            self._session.ask(payload)
        else:
            loaded.wanted = [payload]

    def _keep_rate(self, loaded: Loaded) -> None:
        """A new item may begin at the rate of before, or at none."""
        if loaded.rate is not None and loaded.rate != self._session.state.rate:
            self._session.ask(messages.set_rate(loaded.rate))

    def _over_with(self, loaded: Loaded | None) -> None:
        if loaded is not None:
            self._over.append(loaded.token)

    def _end(self, said: PlaybackReport) -> None:
        self._over_with(self._loaded)
        self._loaded, self._pressed, self._buffering_ms = None, None, None
        self._following.forget()
        if self._is_own(self._session.state.url):
            self._session.settle()
        self._report(said)

    def _is_own(self, url: str) -> bool:
        plain = url.removesuffix(NEXT_KEY).removesuffix(PREVIOUS_KEY)
        return plain == self._own_url != "" or self._token_of(plain) is not None
