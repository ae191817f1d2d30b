"""A Cast receiver as a device: what is asked of it, what it tells, and who has it; one thread owns all of that.

Connection ──► Tenancy (whose app runs) ──► Deck (what plays)
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from devices.chromecast.connection import SILENCE_MS, Connection
from devices.chromecast.deck import Deck
from devices.chromecast.heard import Address, Heard, NoApp, Told, WireDown
from devices.chromecast.identity import info_of
from devices.chromecast.messages import Payload
from devices.chromecast.notes import Act, Notes
from devices.chromecast.tenancy import Tenancy
from devices.chromecast.translate import read_members, read_receiver
from devices.chromecast.wire import Wire
from devices.discovery import Sighting
from devices.errors import DeviceFailed
from devices.model import DeviceInfo, Media, PlayToken
from devices.reports import Arrived, Found, Lost, Occupied, Report

log = logging.getLogger(__name__)

TICK_S = 0.1


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
        self._info = info_of(sighting)
        self._report = report
        self._now_ms = now_ms
        self._connection = Connection(
            sighting.id,
            make_wire=self._make_wire,
            hear=self._overhear,
            found=self._found,
            lost=self._lost,
            now_ms=now_ms,
            silence_ms=silence_ms,
        )
        self._tenancy = Tenancy(occupied=lambda by: report(Occupied(sighting.id, by)))
        self._deck = Deck(
            sighting.id,
            self._connection,
            report=report,
            used=lambda: self._tenancy.use(now_ms()),
            token_of=token_of,
            now_ms=now_ms,
        )
        self._is_lost = False
        self._notes = Notes(sighting.id, tick=self._tick, carry_out=self._guarded, tick_s=tick_s)
        self._notes.start()

    @property
    def info(self) -> DeviceInfo:
        return self._info

    # -- the Device protocol: any thread; each call only leaves a note ----------------------------------------

    def load(self, media: Media) -> None:
        self._note(partial(self._deck.load, media))

    def preload(self, media: Media | None) -> None:
        self._note(partial(self._deck.preload, media))

    def play(self, token: PlayToken) -> None:
        self._note(partial(self._deck.play, token))

    def pause(self, token: PlayToken) -> None:
        self._note(partial(self._deck.pause, token))

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        self._note(partial(self._deck.seek, token, position_ms))

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        self._note(partial(self._deck.stop, token, fade_ms))

    def set_rate(self, token: PlayToken, rate: float) -> None:
        self._note(partial(self._deck.set_rate, token, rate))

    def set_volume(self, percent: int) -> None:
        self._note(partial(self._deck.set_volume, percent))

    def close(self) -> None:
        """The music plays on: a server that starts anew finds it again. Blocks at most 4 s."""
        self._notes.close()
        self._connection.close()

    def seen(self, sighting: Sighting) -> None:
        """It was seen on the network, perhaps elsewhere or under another name. Any thread."""
        self._note(partial(self._do_see, sighting))

    def _note(self, act: Act) -> None:
        if not self._notes.put(act):
            raise DeviceFailed(self._info.id, "it does not answer")

    def _overhear(self, wire: int, heard: Heard) -> None:
        """pychromecast's thread. A status that is lost is made up for by the next poll."""
        self._notes.drop_in(partial(self._hear, wire, heard))

    # -- its own thread ----------------------------------------------------------------------------------------

    def _guarded(self, act: Act) -> None:
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
            self._deck.fail("the speaker's driver failed; the log says why")

    def _tick(self) -> None:
        now_ms = self._now_ms()
        self._connection.tick(now_ms)
        self._deck.tick(self._tenancy.app, now_ms)
        if self._connection.is_there and self._deck.is_idle and self._tenancy.ends(now_ms):
            session = self._tenancy.app.session
            self._connection.send_receiver({"type": "STOP", "sessionId": session})

    def _hear(self, wire: int, heard: Heard) -> None:
        if self._connection.take(wire, heard) and isinstance(heard, Told):
            self._told(heard.kind, heard.payload, heard.at_ms)

    def _told(self, kind: str, payload: Payload, at_ms: int) -> None:
        match kind:
            case "RECEIVER_STATUS":
                self._receiver_is(payload)
            case "LAUNCH_ERROR":
                self._deck.launch_refused(str(payload.get("reason") or "it does not say why"))
            case "MULTIZONE_STATUS":
                self._become(replace(self._info, members=read_members(payload, f"{self._info.kind}-")))
            case _:
                self._deck.hear(kind, payload, at_ms)
                self._tenancy.look_around(self._deck.stranger)

    def _receiver_is(self, payload: Payload) -> None:
        state = read_receiver(payload)
        put_out = self._tenancy.take(state.app)
        if put_out is not None:
            self._deck.put_out(put_out)
        self._deck.hear_volume(state)
        self._tenancy.look_around(self._deck.stranger)

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
        self._deck.found()
        if self._sighting.is_group:
            self._connection.ask_members()

    def _lost(self) -> None:
        self._tenancy.lost()
        self._deck.lost()
        if not self._is_lost:
            self._is_lost = True
            self._report(Lost(self._info.id, self._now_ms()))

    def _do_see(self, sighting: Sighting) -> None:
        self._sighting = sighting
        self._become(replace(info_of(sighting), members=self._info.members))
        self._connection.seen(Address(sighting.host, sighting.port))

    def _become(self, info: DeviceInfo) -> None:
        if info != self._info:
            self._info = info
            self._report(Arrived(info))
