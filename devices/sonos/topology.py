"""Who plays with whom in a household: its own answer (GetZoneGroupState) as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from devices.model import DeviceId


class TopologyUnreadable(ValueError):
    """It is no topology."""


@dataclass(frozen=True, slots=True)
class Room:
    """One visible room: a speaker, a stereo pair or a home theatre set, whose other boxes are not rooms."""

    uid: str
    name: str
    host: str
    generation: int  # 1: S1, 2: S2
    boots: int  # counts its restarts

    @property
    def id(self) -> DeviceId:
        return DeviceId(f"sonos-{self.uid}")


@dataclass(frozen=True, slots=True)
class Group:
    """Rooms that play the same, the coordinator first: one device to us."""

    rooms: tuple[Room, ...]

    @property
    def leader(self) -> Room:
        return self.rooms[0]

    @property
    def id(self) -> DeviceId:
        return self.leader.id

    @property
    def name(self) -> str:
        """ "Bath", "Bath + Kitchen", "Bath + 2 rooms"."""
        match self.rooms:
            case (alone,):
                return alone.name
            case (first, second):
                return f"{first.name} + {second.name}"
            case _:
                return f"{self.leader.name} + {len(self.rooms) - 1} rooms"


def read_topology(xml: str) -> tuple[Group, ...]:
    """Every group with a visible room. Raises: TopologyUnreadable.

    `<ZoneGroupState><ZoneGroups><ZoneGroup Coordinator="RINCON_…"><ZoneGroupMember UUID="RINCON_…" Location=
    "http://192.168.1.40:1400/xml/device_description.xml" ZoneName="Bath" SWGen="2" BootSeq="7"/>…`; before firmware
    10.1 without `ZoneGroups`. The right box of a pair is a member with Invisible="1", surrounds are `Satellite`s.
    """
    try:
        root = ET.fromstring(xml)  # noqa: S314 - expat 2.6 limits what entities may grow to
    except ET.ParseError as error:
        raise TopologyUnreadable(str(error)) from error
    groups = (_group(element) for element in root.iter("ZoneGroup"))
    return tuple(group for group in groups if group is not None)


def _group(element: ET.Element) -> Group | None:
    rooms = [room for member in element.findall("ZoneGroupMember") if (room := _room(member)) is not None]
    leader_uid = element.get("Coordinator")
    if not any(room.uid == leader_uid for room in rooms):
        return None  # a bridge, or a group that is just being changed
    return Group(
        tuple(sorted(rooms, key=lambda room: (room.uid != leader_uid, room.name.casefold(), room.uid)))
    )


def _room(member: ET.Element) -> Room | None:
    if member.get("Invisible") == "1" or member.get("IsZoneBridge") == "1":
        return None
    uid, host = member.get("UUID"), urlsplit(member.get("Location", "")).hostname
    if not uid or not host:
        return None
    name = member.get("ZoneName") or uid
    return Room(uid, name, host, _number(member.get("SWGen"), 2), _number(member.get("BootSeq"), 0))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdigit() else otherwise
