"""Places that play, as people know them: names, icons, who may use them, how loud. LAW: remembers and answers;
who plays there asks; SQL only in `store`."""

from server.rooms.debts import Debts
from server.rooms.migrations import migrations
from server.rooms.model import NO_WISHES, QUALITIES_KBPS, Night, Room, RoomIcon, Sighting, Wishes
from server.rooms.rooms import Rooms

__all__ = [
    "NO_WISHES",
    "QUALITIES_KBPS",
    "Debts",
    "Night",
    "Room",
    "RoomIcon",
    "Rooms",
    "Sighting",
    "Wishes",
    "migrations",
]
