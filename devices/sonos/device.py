"""One group of rooms, driven through its coordinator; alone or not, it is one device.

Commands come from the device's worker, looks from its own thread: whoever speaks to the room holds `_talk`. Events
only say that it is worth looking now; what is so is asked for, as events come late and get lost.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from devices.abilities import of_sonos
from devices.errors import DeviceFailed
from devices.model import DeviceInfo, DeviceKind, Media, Member, PlayToken
from devices.reports import Arrived, Found, Lost, Occupied, Paused, Report, Stopped, VolumeChanged
from devices.sonos.didl import didl_of
from devices.sonos.errors import Refused, SonosError
from devices.sonos.events import Events
from devices.sonos.notes import found_item, item_of
from devices.sonos.playing import REPORT_MS, Held, Phase, see
from devices.sonos.snapshot import Snapshot, put_back, take
from devices.sonos.sources import source_of
from devices.sonos.topology import Group
from devices.sonos.watch import Watch
from devices.sonos.wire import Look, Wire

log = logging.getLogger(__name__)

LOOK_LOADING_MS = 120  # until it sounds: as exact as the first report is to be
LOOK_IDLE_MS = 5_000
LOST_MS = 4_000  # it did not answer for so long
DOUBT_MS = 1_000  # before what was moved to another coordinator is taken for gone
MEMBERS_MS = 10_000  # between two looks at the volumes of a group's members
FADE_STEPS = 5


class SonosDevice:
    def __init__(
        self,
        group: Group,
        *,
        model: str,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
        token_of: Callable[[str], PlayToken | None],
        events: Events,
        regrouping: Callable[[], None] = lambda: None,
        speed: float = 1.0,
    ) -> None:
        """Call `start` once the hub knows it. `token_of` a URL tells whose load it was; `regrouping` is called when the
        room has left or joined others; `speed` is how many seconds of `now_ms` a second has."""
        self._report = report
        self._now_ms = now_ms
        self._token_of = token_of
        self._events = events
        self._regrouping = regrouping
        self._speed = speed
        self._model = model
        self._group = group
        self._info = _info(group, model)
        self._wire = Wire(group.leader.host, now_ms=now_ms)
        self._held: Held | None = None
        self._occupied: str | None = None
        self._volume: int | None = None
        self._fading = False
        self._volumes_set = 0  # counts beginnings and ends; by the worker only
        self._answered_ms = now_ms()
        self._fails = False
        self._watch = Watch()
        self._is_lost = False
        self._doubted_ms: int | None = None
        self._members_ms = now_ms()
        self._talk = threading.RLock()
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"sonos-{group.leader.name}", daemon=True)

    def start(self) -> None:
        """Begins to look, and to report."""
        self._thread.start()

    @property
    def info(self) -> DeviceInfo:
        return self._info

    # -- the Device protocol: the worker's thread ---------------------------------------------------------

    def load(self, media: Media) -> None:
        with self._talk:
            item = item_of(media)
            with _said_as(self):
                self._wire.load(item.uri, didl_of(media, item.uri, item.stream_ms(media.duration_ms)))
                if media.playing:
                    self._wire.play()
            now_ms = self._now_ms()
            phase = Phase.LOADING if media.playing else Phase.HELD
            self._held = Held(item, phase, 0, now_ms, now_ms)
            self._free()
        if not media.playing:
            self._report(Paused(self._info.id, media.token, item.base_ms, now_ms))
        self._wake.set()

    def preload(self, media: Media | None) -> None:
        with self._talk:
            held = self._held
            if held is None:
                return
            item = item_of(media) if media is not None else None
            with _said_as(self):
                if media is None or item is None:
                    self._wire.load_next("", "")
                else:
                    self._wire.load_next(
                        item.uri, didl_of(media, item.uri, item.stream_ms(media.duration_ms))
                    )
            self._held = replace(held, following=item)

    def play(self, token: PlayToken) -> None:
        with self._talk:
            held = self._holding(token)
            if held is None or held.phase is not Phase.HELD:
                return
            with _said_as(self):
                self._wire.play()
            now_ms = self._now_ms()
            self._held = replace(held, phase=Phase.LOADING, asked_ms=now_ms, silent_ms=now_ms)
        self._wake.set()

    def pause(self, token: PlayToken) -> None:
        with self._talk:
            held, sent_ms = self._holding(token), self._now_ms()
            if held is None:
                return
            with _said_as(self):
                self._wire.pause()
                self._held = replace(held, paused_ms=(sent_ms + self._now_ms()) // 2)
                self._look()

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        """To the whole second before; what it really is follows as a report."""
        with self._talk:
            held = self._holding(token)
            if held is None:
                return
            stream_ms = max(0, held.item.stream_ms(position_ms)) // 1000 * 1000
            with _said_as(self):
                self._wire.seek(stream_ms)
            now_ms = self._now_ms()
            is_held = held.phase is Phase.HELD
            self._held = replace(
                held,
                phase=Phase.HELD if is_held else Phase.LOADING,
                position_ms=stream_ms,
                asked_ms=now_ms,
                silent_ms=now_ms,
                line=None,
            )
            if is_held:
                self._report(Paused(self._info.id, token, held.item.position_ms(stream_ms), now_ms))
        self._wake.set()

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        with self._talk:
            if self._holding(token) is None:
                return
            self._held = None
            with _said_as(self):
                self._fade_out(fade_ms)
            self._report(Stopped(self._info.id, token, self._now_ms()))

    def set_volume(self, percent: int) -> None:
        """A fade's steps come often: they wait for no look, and ask nothing themselves."""
        self._volumes_set += 1
        try:
            with _said_as(self):
                if len(self._group.rooms) > 1:
                    self._wire.set_group_volume(percent)
                    self._members_ms = self._now_ms()
                else:  # from nothing a group's volume has no proportion to scale by
                    self._wire.set_volume(percent)
        finally:
            self._volumes_set += 1
        self._volume_is(percent)

    def close(self) -> None:
        """What plays there plays on: a server that restarts finds it again."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        self._events.end(self._info.id)

    # -- for announcements: any thread, may block some seconds ---------------------------------------------

    def snapshot(self, fade_ms: int) -> str:
        """What plays and how loud, ours or not, which falls silent. Raises: DeviceFailed."""
        with self._talk, _said_as(self):
            hosts = [room.host for room in self._group.rooms]
            snapshot = take(self._wire, hosts, now_ms=self._now_ms)
            if snapshot.was_playing:
                with suppress(Refused):  # a television's sound cannot be stopped, only replaced
                    self._fade_out(fade_ms)
            return snapshot.as_text()

    def restore(self, snapshot: str) -> None:
        """As it was when the snapshot was taken, to the whole second before. Raises: DeviceFailed."""
        with self._talk:
            self._held = None  # what is ours is known by its address
            with _said_as(self):
                put_back(self._wire, Snapshot.of_text(snapshot), now_ms=self._now_ms)
        self._wake.set()

    # -- for the household --------------------------------------------------------------------------------

    def regrouped(self, group: Group) -> None:
        """The same leader with other members, another name or address. Returns at once."""
        restarted = group.leader.boots != self._group.leader.boots
        if group.leader.host != self._wire.host:
            self._wire = Wire(group.leader.host, now_ms=self._now_ms)
            restarted = True
        if restarted:
            self._events.forget(self._info.id)
        if [r.uid for r in group.rooms] != [r.uid for r in self._group.rooms] or _info(
            group, self._model
        ).name != self._info.name:
            self._info = _info(group, self._model)
            self._members_ms = self._now_ms()
            self._report(Arrived(self._info))
        self._group = group
        self._wake.set()

    # -- its own thread -----------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with self._talk:
                    self._follow()
            except Exception:
                log.exception("device=%s", self._info.id)
            self._wake.wait(self._wait_s())
            self._wake.clear()

    def _follow(self) -> None:
        try:
            if self._is_lost:
                self._come_back()
            else:
                self._look()
            self._look_at_volumes()
        except SonosError:
            self._does_not_answer()
            return
        self._answered_ms, self._fails = self._now_ms(), False
        if self._watch.is_deaf(self._answered_ms):
            self._events.forget(self._info.id)
        self._events.keep(self._info.id, self._wire.host, self._heard)

    def _heard(self) -> None:
        """An event came, in the listener's thread."""
        self._watch.heard(self._now_ms())
        self._wake.set()

    def _look(self) -> None:
        look = self._wire.look()
        self._watch.saw((look.state, look.uri), look.at_ms)
        if self._held is None:
            self._look_around(look)
        elif not self._is_doubtful(look):
            self._judge(self._held, look)

    def _judge(self, held: Held, look: Look) -> None:
        self._held, said = see(self._info.id, held, look)
        for each in said:
            self._report(each)
        if self._held is None:
            self._look_around(look)

    def _is_doubtful(self, look: Look) -> bool:
        """Has it left or joined others? Then another device may say that it plays on, and should be heard first."""
        if look.uri and not look.uri.startswith("x-rincon:"):
            self._doubted_ms = None
        elif self._doubted_ms is None:
            self._doubted_ms = look.at_ms
            self._regrouping()
        return self._doubted_ms is not None and look.at_ms - self._doubted_ms < DOUBT_MS

    def _come_back(self) -> None:
        look = self._wire.look()
        self._is_lost = False
        self._report(Found(self._info.id, look.at_ms))
        held, self._held = self._held, None
        if held is None or look.uri != held.item.uri or look.state in ("STOPPED", "NO_MEDIA_PRESENT"):
            self._look_around(look)
        else:
            self._judge(replace(held, reported_ms=look.at_ms - REPORT_MS), look)

    def _look_around(self, look: Look) -> None:
        """Nothing of ours is known to be there: perhaps something is, from before; or something else."""
        token = self._token_of(look.uri) if look.uri else None
        if token is not None and look.state in ("PLAYING", "TRANSITIONING", "PAUSED_PLAYBACK"):
            self._take_up(token, look)
            return
        playing = look.state in ("PLAYING", "TRANSITIONING") and token is None and look.uri
        by = source_of(look.uri) if playing else None
        if by != self._occupied:
            self._occupied = by
            self._report(Occupied(self._info.id, by))

    def _take_up(self, token: PlayToken, look: Look) -> None:
        """It was loaded before we were here, or by way of another room."""
        held = Held(found_item(token, look), Phase.SOUNDING, look.rel_s * 1000, look.sent_ms, 0)
        self._free()
        self._held, said = see(self._info.id, held, look)
        for each in said:
            self._report(each)

    def _free(self) -> None:
        if self._occupied is not None:
            self._occupied = None
            self._report(Occupied(self._info.id, None))

    def _look_at_volumes(self) -> None:
        if self._fading:
            return
        before = self._volumes_set
        percent = self._wire.get_group_volume()
        if before != self._volumes_set or before % 2:
            return  # it was being set meanwhile: an event will say what it is
        changed = self._volume_is(percent)
        if changed:
            self._watch.saw(("volume", str(percent)), self._now_ms())
        if len(self._group.rooms) > 1 and (changed or self._now_ms() >= self._members_ms):
            self._members_ms = self._now_ms() + MEMBERS_MS
            self._look_at_members()

    def _volume_is(self, percent: int) -> bool:
        """Whether that is news."""
        if percent == self._volume:
            return False
        self._volume = percent
        self._report(VolumeChanged(self._info.id, percent))
        return True

    def _look_at_members(self) -> None:
        members = []
        for room in self._group.rooms:
            with suppress(SonosError):
                volume = Wire(room.host, now_ms=self._now_ms).get_volume()
                members.append(Member(room.id, room.name, volume))
        if len(members) == len(self._group.rooms) and tuple(members) != self._info.members:
            self._info = replace(self._info, members=tuple(members))
            self._report(Arrived(self._info))

    def _does_not_answer(self) -> None:
        now_ms = self._now_ms()
        self._fails = True
        if not self._is_lost and now_ms - self._answered_ms >= LOST_MS:
            self._is_lost = True
            self._events.forget(self._info.id)
            self._report(Lost(self._info.id, now_ms))

    def _wait_s(self) -> float:
        now_ms = self._now_ms()
        held = self._held
        if self._fails:
            wait_ms = 1_000
        elif self._doubted_ms is not None:
            wait_ms = DOUBT_MS // 4
        elif held is None or held.phase is Phase.HELD:
            wait_ms = LOOK_IDLE_MS
        elif held.line is None:
            wait_ms = LOOK_LOADING_MS
        else:
            wait_ms = held.line.next_ms(now_ms) - now_ms
        return max(0.001, wait_ms / 1000 / self._speed)

    def _fade_out(self, fade_ms: int) -> None:
        """Softer and softer, silent, and then as loud as before: also if it is broken off."""
        volume = self._volume
        if fade_ms < FADE_STEPS or not volume:
            self._wire.stop()
            return
        self._fading = True
        pause = threading.Event()
        try:
            for step in range(1, FADE_STEPS):
                self._wire.set_group_volume(round(volume * (1 - step / FADE_STEPS)))
                pause.wait(fade_ms / FADE_STEPS / 1000 / self._speed)
            self._wire.stop()
        finally:
            self._wire.set_group_volume(volume)
            self._fading = False

    def _holding(self, token: PlayToken) -> Held | None:
        return self._held if self._held is not None and self._held.item.token == token else None


@contextmanager
def _said_as(device: SonosDevice) -> Iterator[None]:
    """Errors of the wire, as the device's."""
    try:
        yield
    except SonosError as error:
        raise DeviceFailed(device.info.id, str(error)) from error


def _info(group: Group, model: str) -> DeviceInfo:
    members = tuple(Member(room.id, room.name) for room in group.rooms) if len(group.rooms) > 1 else ()
    generation = min(room.generation for room in group.rooms)
    return DeviceInfo(
        group.id,
        DeviceKind.SONOS,
        group.name,
        model,
        of_sonos(generation=generation),
        members,
        group.leader.host,
    )
