"""What we hold on a receiver, from the load to the end of it, and what ends with it.

load ──► asked ──(a status of its URL)──► begun ──► Ended, Stopped, Failed
           │                               │
           └─ silence for 12 s: Failed     └─ the preloaded URL: Ended, and that one has begun
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

from devices.chromecast import messages
from devices.chromecast.following import Following
from devices.chromecast.loaded import Loaded, Pressed
from devices.chromecast.messages import NEXT_KEY, PREVIOUS_KEY
from devices.chromecast.session import MediaSession
from devices.chromecast.translate import MediaState
from devices.model import Media, PlayToken
from devices.reports import PlaybackReport


class Holding:
    """Owned by the device's thread; what is asked of a receiver and what it tells both change it."""

    def __init__(
        self,
        session: MediaSession,
        following: Following,
        *,
        report: Callable[[PlaybackReport], None],
        token_of: Callable[[str], PlayToken | None],
    ) -> None:
        self.loaded: Loaded | None = None
        self.pressed: Pressed | None = None
        self.buffering_ms: int | None = None  # since when
        self._session = session
        self._following = following
        self._report = report
        self._token_of = token_of
        self._over: deque[PlayToken] = deque(maxlen=32)
        self._own_url = ""  # the last that was loaded: not everything of ours has a token in its address

    def held(self, token: PlayToken) -> Loaded | None:
        """What is loaded, if it is that."""
        return self.loaded if self.loaded is not None and self.loaded.token == token else None

    def load(self, media: Media, now_ms: int) -> None:
        """In place of what was held, whose end is none of ours any more."""
        self._following.forget()
        if self.loaded is not None:
            self._over.append(self.loaded.token)
        before = self._session.state.session
        loaded = Loaded(media.token, media.url, media, now_ms, before=before, rate=media.rate)
        self.loaded, self.pressed, self.buffering_ms = loaded, None, None
        self._own_url = media.url
        self.send(loaded, with_keys=True)

    def send(self, loaded: Loaded, *, with_keys: bool) -> None:
        """As a queue, or plainly to a receiver that knows none."""
        if loaded.media is not None:
            loaded.request = self._session.send(messages.load(loaded.media, with_keys=with_keys))

    def load_again(self, position_ms: int, now_ms: int, *, playing: bool) -> None:
        """From there, under the same token."""
        loaded, following = self.loaded, self._following.media
        if loaded is None or loaded.media is None:
            return
        rate = loaded.rate or loaded.media.rate
        self.loaded = None
        self.load(
            replace(loaded.media, start_ms=position_ms, playing=playing, rate=rate),
            now_ms,
        )
        if loaded.token in self._over:
            self._over.remove(loaded.token)
        self._following.choose(following)

    def begin(self, loaded: Loaded) -> None:
        """It is there: what was asked of it meanwhile is asked now."""
        loaded.has_begun = True
        wanted, loaded.wanted = loaded.wanted, []
        for payload in wanted:
            self._session.ask(payload)
        self.keep_rate(loaded)
        self._following.offer()

    def go_on(self, before: Loaded, media: Media, at_ms: int) -> Loaded:
        """With what was preloaded."""
        self._over.append(before.token)
        loaded = Loaded(media.token, media.url, media, at_ms, has_begun=True, rate=media.rate)
        self.loaded, self.pressed = loaded, None
        self._following.take()
        return loaded

    def adopt(self, state: MediaState) -> Loaded | None:
        """Of ours from before: it plays on under its token."""
        token = self._token_of(state.url) if state.url else None
        if token is None or token in self._over or state.state in ("IDLE", "LOADING"):
            return None
        self.loaded = Loaded(token, state.url, None, state.at_ms, has_begun=True)
        return self.loaded

    def keep_rate(self, loaded: Loaded) -> None:
        """A new item may begin at the rate of before, or at none."""
        if loaded.rate is not None and loaded.rate != self._session.state.rate:
            self._session.ask(messages.set_rate(loaded.rate))

    def end(self, said: PlaybackReport) -> None:
        if self.loaded is not None:
            self._over.append(self.loaded.token)
        self.loaded, self.pressed, self.buffering_ms = None, None, None
        self._following.forget()
        if self.is_own(self._session.state.url):
            self._session.settle()
        self._report(said)

    def forget(self) -> None:
        """The connection is new: what plays will be found out."""
        self.loaded, self.pressed, self.buffering_ms = None, None, None
        self._following.forget()
        self._session.forget()

    def is_own(self, url: str) -> bool:
        """Whether it is what we loaded, or one of the keys beside that."""
        plain = url.removesuffix(NEXT_KEY).removesuffix(PREVIOUS_KEY)
        return plain == self._own_url != "" or self._token_of(plain) is not None
