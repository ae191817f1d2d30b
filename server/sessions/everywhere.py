"""Which devices "play on all" means."""

from __future__ import annotations

from collections.abc import Iterable

from devices import DeviceId, DeviceKind
from devices.hub import DeviceState

_SPEAKERS = (DeviceKind.VIRTUAL, DeviceKind.CHROMECAST, DeviceKind.SONOS)


def all_speakers(states: Iterable[DeviceState]) -> list[DeviceId]:
    """Every speaker that answers, once: a group whose members are there by themselves is left to them."""
    speakers = [s for s in states if s.info.kind in _SPEAKERS and s.is_reachable]
    ids = {s.info.id for s in speakers}
    return [s.info.id for s in speakers if not {m.id for m in s.info.members} & (ids - {s.info.id})]
