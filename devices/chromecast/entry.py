"""A load on its way in: it waits for the connection, then for our app, which is launched if it does not run; another
app that is started meanwhile is let be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from devices.chromecast import messages
from devices.chromecast.connection import Connection
from devices.chromecast.translate import App
from devices.model import Media, PlayToken

LAUNCH_MS = 30_000  # some never answer
REACH_MS = 12_000  # a load waits so long for a connection


@dataclass(frozen=True, slots=True)
class _Waiting:
    media: Media
    since_ms: int
    launched_ms: int | None = None
    before: str = ""  # the app that ran when ours was launched


class Entry:
    """Owned by the device's thread. `enter` is given what may be loaded now, `failed` what never will, and why."""

    def __init__(
        self,
        connection: Connection,
        *,
        enter: Callable[[Media, int], None],
        failed: Callable[[PlayToken, str], None],
    ) -> None:
        self._connection = connection
        self._enter = enter
        self._failed = failed
        self._waiting: _Waiting | None = None

    @property
    def token(self) -> PlayToken | None:
        return self._waiting.media.token if self._waiting else None

    def wait(self, media: Media, now_ms: int) -> None:
        """In place of what waits already."""
        self._waiting = _Waiting(media, now_ms)

    def change(
        self, *, playing: bool | None = None, start_ms: int | None = None, rate: float | None = None
    ) -> None:
        """What is asked of a load that was not carried out yet."""
        waiting = self._waiting
        if waiting is not None:
            media = waiting.media
            media = replace(
                media,
                playing=media.playing if playing is None else playing,
                start_ms=media.start_ms if start_ms is None else start_ms,
                rate=media.rate if rate is None else rate,
            )
            self._waiting = replace(waiting, media=media)

    def give_up(self) -> None:
        self._waiting = None

    def lost(self) -> None:
        """What was launched is unknown; it is launched again, if need be."""
        if self._waiting is not None:
            self._waiting = replace(self._waiting, launched_ms=None)

    def tick(self, app: App, now_ms: int) -> None:
        """One step further, or the end of waiting. Raises: WireDown."""
        waiting, connection = self._waiting, self._connection
        if waiting is None:
            return
        if not connection.is_there:
            if now_ms - waiting.since_ms > REACH_MS:
                self._fail("the speaker does not answer")
        elif app.is_ours and connection.has_player:
            self._waiting = None
            self._enter(waiting.media, now_ms)
        elif waiting.launched_ms is None:
            self._waiting = replace(waiting, launched_ms=now_ms, before=app.session)
            connection.send_receiver({"type": "LAUNCH", "appId": messages.MEDIA_APP})
        elif not (app.is_idle or app.is_ours or app.session == waiting.before):
            self._fail(f"{app.name} plays there now")
        elif now_ms - waiting.launched_ms > LAUNCH_MS:
            self.refused("it does not answer")

    def refused(self, why: str) -> None:
        self._fail(f"the speaker did not start its player: {why}")

    def _fail(self, reason: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._failed(waiting.media.token, reason)
