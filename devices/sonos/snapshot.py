"""What a group plays and how loud each of its rooms is, to be put back after an announcement.

SoCo has one, too, but it asks its memory of the topology who coordinates, and puts queues back one track at a time.
A queue stays in the speaker while something else is played, so only the place in it must be found again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass

from devices.sonos.errors import Refused, SonosError
from devices.sonos.wire import Loaded, Wire

_QUEUE = "x-rincon-queue:"
_SEEKABLE = ("http:", "https:", "x-file-cifs:", "x-sonos-http:", "x-sonos-spotify:", _QUEUE)
_PLAYS = ("PLAYING", "TRANSITIONING")


@dataclass(frozen=True, slots=True)
class Snapshot:
    loaded: Loaded
    track: int  # in a queue, from 1
    position_ms: int  # a whole second
    was_playing: bool
    volumes: Mapping[str, int]  # by the room's address

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of_text(cls, text: str) -> Snapshot:
        fields = json.loads(text)
        return cls(**(fields | {"loaded": Loaded(**fields["loaded"])}))


def take(wire: Wire, hosts: list[str], *, now_ms: Callable[[], int]) -> Snapshot:
    """Raises: SonosError, if the coordinator does not answer."""
    look = wire.look()
    volumes = {}
    for host in hosts:
        with suppress(SonosError):
            volumes[host] = Wire(host, now_ms=now_ms).get_volume()
    plays = look.state in _PLAYS
    return Snapshot(wire.get_loaded(), look.track, look.rel_s * 1000, plays, volumes)


def put_back(wire: Wire, snapshot: Snapshot, *, now_ms: Callable[[], int]) -> None:
    """As far as it can be: a radio station has no place to go back to, and what plays by a service's own app comes
    back only from there. Raises: SonosError, if the coordinator does not answer."""
    for host, percent in snapshot.volumes.items():
        with suppress(SonosError):
            Wire(host, now_ms=now_ms).set_volume(percent)
    if not snapshot.loaded.uri:
        return
    with suppress(Refused):
        wire.load(snapshot.loaded.uri, snapshot.loaded.metadata)
        if snapshot.loaded.uri.startswith(_QUEUE):
            wire.seek_track(snapshot.track)
        if snapshot.position_ms and snapshot.loaded.uri.startswith(_SEEKABLE):
            wire.seek(snapshot.position_ms)
        if snapshot.was_playing:
            wire.play()
