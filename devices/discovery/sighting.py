"""A device that was seen on the network, whichever way it was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices.model import DeviceId, DeviceKind


@dataclass(frozen=True, slots=True)
class Sighting:
    """`id` stays through other addresses and names: the UUID of a Cast device or group, the UID of a Sonos room."""

    id: DeviceId
    kind: DeviceKind
    name: str
    model: str
    host: str  # an IP address
    port: int
    is_group: bool = False


Sighted = Callable[[Sighting], None]  # any thread; returns at once. The same one may come again and again.
Vanished = Callable[[DeviceId], None]  # it said goodbye, or its records ran out: it may still answer
