"""What happens by itself. LAW: sends commands to Sessions and the hub and hears reports, never reaches into them;
decisions are pure (`alarm`, `aside`, `balance`, `sleep`); SQL only in `store`."""

from server.routines.alarm import Alarm, AlarmId
from server.routines.announcer import Announcement
from server.routines.aside import Way, way_of
from server.routines.buffer import reached_ms
from server.routines.errors import (
    NoSuchSound,
    NoVoice,
    RoutineError,
    TooManyAlarms,
    TooManyAnnouncements,
    UnknownAlarm,
    VoiceFailed,
)
from server.routines.migrations import migrations
from server.routines.routines import Routines
from server.routines.sleep import Until
from server.routines.voice import can_speak

__all__ = [
    "Alarm",
    "AlarmId",
    "Announcement",
    "NoSuchSound",
    "NoVoice",
    "RoutineError",
    "Routines",
    "TooManyAlarms",
    "TooManyAnnouncements",
    "UnknownAlarm",
    "Until",
    "VoiceFailed",
    "Way",
    "can_speak",
    "migrations",
    "reached_ms",
    "way_of",
]
