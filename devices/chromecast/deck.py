"""What is to play on a receiver: a load that waits to get in, the media that is loaded, and how loud.

Entry (our app is launched) ──► Player (our media is loaded)        Volume beside them
"""

from __future__ import annotations

from collections.abc import Callable

from devices.chromecast.connection import Connection
from devices.chromecast.entry import Entry
from devices.chromecast.messages import Payload
from devices.chromecast.player import Player
from devices.chromecast.translate import App, ReceiverState
from devices.chromecast.volume import Volume
from devices.model import DeviceId, Media, PlayToken
from devices.reports import Failed, PlaybackReport, Report, Stopped, VolumeChanged


class Deck:
    """Owned by the device's thread; `used` is called whenever our media does something."""

    def __init__(
        self,
        id: DeviceId,
        connection: Connection,
        *,
        report: Callable[[Report], None],
        used: Callable[[], None],
        token_of: Callable[[str], PlayToken | None],
        now_ms: Callable[[], int],
    ) -> None:
        self._id = id
        self._report = report
        self._used = used
        self._now_ms = now_ms
        self._connection = connection
        self._player = Player(id, report=self._said, send=connection.send_media, token_of=token_of)
        self._entry = Entry(connection, enter=self._player.load, failed=self._failed)
        self._volume = Volume(report=self._volume_is, send=connection.send_receiver)

    @property
    def is_idle(self) -> bool:
        return not self._player.is_busy and self._entry.token is None

    @property
    def stranger(self) -> str | None:
        """What another sender plays in our app, for people."""
        return self._player.stranger

    # -- what is asked of it ----------------------------------------------------------------------------------

    def load(self, media: Media) -> None:
        self._volume.silent()
        self._entry.wait(media, self._now_ms())

    def preload(self, media: Media | None) -> None:
        self._player.preload(media)

    def play(self, token: PlayToken) -> None:
        if token == self._entry.token:
            self._entry.change(playing=True)
        else:
            self._player.play(token)

    def pause(self, token: PlayToken) -> None:
        if token == self._entry.token:
            self._entry.change(playing=False)
        else:
            self._player.pause(token)

    def seek(self, token: PlayToken, position_ms: int) -> None:
        if token == self._entry.token:
            self._entry.change(start_ms=position_ms)
        else:
            self._player.seek(token, position_ms, self._now_ms())

    def set_rate(self, token: PlayToken, rate: float) -> None:
        if token == self._entry.token:
            self._entry.change(rate=rate)
        else:
            self._player.set_rate(token, rate)

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        now_ms = self._now_ms()
        if token == self._entry.token:
            self._entry.give_up()
            self._report(Stopped(self._id, token, now_ms))
        elif token == self._player.token:
            self._volume.fade(fade_ms, now_ms, lambda: self._player.stop(token, self._now_ms()))

    def set_volume(self, percent: int) -> None:
        self._volume.set(percent)

    # -- what befalls it --------------------------------------------------------------------------------------

    def tick(self, app: App, now_ms: int) -> None:
        """Raises: WireDown."""
        self._entry.tick(app, now_ms)
        if self._connection.is_there:
            self._volume.tick(now_ms)
            self._player.tick(now_ms)

    def hear(self, kind: str, payload: Payload, at_ms: int) -> None:
        """In the media namespace."""
        self._player.hear(kind, payload, at_ms)

    def hear_volume(self, state: ReceiverState) -> None:
        self._volume.hear(state)

    def launch_refused(self, why: str) -> None:
        self._entry.refused(why)

    def put_out(self, reason: str) -> None:
        """Our app is gone, and why, for people."""
        self._player.give_up(reason, self._now_ms())

    def found(self) -> None:
        self._volume.found()

    def lost(self) -> None:
        """What plays will be found out when it answers again."""
        self._volume.lost()
        self._player.forget()
        self._entry.lost()

    def fail(self, reason: str) -> None:
        self._player.fail(reason, self._now_ms())

    def _said(self, said: PlaybackReport) -> None:
        self._used()
        if self._player.token is None:
            self._volume.silent()
        self._report(said)

    def _failed(self, token: PlayToken, reason: str) -> None:
        self._report(Failed(self._id, token, reason, self._now_ms()))

    def _volume_is(self, percent: int) -> None:
        self._report(VolumeChanged(self._id, percent))
