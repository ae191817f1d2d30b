"""What is read of tracks and of people's choices to send something: once for all that happens at one moment.

Each question of the database lets other threads go first; on a busy machine that is most of what a tap waits for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from devices import DeviceId
from library import Library, MediaFile, Sound, Track, TrackId, UserId
from server.preferences import Adjustment, Preferences

T = TypeVar("T")


class Facts:
    """One thread's. What was read is believed until `forget`."""

    def __init__(self, library: Library, preferences: Preferences) -> None:
        self._library = library
        self._preferences = preferences
        self._read: dict[tuple[object, ...], object] = {}

    def forget(self) -> None:
        """Time has passed: all may be different."""
        self._read.clear()

    def track(self, id: TrackId) -> Track:
        """Raises: NotFound."""
        return self._once(("track", id), lambda: self._library.get_track(id))

    def media_file(self, id: TrackId) -> MediaFile:
        """Raises: NotFound."""
        return self._once(("file", id), lambda: self._library.get_media_file(id))

    def sound(self, id: TrackId) -> Sound | None:
        """As Library.get_sound."""
        return self._once(("sound", id), lambda: self._library.get_sound(id))

    def adjustment(self, owner: UserId, device: DeviceId) -> Adjustment:
        return self._once(("adjustment", owner, device), lambda: self._preferences.for_sound(owner, device))

    def _once(self, key: tuple[object, ...], read: Callable[[], T]) -> T:
        if key not in self._read:
            self._read[key] = read()
        return cast(T, self._read[key])
