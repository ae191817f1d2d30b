"""Finding and being found on the home network. LAW: zeroconf lives here alone; what it calls
back returns at once."""

from devices.discovery.announce import Announcement, Announcer
from devices.discovery.browse import Browser
from devices.discovery.sighting import Sighted, Sighting, Vanished
from devices.discovery.ssdp import SonosSearch

__all__ = ["Announcement", "Announcer", "Browser", "Sighted", "Sighting", "SonosSearch", "Vanished"]
