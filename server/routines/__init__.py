"""What happens by itself. LAW: sends commands to Sessions and the hub and hears reports, never reaches into them;
decisions are pure (`balance`, `sleep`); SQL only in `store`."""

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

__all__ = [
    "NoSuchSound",
    "NoVoice",
    "RoutineError",
    "Routines",
    "TooManyAlarms",
    "TooManyAnnouncements",
    "UnknownAlarm",
    "Until",
    "VoiceFailed",
    "migrations",
]
