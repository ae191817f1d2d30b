"""A Cast receiver as a device: its connection, the app on it, who has it, and one thread that owns all of that.

lost ──(a sighting, or its turn: 5 s, 10 s … 300 s)──► connecting ──► there ──(cut, or silent for 12 s)──► lost
there, load:   no app of ours ──LAUNCH──► our app ──LOAD──► Player        nothing for 30 s: the app is left
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from devices import abilities
from devices.chromecast import messages
from devices.chromecast.player import Player
from devices.chromecast.translate import App, read_members, read_receiver
from devices.chromecast.volume import Volume
from devices.chromecast.wire import Address, Connected, Cut, Heard, NoApp, Ready, Told, Wire, WireDown
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
LAUNCH_MS = 30_000  # some never answer
REACH_MS = 12_000  # a load waits so long for a connection
WARM_MS = 30_000  # the app stays after a stop, so that the next load needs no launch
ALIVE_MS = 5_000
SILENCE_MS = 12_000
BACK_OFF_MS = (5_000, 300_000)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A load that waits for a connection or for our app."""

    media: Media
    since_ms: int
    launched_ms: int | None = None


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
        self._silence_ms = silence_ms
        self._player = Player(sighting.id, report=self._said, send=self._send_media, token_of=token_of)
        self._volume = Volume(report=self._volume_is, send=self._send_receiver)
        self._wire: Wire | None = None
        self._is_there = False
        self._is_lost = False
        self._app = App()
        self._pending: _Pending | None = None
        self._occupied: str | None = None
        self._heard_ms = self._asked_ms = self._used_ms = 0
        self._retry_at_ms, self._back_off_ms = now_ms(), BACK_OFF_MS[0]
        self._inbox: queue.Queue[Callable[[], None]] = queue.Queue(maxsize=INBOX)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"chromecast-{sighting.id}", daemon=True)
        self._thread.start()

    @property
    def info(self) -> DeviceInfo:
        return self._info

    # -- the Device protocol: any thread; each call only leaves a note ---------------------------------------

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

    def set_volume(self, percent: int) -> None:
        self._note(partial(self._volume.set, percent))

    def close(self) -> None:
        """The music plays on: a server that starts anew finds it again. Blocks at most 4 s."""
        self._closing.set()
        self._thread.join(timeout=2)
        if self._wire is not None:
            self._wire.close()

    def seen(self, sighting: Sighting) -> None:
        """It was seen on the network, perhaps elsewhere or under another name. Any thread."""
        self._note(partial(self._do_see, sighting))

    def _note(self, act: Callable[[], None]) -> None:
        try:
            self._inbox.put(act, timeout=2)
        except queue.Full:
            raise DeviceFailed(self._info.id, "it does not answer") from None

    # -- its own thread --------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                act = self._inbox.get(timeout=self._tick_s)
            except queue.Empty:
                act = self._tick
            try:
                act()
                if act != self._tick and self._inbox.empty():
                    self._tick()
            except NoApp:
                log.debug("device=%s has no player any more", self._info.id)
            except WireDown as error:
                log.info("device=%s could not be told: %s", self._info.id, error)
                self._cut()
            except Exception:
                log.exception("device=%s", self._info.id)
                self._player.fail("the speaker's driver failed; the log says why", self._now_ms())

    def _tick(self) -> None:
        now_ms = self._now_ms()
        if self._wire is None:
            if now_ms >= self._retry_at_ms:
                self._connect()
        elif self._is_there:
            self._stay_alive(now_ms)
        self._hurry(now_ms)
        if self._is_there:
            self._volume.tick(now_ms)
            self._player.tick(now_ms)
            self._leave_app(now_ms)

    # -- the connection --------------------------------------------------------------------------------------

    def _connect(self) -> None:
        address = Address(self._sighting.host, self._sighting.port)
        wire_number = self._wire_number = self._wire_number + 1
        self._heard_ms = self._now_ms()
        self._wire = Wire(
            address,
            name=self._sighting.name,
            is_group=self._sighting.is_group,
            heard=lambda heard: self._overhear(wire_number, heard),
            now_ms=self._now_ms,
        )

    _wire_number: int = 0

    def _overhear(self, wire: int, heard: Heard) -> None:
        """pychromecast's thread. A full inbox loses a status: the next poll brings another."""
        try:
            self._inbox.put_nowait(partial(self._hear, wire, heard))
        except queue.Full:
            log.warning("device=%s says more than is read", self._info.id)

    def _hear(self, wire: int, heard: Heard) -> None:
        if wire != self._wire_number or self._wire is None:
            return
        self._heard_ms = self._now_ms()
        match heard:
            case Connected():
                self._connected()
            case Ready():
                self._hurry(self._now_ms())
            case Cut():
                self._cut()
            case Told("RECEIVER_STATUS", payload):
                self._receiver_is(payload)
            case Told("LAUNCH_ERROR", payload):
                self._cannot_launch(str(payload.get("reason") or "it does not say why"))
            case Told("MULTIZONE_STATUS", payload):
                members = read_members(payload, id_prefix(self._sighting))
                self._become(replace(self._info, members=members))
            case Told(kind, payload, at_ms):
                self._player.hear(kind, payload, at_ms)
                self._look_around()

    def _connected(self) -> None:
        self._is_there = True
        self._back_off_ms = BACK_OFF_MS[0]
        if self._is_lost:
            self._is_lost = False
            self._report(Found(self._info.id, self._now_ms()))
        self._volume.found()
        if self._sighting.is_group and self._wire is not None:
            self._wire.ask_members()

    def _cut(self) -> None:
        """It is tried again before long."""
        wire, self._wire, self._is_there = self._wire, None, False
        if wire is not None:
            wire.close()
        now_ms = self._now_ms()
        self._retry_at_ms = now_ms + self._back_off_ms
        self._back_off_ms = min(self._back_off_ms * 2, BACK_OFF_MS[1])
        self._app = App()
        self._volume.lost()
        self._player.forget()
        if not self._is_lost:
            self._is_lost = True
            self._report(Lost(self._info.id, now_ms))

    def _stay_alive(self, now_ms: int) -> None:
        if now_ms - self._heard_ms > self._silence_ms:
            log.info("device=%s says nothing any more", self._info.id)
            self._cut()
        elif now_ms - self._asked_ms > ALIVE_MS:
            self._asked_ms = now_ms
            self._send_receiver(messages.GET_STATUS)

    def _do_see(self, sighting: Sighting) -> None:
        moved = (sighting.host, sighting.port) != (self._sighting.host, self._sighting.port)
        self._sighting = sighting
        self._become(replace(_info(sighting), members=self._info.members))
        if moved and self._wire is not None:
            self._cut()
        if self._wire is None:
            self._back_off_ms = BACK_OFF_MS[0]
            self._connect()

    def _become(self, info: DeviceInfo) -> None:
        if info != self._info:
            self._info = info
            self._report(Arrived(info))

    # -- what plays ------------------------------------------------------------------------------------------

    def _do_load(self, media: Media) -> None:
        self._volume.silent()
        self._pending = _Pending(media, self._now_ms())
        self._hurry(self._now_ms())

    def _hurry(self, now_ms: int) -> None:
        """Brings a load that waits one step further, or ends its waiting."""
        pending = self._pending
        if pending is None:
            return
        has_player = self._wire is not None and self._wire.has_player
        if self._is_there and self._app.is_ours and has_player:
            self._pending, self._used_ms = None, now_ms
            self._player.load(pending.media, now_ms)
        elif self._is_there and pending.launched_ms is None:
            self._pending = replace(pending, launched_ms=now_ms)
            self._send_receiver({"type": "LAUNCH", "appId": messages.MEDIA_APP})
        elif pending.launched_ms is not None and now_ms - pending.launched_ms > LAUNCH_MS:
            self._cannot_launch("it does not answer")
        elif not self._is_there and now_ms - pending.since_ms > REACH_MS:
            self._pending = None
            self._report(Failed(self._info.id, pending.media.token, "the speaker does not answer", now_ms))

    def _cannot_launch(self, why: str) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            reason = f"the speaker did not start its player: {why}"
            self._report(Failed(self._info.id, pending.media.token, reason, self._now_ms()))

    def _do_play(self, token: PlayToken, *, playing: bool) -> None:
        pending = self._pending
        if pending is not None and pending.media.token == token:
            self._pending = replace(pending, media=replace(pending.media, playing=playing))
        elif playing:
            self._player.play(token)
        else:
            self._player.pause(token)

    def _do_seek(self, token: PlayToken, position_ms: int) -> None:
        pending = self._pending
        if pending is not None and pending.media.token == token:
            self._pending = replace(pending, media=replace(pending.media, start_ms=position_ms))
        else:
            self._player.seek(token, position_ms, self._now_ms())

    def _do_stop(self, token: PlayToken, fade_ms: int) -> None:
        now_ms = self._now_ms()
        pending = self._pending
        if pending is not None and pending.media.token == token:
            self._pending = None
            self._report(Stopped(self._info.id, token, now_ms))
        elif token == self._player.token:
            self._volume.fade(fade_ms, now_ms, lambda: self._player.stop(token, self._now_ms()))

    def _said(self, said: PlaybackReport) -> None:
        if self._player.token is None:
            self._volume.silent()
            self._used_ms = self._now_ms()
        self._report(said)

    # -- who has it ------------------------------------------------------------------------------------------

    def _receiver_is(self, payload: messages.Payload) -> None:
        state = read_receiver(payload)
        before, self._app = self._app, state.app
        if state.app.session != before.session and before.is_ours:
            taken = (
                "the player was closed on the speaker"
                if state.app.is_idle
                else f"{state.app.name} plays there now"
            )
            self._player.give_up(taken, self._now_ms())
        self._volume.hear(state)
        self._look_around()
        self._hurry(self._now_ms())

    def _look_around(self) -> None:
        app = self._app
        other = None
        if not app.is_idle:
            other = self._player.stranger if app.plays_media else app.name
        if other is not None and not app.is_ours:
            other = app.name
        if other != self._occupied:
            self._occupied = other
            self._report(Occupied(self._info.id, other))

    def _leave_app(self, now_ms: int) -> None:
        """Ours is warm for a while, then the receiver is as it was."""
        if self._player.is_busy or self._pending is not None or not self._used_ms:
            return
        if self._app.is_ours and now_ms - self._used_ms > WARM_MS:
            self._used_ms = 0
            self._send_receiver({"type": "STOP", "sessionId": self._app.session})

    def _volume_is(self, percent: int) -> None:
        self._report(VolumeChanged(self._info.id, percent))

    def _send_media(self, payload: messages.Payload) -> int:
        if self._wire is None or not self._is_there:
            raise WireDown("it is not connected")
        return self._wire.send_media(payload)

    def _send_receiver(self, payload: messages.Payload) -> int:
        if self._wire is None or not self._is_there:
            raise WireDown("it is not connected")
        return self._wire.send_receiver(payload)


def id_prefix(sighting: Sighting) -> str:
    return f"{sighting.kind}-"


def _info(sighting: Sighting) -> DeviceInfo:
    capabilities = abilities.of_cast(sighting.model, is_group=sighting.is_group)
    address = f"{sighting.host}:{sighting.port}"
    return DeviceInfo(
        sighting.id, DeviceKind.CHROMECAST, sighting.name, sighting.model, capabilities, address=address
    )
