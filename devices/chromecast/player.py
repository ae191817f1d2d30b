"""What we play on a receiver and what its player does with it: turns statuses into reports, by the token in each URL.

    load ──► asked ──(a status of its URL)──► begun ──► Ended, Stopped, Failed
               │                               │
               └─ silence for 12 s: Failed     └─ the preloaded URL: Ended, and that one has begun

Owned by the device's thread. Knows no socket: `send` answers the request's number, or raises WireDown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from devices.chromecast import messages
from devices.chromecast.lag import Lag
from devices.chromecast.messages import NEXT_KEY, PREVIOUS_KEY, Payload
from devices.chromecast.translate import MediaState, follow, loading_fault, settled
from devices.model import DeviceId, Media, PlayToken
from devices.reports import Buffering, Ended, Failed, Paused, PlaybackReport, Playing, Skipped, Stopped

LOAD_MS = 12_000  # LOAD_FAILED does not always come, nor do its ids
POLL_MS = 4_000  # reports are to come every 5 s, and a receiver says nothing while all goes well
STUCK_MS = 6_000  # buffering at the very end: some never say that it is over
UNANSWERED_MS = 4_000  # a key was pressed, the session did nothing about it: the music goes on

Send = Callable[[Payload], int]


@dataclass
class Loaded:
    token: PlayToken
    url: str
    media: Media | None  # None: found playing
    asked_ms: int
    before: int | None = None  # the media session that this one replaces: its end is none of ours
    request: int | None = None
    has_begun: bool = False
    wanted: list[Payload] = field(default_factory=list)  # once it has begun
    is_stopping: bool = False
    rate: float | None = None  # None: it was found playing, at a rate of its own


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
        self._send = send
        self._token_of = token_of
        self._state = MediaState()
        self._loaded: Loaded | None = None
        self._next: Media | None = None
        self._is_next_sent = False
        self._unwanted: set[str] = set()  # URLs that were preloaded and are to be forgotten
        self._over: deque[PlayToken] = deque(maxlen=32)
        self._own_url = ""  # the last that was loaded: not everything of ours has a token in its address
        self._polled_ms = 0
        self._lag = Lag()
        self._skipped_ms: int | None = None
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
        if self._state.state in ("IDLE", "LOADING") or not self._state.url or self._is_own(self._state.url):
            return None
        return self._state.title or "another app"

    # -- what is asked of it --------------------------------------------------------------------------------------

    def load(self, media: Media, now_ms: int, *, with_keys: bool = True) -> None:
        self._forget_next()
        self._over_with(self._loaded)
        loaded = Loaded(media.token, media.url, media, now_ms, before=self._state.session, rate=media.rate)
        self._loaded, self._skipped_ms, self._buffering_ms = loaded, None, None
        self._own_url = media.url
        loaded.request = self._send(messages.load(media, with_keys=with_keys))

    def preload(self, media: Media | None) -> None:
        if self._next is not None and self._is_next_sent:
            self._unwanted.add(self._next.url)
        self._next, self._is_next_sent = media, False
        self._remove_unwanted()
        self._send_next()

    def play(self, token: PlayToken) -> None:
        self._command(token, messages.PLAY)

    def pause(self, token: PlayToken) -> None:
        self._command(token, messages.PAUSE)

    def seek(self, token: PlayToken, position_ms: int, now_ms: int) -> None:
        """Also from a key's item, where the session's answer to the key may be to go back to the beginning."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        playing = self._state.state in ("PLAYING", "BUFFERING")
        if loaded.media is not None and (not loaded.has_begun or self._skipped_ms is not None):
            self._again(loaded, position_ms, now_ms, playing=playing or self._skipped_ms is not None)
        else:
            self._ask(messages.seek(position_ms, playing=playing))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        """Of what is loaded and of what was preloaded."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        loaded.rate = rate
        if self._next is not None:
            self._next = replace(self._next, rate=rate)
        if loaded.has_begun:
            self._ask(messages.set_rate(rate))

    def stop(self, token: PlayToken, now_ms: int) -> None:
        """`Stopped` follows when the receiver is silent."""
        loaded = self._loaded
        if loaded is None or loaded.token != token:
            return
        loaded.is_stopping = True
        if self._state.session is not None and loaded.has_begun:
            self._ask(messages.STOP)
        elif loaded.has_begun:
            self._end(Stopped(self._id, token, now_ms))
        else:
            loaded.wanted = [messages.STOP]

    def give_up(self, reason: str, now_ms: int) -> None:
        """Somebody else has the receiver, or its player is closed."""
        if self._loaded is not None:
            asked = self._loaded.is_stopping
            self._end(Stopped(self._id, self._loaded.token, now_ms, "" if asked else reason))
        self._state = MediaState()

    def fail(self, reason: str, now_ms: int) -> None:
        if self._loaded is not None:
            self._end(Failed(self._id, self._loaded.token, reason, now_ms))

    def forget(self) -> None:
        """The connection is new: what plays will be found out."""
        self._over_with(None)
        self._loaded = None
        self._forget_next()
        self._state, self._skipped_ms, self._buffering_ms = MediaState(), None, None

    # -- what it hears ----------------------------------------------------------------------------------------------

    def hear(self, kind: str, payload: Payload, at_ms: int) -> None:
        """In the media namespace."""
        loaded = self._loaded
        match kind:
            case "MEDIA_STATUS":
                self._lag.hear(payload.get("requestId"), at_ms)
                self._status(follow(self._state, payload, at_ms - self._lag.ms), at_ms)
            case "LOAD_FAILED" if loaded is not None and not loaded.has_begun:
                self.fail(loading_fault(payload), at_ms)
            case "LOAD_CANCELLED" if loaded is not None and payload.get("requestId") == loaded.request:
                self.fail("something else was started on the speaker", at_ms)
            case "INVALID_REQUEST" if loaded is not None and payload.get("requestId") == loaded.request:
                if loaded.media is not None:  # it knows no queues
                    loaded.request = self._send(messages.load(loaded.media, with_keys=False))

    def tick(self, now_ms: int) -> None:
        """Every so often: asks how it stands, and notices what does not come."""
        loaded = self._loaded
        if loaded is None:
            return
        if not loaded.has_begun and now_ms - loaded.asked_ms > LOAD_MS:
            self.fail("the speaker did not begin to play", now_ms)
            return
        if self._skipped_ms is not None and now_ms - self._skipped_ms > UNANSWERED_MS and loaded.media:
            self._again(loaded, self._resting_ms, now_ms, playing=True)
        stuck = self._buffering_ms is not None and now_ms - self._buffering_ms > STUCK_MS
        if stuck and self._state.is_near_end(now_ms, self._duration_ms):
            self._end(Ended(self._id, loaded.token, now_ms))
            self._ask(messages.STOP)
            return
        if now_ms - self._polled_ms >= POLL_MS:
            self._polled_ms = now_ms
            self._lag.ask(self._send(messages.GET_STATUS), now_ms)

    _resting_ms: int = 0

    def _status(self, state: MediaState, at_ms: int) -> None:
        before, self._state = self._state, state
        loaded = self._loaded
        self._remove_unwanted()
        self._polled_ms = max(self._polled_ms, at_ms) if state.state == "PLAYING" else self._polled_ms
        if loaded is None:
            self._adopt(state)
        elif self._next is not None and state.url == self._next.url and state.state != "IDLE":
            self._go_on(loaded, self._next, state)
        elif state.url == loaded.url:
            self._own(loaded, state, at_ms)
        elif state.url.endswith((NEXT_KEY, PREVIOUS_KEY)) and self._is_own(state.url):
            self._key(loaded, before, state, at_ms)
        elif loaded.has_begun:
            self._strange(loaded, state, at_ms)

    def _own(self, loaded: Loaded, state: MediaState, at_ms: int) -> None:
        """A status of what we loaded."""
        if state.state == "IDLE":
            if state.session != loaded.before:
                self._idle(loaded, state, at_ms)
            return
        if state.state == "LOADING" or state.session == loaded.before:
            return
        if not loaded.has_begun:
            self._begin(loaded)
        self._say(state)

    def _begin(self, loaded: Loaded) -> None:
        loaded.has_begun = True
        wanted, loaded.wanted = loaded.wanted, []
        for payload in wanted:
            self._ask(payload)
        self._keep_rate(loaded)
        self._send_next()

    def _say(self, state: MediaState) -> None:
        loaded = self._loaded
        if loaded is None:
            return
        self._buffering_ms = (self._buffering_ms or state.at_ms) if state.state == "BUFFERING" else None
        match state.state:
            case "PLAYING":
                self._skipped_ms = None
                self._report(Playing(self._id, loaded.token, state.position_ms, state.at_ms))
            case "PAUSED":
                self._report(Paused(self._id, loaded.token, state.position_ms, state.at_ms))
            case "BUFFERING":
                self._report(Buffering(self._id, loaded.token, state.position_ms, state.at_ms))

    def _idle(self, loaded: Loaded, state: MediaState, at_ms: int) -> None:
        """Its end, and why: FINISHED, CANCELLED, INTERRUPTED, ERROR."""
        match state.idle_reason:
            case "FINISHED":
                self._end(Ended(self._id, loaded.token, at_ms))
            case "ERROR":
                reason = (
                    "the speaker could not go on" if loaded.has_begun else "the speaker cannot play the track"
                )
                self._end(Failed(self._id, loaded.token, reason, at_ms))
            case _ if loaded.is_stopping:
                self._end(Stopped(self._id, loaded.token, at_ms))
            case "INTERRUPTED":
                self._end(Stopped(self._id, loaded.token, at_ms, "something else was started on the speaker"))
            case "CANCELLED":
                self._end(Stopped(self._id, loaded.token, at_ms, "it was stopped on the speaker"))

    def _go_on(self, before: Loaded, media: Media, state: MediaState) -> None:
        """The receiver went on to what was preloaded."""
        if state.state == "LOADING":
            return
        began_ms = (
            state.at_ms - round(state.position_ms / state.rate) if state.state == "PLAYING" else state.at_ms
        )
        self._over.append(before.token)
        self._loaded = Loaded(media.token, media.url, media, state.at_ms, has_begun=True, rate=media.rate)
        self._next, self._is_next_sent, self._skipped_ms = None, False, None
        self._report(Ended(self._id, before.token, began_ms))
        old = state.item_of(before.url)
        if old is not None:
            self._ask(messages.remove([old]))
        self._keep_rate(self._loaded)
        self._say(state)

    def _key(self, loaded: Loaded, before: MediaState, state: MediaState, at_ms: int) -> None:
        """It stands at an item that never sounds: a key was pressed, or the queue is over."""
        forward = state.url.endswith(NEXT_KEY)
        if self._skipped_ms is not None or before.url == state.url:
            return
        if forward and before.is_near_end(at_ms, self._duration_ms):
            self._end(Ended(self._id, loaded.token, at_ms))
            self._ask(messages.STOP)
            return
        self._skipped_ms, self._resting_ms = at_ms, before.position_at(at_ms)
        self._report(Skipped(self._id, loaded.token, forward, at_ms))

    def _strange(self, loaded: Loaded, state: MediaState, at_ms: int) -> None:
        """Something that we did not load, or nothing any more."""
        if state.state == "LOADING":
            return
        reason = "something else was started on the speaker" if state.url else "the speaker stopped by itself"
        self._end(Stopped(self._id, loaded.token, at_ms, "" if loaded.is_stopping else reason))

    def _adopt(self, state: MediaState) -> None:
        """Of ours from before: it plays on under its token."""
        token = self._token_of(state.url) if state.url else None
        if token is None or token in self._over or state.state in ("IDLE", "LOADING"):
            return
        self._loaded = Loaded(token, state.url, None, state.at_ms, has_begun=True)
        self._say(state)

    # -- within -------------------------------------------------------------------------------------------------------

    @property
    def _duration_ms(self) -> int | None:
        return self._loaded.media.duration_ms if self._loaded and self._loaded.media else None

    def _again(self, loaded: Loaded, position_ms: int, now_ms: int, *, playing: bool) -> None:
        media = loaded.media
        if media is None:
            return
        following = self._next
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
            self._ask(payload)
        else:
            loaded.wanted = [payload]

    def _ask(self, payload: Payload) -> None:
        """Of the media session that is there."""
        if self._state.session is not None:
            self._send(payload | {"mediaSessionId": self._state.session})

    def _send_next(self) -> None:
        loaded, following = self._loaded, self._next
        if following is None or self._is_next_sent or loaded is None or not loaded.has_begun:
            return
        key = next((item.id for item in self._state.items if item.url.endswith(NEXT_KEY)), None)
        self._ask(messages.insert(following, key))
        self._is_next_sent = True

    def _remove_unwanted(self) -> None:
        """As soon as it is known under which number the receiver has it."""
        items = [item for item in self._state.items if item.url in self._unwanted]
        if items:
            self._unwanted -= {item.url for item in items}
            self._ask(messages.remove([item.id for item in items]))

    def _keep_rate(self, loaded: Loaded) -> None:
        """A new item may begin at the rate of before, or at none."""
        if loaded.rate is not None and loaded.rate != self._state.rate:
            self._ask(messages.set_rate(loaded.rate))

    def _forget_next(self) -> None:
        self._next, self._is_next_sent = None, False
        self._unwanted.clear()

    def _over_with(self, loaded: Loaded | None) -> None:
        if loaded is not None:
            self._over.append(loaded.token)

    def _end(self, said: PlaybackReport) -> None:
        self._over_with(self._loaded)
        self._loaded, self._skipped_ms, self._buffering_ms = None, None, None
        self._forget_next()
        if self._is_own(self._state.url):
            self._state = settled(self._state)
        self._report(said)

    def _is_own(self, url: str) -> bool:
        plain = url.removesuffix(NEXT_KEY).removesuffix(PREVIOUS_KEY)
        return plain == self._own_url != "" or self._token_of(plain) is not None
