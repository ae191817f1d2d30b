"""What steps aside for an announcement, and how each place is spoken to. Pure.

It is written down before anything is turned down or held, so that a server that is killed while it speaks can put it
back when it is there again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum, auto

from devices import DeviceId
from devices.hub import DeviceState
from server.sessions import EntryId, SessionId


class Way(Enum):
    OVER = auto()  # over the music, which goes on
    ASIDE = auto()  # our music is held, and goes on from where it was
    RESTORED = auto()  # what others play is noted, and put back
    REFUSED = auto()  # what others play could not be put back


def way_of(state: DeviceState, *, take: bool) -> Way:
    """`take`: what cannot be put back is ended."""
    able = state.info.capabilities
    if able.plays_by_itself:
        return Way.REFUSED
    if able.can_overlay:
        return Way.OVER
    if state.occupied_by is None:
        return Way.ASIDE
    if state.can_return:
        return Way.RESTORED
    return Way.ASIDE if take else Way.REFUSED


@dataclass(frozen=True, slots=True)
class Held:
    """A session that steps aside."""

    session: SessionId
    devices: tuple[DeviceId, ...]
    is_whole: bool  # it plays nowhere else
    was_playing: bool
    entry: EntryId | None


@dataclass(frozen=True, slots=True)
class Aside:
    at_utc: datetime
    volumes: Mapping[DeviceId, int] = field(default_factory=dict)
    held: tuple[Held, ...] = ()
    snapshots: Mapping[DeviceId, str] = field(default_factory=dict)

    @property
    def devices(self) -> frozenset[DeviceId]:
        return frozenset({*self.volumes, *self.snapshots, *(d for each in self.held for d in each.devices)})

    def as_text(self) -> str:
        return json.dumps(asdict(self) | {"at_utc": self.at_utc.isoformat()})

    @classmethod
    def of_text(cls, text: str) -> Aside:
        fields = json.loads(text)
        held = tuple(Held(**(each | {"devices": tuple(each["devices"])})) for each in fields["held"])
        return cls(datetime.fromisoformat(fields["at_utc"]), fields["volumes"], held, fields["snapshots"])
