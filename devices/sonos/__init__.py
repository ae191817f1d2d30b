"""Sonos speakers, S1 and S2, over UPnP. LAW: soco only in `wire` and `didl`; what rooms say of themselves is believed,
what is remembered of them is not; nothing of theirs is stopped by our ending."""

from devices.sonos.device import SonosDevice
from devices.sonos.events import Events
from devices.sonos.rooms import SonosRooms
from devices.sonos.topology import Group, Room, TopologyUnreadable, read_topology

__all__ = ["Events", "Group", "Room", "SonosDevice", "SonosRooms", "TopologyUnreadable", "read_topology"]
