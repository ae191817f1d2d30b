"""One group of rooms, driven through its coordinator; alone or not, it is one device.

Commands come from the device's worker, looks from the lookout's thread: whoever speaks to the transport holds its
`talk`. Events only say that it is worth looking now; what is so is asked for, as events come late and get lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from devices.errors import DeviceFailed
from devices.model import DeviceInfo, Media, PlayToken
from devices.reports import Paused, Report, Stopped
from devices.sonos.deck import Deck
from devices.sonos.didl import didl_of
from devices.sonos.errors import Refused, SonosError
from devices.sonos.events import Events
from devices.sonos.held import Held, Phase
from devices.sonos.lookout import TICK_S, Lookout
from devices.sonos.notes import item_of
from devices.sonos.place import Place
from devices.sonos.snapshot import Snapshot, put_back, take
from devices.sonos.topology import Group


class SonosDevice:
    """The Device protocol; `start` it once the hub knows it."""

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
        tick_s: float = TICK_S,
    ) -> None:
        """`token_of` and `regrouping` as a Deck has them, `tick_s` as a Lookout."""
        self._report = report
        self._now_ms = now_ms
        self._place = Place(group, model, report=report, now_ms=now_ms)
        self._deck = Deck(group.id, report=report, token_of=token_of, regrouping=regrouping)
        self._lookout = Lookout(
            self._place, self._deck, report=report, now_ms=now_ms, events=events, tick_s=tick_s
        )

    def start(self) -> None:
        """Begins to look, and to report."""
        self._lookout.start()

    @property
    def info(self) -> DeviceInfo:
        return self._place.info

    def load(self, media: Media) -> None:
        item = item_of(media)
        told = didl_of(media, item.uri, item.stream_ms(media.duration_ms))
        with self._talking():
            self._place.wire.load(item.uri, told)
            if media.is_hushed:
                self.set_volume(0)
            if media.playing:
                self._place.wire.play()
            now_ms = self._now_ms()
            phase = Phase.LOADING if media.playing else Phase.HELD
            self._deck.put(Held(item, phase, 0, now_ms, now_ms))
        if not media.playing:
            self._report(Paused(self.info.id, media.token, item.base_ms, now_ms))
        self._lookout.wake()

    def preload(self, media: Media | None) -> None:
        item = item_of(media) if media is not None else None
        with self._talking():
            held = self._deck.held
            if held is None:
                return
            if media is None or item is None:
                self._place.wire.load_next("", "")
            else:
                told = didl_of(media, item.uri, item.stream_ms(media.duration_ms))
                self._place.wire.load_next(item.uri, told)
            self._deck.held = replace(held, following=item)

    def play(self, token: PlayToken) -> None:
        with self._talking():
            held = self._deck.holding(token)
            if held is None or held.phase is not Phase.HELD:
                return
            self._place.wire.play()
            now_ms = self._now_ms()
            self._deck.held = replace(held, phase=Phase.LOADING, asked_ms=now_ms, silent_ms=now_ms)
        self._lookout.wake()

    def pause(self, token: PlayToken) -> None:
        with self._talking():
            held, sent_ms = self._deck.holding(token), self._now_ms()
            if held is None:
                return
            self._place.wire.pause()
            self._deck.held = replace(held, paused_ms=(sent_ms + self._now_ms()) // 2)
            self._lookout.look()

    def seek(self, token: PlayToken, position_ms: int, at_ms: int | None) -> None:
        """To the whole second before; what it really is follows as a report."""
        with self._talking():
            held = self._deck.holding(token)
            if held is None:
                return
            stream_ms = max(0, held.item.stream_ms(position_ms)) // 1000 * 1000
            self._place.wire.seek(stream_ms)
            plays, now_ms = held.phase is not Phase.HELD, self._now_ms()
            self._deck.held = held.sent_to(stream_ms, plays=plays, now_ms=now_ms)
            if not plays:
                self._report(Paused(self.info.id, token, held.item.position_ms(stream_ms), now_ms))
        self._lookout.wake()

    def stop(self, token: PlayToken, fade_ms: int) -> None:
        with self._talking():
            if self._deck.holding(token) is None:
                return
            self._deck.held = None
            self._lookout.volumes.fade_out(fade_ms, self._lookout.wait_ms)
            self._report(Stopped(self.info.id, token, self._now_ms()))

    def set_volume(self, percent: int) -> None:
        with _said_as(self):
            self._lookout.volumes.set(percent)

    def close(self) -> None:
        """What plays there plays on: a server that restarts finds it again."""
        self._lookout.close()

    # -- for announcements: any thread, may block some seconds ---------------------------------------------

    def snapshot(self, fade_ms: int) -> str:
        """What plays and how loud, ours or not, which falls silent. Raises: DeviceFailed."""
        with self._talking():
            hosts = [room.host for room in self._place.group.rooms]
            snapshot = take(self._place.wire, hosts, now_ms=self._now_ms)
            if snapshot.was_playing:
                with suppress(Refused):  # a television's sound cannot be stopped, only replaced
                    self._lookout.volumes.fade_out(fade_ms, self._lookout.wait_ms)
            return snapshot.as_text()

    def restore(self, snapshot: str) -> None:
        """As it was when the snapshot was taken, to the whole second before. Raises: DeviceFailed."""
        with self._talking():
            self._deck.held = None  # what is ours is known by its address
            put_back(self._place.wire, Snapshot.of_text(snapshot), now_ms=self._now_ms)
        self._lookout.wake()

    # -- for the household --------------------------------------------------------------------------------

    def regrouped(self, group: Group) -> None:
        """The same leader with other members, another name or address. Returns at once."""
        if self._place.regrouped(group):
            self._lookout.restarted()
        self._lookout.volumes.is_to_be_asked()
        self._lookout.wake()

    @contextmanager
    def _talking(self) -> Iterator[None]:
        with self._lookout.talk, _said_as(self):
            yield


@contextmanager
def _said_as(device: SonosDevice) -> Iterator[None]:
    """Errors of the wire, as the device's."""
    try:
        yield
    except SonosError as error:
        raise DeviceFailed(device.info.id, str(error)) from error
