"""The door to SoCo: UPnP actions of one room, with a time limit each, and errors of our own.

Nothing here asks SoCo who coordinates: it remembers the topology for seconds, and commands of a moment ago have
changed it. `devices/sonos/topology.py` reads the household's own answer instead.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import soco
from soco.exceptions import SoCoException, SoCoUPnPException

from devices.sonos.errors import Refused, Unreachable

TIMEOUT_S = 3.0  # of connecting, and of each read
NOT_NOW = 701  # "transition not available": mostly it already is so (SoCo#454)
_INSTANCE = ("InstanceID", 0)
_MASTER = ("Channel", "Master")
# Errors of requests are OSErrors, those of XML SyntaxErrors; SoCo takes apart what it gets without looking twice.
_BROKEN = (OSError, SyntaxError, LookupError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, slots=True)
class Look:
    """What a room's transport said when it was asked: where it is, between `sent_ms` and `at_ms`; its state after."""

    state: str  # "PLAYING", "PAUSED_PLAYBACK", "STOPPED", "TRANSITIONING", "NO_MEDIA_PRESENT"
    is_fine: bool  # False: it stopped for an error
    uri: str  # of the track
    rel_s: int  # whole seconds: UPnP AVTransport 2.2.19 knows no others here
    duration_ms: int  # of what the URI stands for; 0: unknown
    track: int  # its number in a queue, from 1; 1 for what is no queue
    sent_ms: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was set on the transport: a track, a queue, a radio station, another room."""

    uri: str
    metadata: str


class Wire:
    """Any thread. Each call blocks for some ms, at most TIMEOUT_S or so. Raises: Refused, Unreachable."""

    def __init__(self, host: str, *, now_ms: Callable[[], int]) -> None:
        """`host` is an IPv4 address."""
        self.host = host
        self._now_ms = now_ms
        self._soco = soco.SoCo(host)

    def look(self) -> Look:
        """The position before the state: at a track's end the other way round would be playing, at second 0."""
        sent_ms = self._now_ms()
        position = self._call("avTransport", "GetPositionInfo", _INSTANCE)
        at_ms = self._now_ms()
        transport = self._call("avTransport", "GetTransportInfo", _INSTANCE)
        return Look(
            transport.get("CurrentTransportState", ""),
            transport.get("CurrentTransportStatus", "OK") == "OK",
            position.get("TrackURI", ""),
            read_clock(position.get("RelTime", "")) // 1000,
            read_clock(position.get("TrackDuration", "")),
            _number(position.get("Track", "")),
            sent_ms,
            at_ms,
        )

    def get_loaded(self) -> Loaded:
        media = self._call("avTransport", "GetMediaInfo", _INSTANCE)
        return Loaded(media.get("CurrentURI", ""), media.get("CurrentURIMetaData", ""))

    def load(self, uri: str, metadata: str) -> None:
        said = (("CurrentURI", uri), ("CurrentURIMetaData", metadata))
        self._call("avTransport", "SetAVTransportURI", _INSTANCE, *said)

    def load_next(self, uri: str, metadata: str) -> None:
        """Two empty texts forget it."""
        said = (("NextURI", uri), ("NextURIMetaData", metadata))
        self._call("avTransport", "SetNextAVTransportURI", _INSTANCE, *said)

    def play(self) -> None:
        self._call("avTransport", "Play", _INSTANCE, ("Speed", 1))

    def pause(self) -> None:
        """Does nothing where nothing plays."""
        self._unless_so("Pause")

    def stop(self) -> None:
        """Does nothing where nothing plays."""
        self._unless_so("Stop")

    def seek(self, position_ms: int) -> None:
        """To the whole second before."""
        said = (("Unit", "REL_TIME"), ("Target", clock_text(position_ms)))
        self._call("avTransport", "Seek", _INSTANCE, *said)

    def seek_track(self, number: int) -> None:
        """Of a queue, from 1."""
        self._call("avTransport", "Seek", _INSTANCE, ("Unit", "TRACK_NR"), ("Target", number))

    def join(self, leader_uid: str) -> None:
        self.load(f"x-rincon:{leader_uid}", "")

    def leave(self) -> None:
        self._call("avTransport", "BecomeCoordinatorOfStandaloneGroup", _INSTANCE)

    def get_volume(self) -> int:
        return int(self._call("renderingControl", "GetVolume", _INSTANCE, _MASTER)["CurrentVolume"])

    def set_volume(self, percent: int) -> None:
        self._call("renderingControl", "SetVolume", _INSTANCE, _MASTER, ("DesiredVolume", percent))

    def get_group_volume(self) -> int:
        return int(self._call("groupRenderingControl", "GetGroupVolume", _INSTANCE)["CurrentVolume"])

    def set_group_volume(self, percent: int) -> None:
        """The members keep their balance: the speaker scales what it noted of them a moment before."""
        self._call("groupRenderingControl", "SnapshotGroupVolume", _INSTANCE)
        self._call("groupRenderingControl", "SetGroupVolume", _INSTANCE, ("DesiredVolume", percent))

    def get_topology(self) -> str:
        """XML, of the whole household."""
        return self._call("zoneGroupTopology", "GetZoneGroupState").get("ZoneGroupState", "")

    def get_model(self) -> str:
        try:
            return str(self._soco.get_speaker_info(timeout=TIMEOUT_S).get("model_name", "Sonos"))
        except (SoCoException, *_BROKEN) as error:
            raise Unreachable(self.host) from error

    def _unless_so(self, action: str) -> None:
        try:
            self._call("avTransport", action, _INSTANCE)
        except Refused as error:
            if error.code != NOT_NOW:
                raise

    def _call(self, service: str, action: str, *arguments: tuple[str, object]) -> dict[str, str]:
        try:
            said = getattr(self._soco, service).send_command(action, list(arguments), timeout=TIMEOUT_S)
        except SoCoUPnPException as error:
            raise Refused(action, int(error.error_code)) from error
        except (SoCoException, *_BROKEN) as error:
            raise Unreachable(self.host) from error
        return said if isinstance(said, dict) else {}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 1


def clock_text(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def read_clock(text: str) -> int:
    """Milliseconds; 0 for what is no time ("NOT_IMPLEMENTED")."""
    with contextlib.suppress(ValueError):
        hours, minutes, seconds = (int(part) for part in text.partition(".")[0].split(":"))
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    return 0
