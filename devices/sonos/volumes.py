"""How loud a group is, and each room in it: set by us, turned by hand, and taken down before a stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from devices.reports import Report, VolumeChanged
from devices.sonos.errors import SonosError
from devices.sonos.place import Place
from devices.sonos.topology import Room
from devices.sonos.watch import Watch
from devices.sonos.wire import Wire

LOOK_MS = 2_000  # events tell of a turn; this finds what they did not tell
MEMBERS_MS = 10_000  # between two looks at the volumes of a group's members
FADE_STEPS = 5


class Volumes:
    """`set` and `fade_out` are the worker's thread's, `look` is the lookout's: neither waits for the other."""

    def __init__(
        self,
        place: Place,
        watch: Watch,
        *,
        report: Callable[[Report], None],
        now_ms: Callable[[], int],
    ) -> None:
        self._place = place
        self._watch = watch
        self._report = report
        self._now_ms = now_ms
        self._percent: int | None = None
        self._turns = 0  # beginnings and ends of our setting it: odd while we do
        self._due_ms = self._members_ms = now_ms()
        self._asked: tuple[Room, ...] = ()  # who were members then

    def set(self, percent: int) -> None:
        """A fade's steps come often: they wait for no look, and ask nothing themselves. Raises: SonosError."""
        with self._turning():
            if self._place.is_alone:  # from nothing a group's volume has no proportion to scale by
                self._place.wire.set_volume(percent)
            else:
                self._place.wire.set_group_volume(percent)
                self._members_ms = self._now_ms()
        self._know(percent)

    def fade_out(self, fade_ms: int, wait_ms: Callable[[int], None]) -> None:
        """Softer and softer, silent, and then as loud as before: also if it is broken off. Raises: SonosError."""
        wire, percent = self._place.wire, self._percent
        if fade_ms < FADE_STEPS or not percent:
            wire.stop()
            return
        with self._turning():
            try:
                for step in range(1, FADE_STEPS):
                    wire.set_group_volume(round(percent * (1 - step / FADE_STEPS)))
                    wait_ms(fade_ms // FADE_STEPS)
                wire.stop()
            finally:
                wire.set_group_volume(percent)

    def is_to_be_asked(self) -> None:
        """Something has happened to the room."""
        self._due_ms = self._now_ms()

    def look(self) -> None:
        """Where it is worth while. Raises: SonosError."""
        before, now_ms = self._turns, self._now_ms()
        if now_ms < self._due_ms or before % 2:
            return
        self._due_ms = now_ms + LOOK_MS
        percent = self._place.wire.get_group_volume()
        if before != self._turns:
            return  # it was being set meanwhile: an event will say what it is
        changed = self._know(percent)
        if changed:
            self._watch.saw(("volume", str(percent)), self._now_ms())
        rooms = self._place.group.rooms
        if len(rooms) > 1 and (changed or rooms != self._asked or self._now_ms() >= self._members_ms):
            self._members_ms, self._asked = self._now_ms() + MEMBERS_MS, rooms
            self._look_at_members(rooms)

    @contextmanager
    def _turning(self) -> Iterator[None]:
        self._turns += 1
        try:
            yield
        finally:
            self._turns += 1

    def _know(self, percent: int) -> bool:
        """Whether that is news."""
        if percent == self._percent:
            return False
        self._percent = percent
        self._report(VolumeChanged(self._place.info.id, percent))
        return True

    def _look_at_members(self, rooms: tuple[Room, ...]) -> None:
        percents = {}
        for room in rooms:
            with suppress(SonosError):
                percents[room.id] = Wire(room.host, now_ms=self._now_ms).get_volume()
        if len(percents) == len(rooms):
            self._place.know_volumes(percents)
