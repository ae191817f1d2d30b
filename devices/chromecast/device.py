"""A Cast receiver as a device: what is asked of it, what it tells, and who has it; one thread owns all of that.

Connection ──► Entry (our app is launched) ──► Player (our media is loaded)        Volume beside them
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from devices import abilities
from devices.chromecast.connection import SILENCE_MS, Connection
from devices.chromecast.entry import Entry
from devices.chromecast.messages import Payload
from devices.chromecast.player import Player
from devices.chromecast.translate import App, read_members, read_receiver
from devices.chromecast.volume import Volume
from devices.chromecast.wire import Address, Heard, NoApp, Told, Wire, WireDown
from devices.discovery import Sighting
from devices.errors import DeviceFailed
from devices.model import DeviceInfo, DeviceKind, Media, PlayToken
from devices.reports import (
    Arrived,
    Failed,
    Found,
    Lost,
    Occupied,
    PlaybackReport,
    Report,
    Stopped,
    VolumeChanged,
)

log = logging.getLogger(__name__)

TICK_S = 0.1
INBOX = 256
WARM_MS = 30_000  # our app stays after a stop, so that the next load needs no launch and no chime


class Chromecast:
    """`token_of` a URL found in the receiver tells the load that it belongs to."""

    def __init__(
        self,
        sighting: Sighting,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
        token_of: Callable[[str], PlayToken | None] = lambda url: None,
        tick_s: float = TICK_S,
        silence_ms: int = SILENCE_MS,
    ) -> None:
        self._sighting = sighting
        self._info = _info(sighting)
        self._report = report
        self._now_ms = now_ms
        self._tick_s = tick_s
        self._connection = Connection(
            sighting.id,
            make_wire=self._make_wire,
            hear=self._overhear,
            found=self._found,
            lost=self._lost,
            now_ms=now_ms,
            silence_ms=silence_ms,
        )
        self._player = Player(
            sighting.id, report=self._said, send=self._connection.send_media, token_of=token_of
        )
        self._entry = Entry(self._connection, enter=self._enter, failed=self._failed)
        self._volume = Volume(report=self._volume_is, send=self._connection.send_receiver)
        self._app = App()
        self._is_lost = False
        self._occupied: str | None = None
        self._used_ms: int | None = None  # our app, by us
        self._inbox: queue.Queue[Callable[[], None]] = queue.Queue(maxsize=INBOX)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"chromecast-{sighting.id}", daemon=True)
        self._thread.start()

    @property
    def info(self) -> DeviceInfo:
        return self._info

    # -- the Device protocol: any thread; each call only leaves a note ----------------------------------------

    def load(self, media: Media) -> None:
        self._note(partial(self._do_load, media))

    def preload(self, media: Media | None) -> None:
        self._note(partial(self._player.preload, media))

    def play(self, token: PlayToken) -> None:
        self._note(partial(self._do_play, token, playing=True))

    def pause(self, token: PlayToken) -> None:
        self._note(partial(self._do_play, token, playing=False))

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self._note(partial(self._do_seek, token, position_ms))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        self._note(partial(self._do_stop, token, fade_ms))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        self._note(partial(self._do_rate, token, rate))

    def set_volume(self, percent: int) -> None:
        self._note(partial(self._volume.set, percent))

    def close(self) -> None:
        """The music plays on: a server that starts anew finds it again. Blocks at most 4 s."""
        self._closing.set()
        self._thread.join(timeout=2)
        self._connection.close()

    def seen(self, sighting: Sighting) -> None:
        """It was seen on the network, perhaps elsewhere or under another name. Any thread."""
        self._note(partial(self._do_see, sighting))

    def _note(self, act: Callable[[], None]) -> None:
        try:
            self._inbox.put(act, timeout=2)
        except queue.Full:
            raise DeviceFailed(self._info.id, "it does not answer") from None

    def _overhear(self, wire: int, heard: Heard) -> None:
        """pychromecast's thread. A full inbox loses a status: the next poll brings another."""
        try:
            self._inbox.put_nowait(partial(self._hear, wire, heard))
        except queue.Full:
            log.warning("device=%s says more than is read", self._info.id)

    # -- its own thread ----------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                act = self._inbox.get(timeout=self._tick_s)
            except queue.Empty:
                act = self._tick
            self._guarded(act)
            if act != self._tick and self._inbox.empty():
                self._guarded(self._tick)

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except NoApp:
            log.debug("device=%s has no player any more", self._info.id)
        except WireDown as error:
            log.info("device=%s could not be told: %s", self._info.id, error)
            if self._connection.is_there:
                self._connection.cut()
        except Exception:
            log.exception("device=%s", self._info.id)
            self._player.fail("the speaker's driver failed; the log says why", self._now_ms())

    def _tick(self) -> None:
        now_ms = self._now_ms()
        self._connection.tick(now_ms)
        self._entry.tick(self._app, now_ms)
        if self._connection.is_there:
            self._volume.tick(now_ms)
            self._player.tick(now_ms)
            self._leave_app(now_ms)

    def _hear(self, wire: int, heard: Heard) -> None:
        if self._connection.take(wire, heard) and isinstance(heard, Told):
            self._told(heard.kind, heard.payload, heard.at_ms)

    def _told(self, kind: str, payload: Payload, at_ms: int) -> None:
        match kind:
            case "RECEIVER_STATUS":
                self._receiver_is(payload)
            case "LAUNCH_ERROR":
                self._entry.refused(str(payload.get("reason") or "it does not say why"))
            case "MULTIZONE_STATUS":
                self._become(replace(self._info, members=read_members(payload, f"{self._info.kind}-")))
            case _:
                self._player.hear(kind, payload, at_ms)
                self._look_around()

    # -- the connection ------------------------------------------------------------------------------------------

    def _make_wire(self, heard: Callable[[Heard], None]) -> Wire:
        seen = self._sighting
        return Wire(
            Address(seen.host, seen.port),
            name=seen.name,
            is_group=seen.is_group,
            heard=heard,
            now_ms=self._now_ms,
        )

    def _found(self) -> None:
        if self._is_lost:
            self._is_lost = False
            self._report(Found(self._info.id, self._now_ms()))
        self._volume.found()
        if self._sighting.is_group:
            self._connection.ask_members()

    def _lost(self) -> None:
        self._app = App()
        self._used_ms = None  # whose the app is will be seen
        self._volume.lost()
        self._player.forget()
        self._entry.lost()
        if not self._is_lost:
            self._is_lost = True
            self._report(Lost(self._info.id, self._now_ms()))

    def _do_see(self, sighting: Sighting) -> None:
        self._sighting = sighting
        self._become(replace(_info(sighting), members=self._info.members))
        self._connection.seen(Address(sighting.host, sighting.port))

    def _become(self, info: DeviceInfo) -> None:
        if info != self._info:
            self._info = info
            self._report(Arrived(info))

    # -- what plays -----------------------------------------------------------------------------------------------

    def _do_load(self, media: Media) -> None:
        self._volume.silent()
        if self._connection.is_there:
            media = self._hushed(media)  # before a launch: that has a chime
        self._entry.wait(media, self._now_ms())

    def _enter(self, media: Media, now_ms: int) -> None:
        self._player.load(self._hushed(media), now_ms)

    def _hushed(self, media: Media) -> Media:
        """Turned down once: who turns the volume after that has the last word."""
        if media.is_hushed:
            self._volume.set(0)
        return replace(media, is_hushed=False)

    def _do_play(self, token: PlayToken, *, playing: bool) -> None:
        if token == self._entry.token:
            self._entry.change(playing=playing)
        elif playing:
            self._player.play(token)
        else:
            self._player.pause(token)

    def _do_seek(self, token: PlayToken, position_ms: int) -> None:
        if token == self._entry.token:
            self._entry.change(start_ms=position_ms)
        else:
            self._player.seek(token, position_ms, self._now_ms())

    def _do_rate(self, token: PlayToken, rate: float) -> None:
        if token == self._entry.token:
            self._entry.change(rate=rate)
        else:
            self._player.set_rate(token, rate)

    def _do_stop(self, token: PlayToken, fade_ms: int) -> None:
        now_ms = self._now_ms()
        if token == self._entry.token:
            self._entry.give_up()
            self._report(Stopped(self._info.id, token, now_ms))
        elif token == self._player.token:
            self._volume.fade(fade_ms, now_ms, lambda: self._player.stop(token, self._now_ms()))

    def _said(self, said: PlaybackReport) -> None:
        self._used_ms = self._now_ms()
        if self._player.token is None:
            self._volume.silent()
        self._report(said)

    def _failed(self, token: PlayToken, reason: str) -> None:
        self._report(Failed(self._info.id, token, reason, self._now_ms()))

    def _volume_is(self, percent: int) -> None:
        self._report(VolumeChanged(self._info.id, percent))

    # -- who has it -------------------------------------------------------------------------------------------------

    def _receiver_is(self, payload: Payload) -> None:
        state = read_receiver(payload)
        before, self._app = self._app, state.app
        if before.is_ours and state.app.session != before.session:
            other = f"{state.app.name} plays there now"
            closed = "the player was closed on the speaker"
            self._player.give_up(closed if state.app.is_idle else other, self._now_ms())
        self._volume.hear(state)
        self._look_around()

    def _look_around(self) -> None:
        """Whether something that is not ours plays there."""
        app = self._app
        stranger = self._player.stranger if app.plays_media else app.name
        other = None if app.is_idle or stranger is None else stranger if app.is_ours else app.name
        if other != self._occupied:
            self._occupied = other
            self._report(Occupied(self._info.id, other))

    def _leave_app(self, now_ms: int) -> None:
        """Warm for a while, then the receiver is as it was."""
        is_idle = not self._player.is_busy and self._entry.token is None
        if is_idle and self._used_ms is not None and now_ms - self._used_ms > WARM_MS:
            self._used_ms = None
            if self._app.is_ours:
                self._connection.send_receiver({"type": "STOP", "sessionId": self._app.session})


def _info(sighting: Sighting) -> DeviceInfo:
    capabilities = abilities.of_cast(sighting.model, is_group=sighting.is_group)
    address = f"{sighting.host}:{sighting.port}"
    kind = DeviceKind.CHROMECAST
    return DeviceInfo(sighting.id, kind, sighting.name, sighting.model, capabilities, address=address)
