"""What routines refuse.

RoutineError
├── UnknownAlarm           no such alarm, or it is somebody else's
├── TooManyAlarms          for one person
├── TooManyAnnouncements   that many wait already
├── NoVoice                no program that speaks is installed
├── VoiceFailed            it did not speak
└── NoSuchSound            not a recording that can be played
"""

from __future__ import annotations


class RoutineError(Exception):
    """The base of all."""


class UnknownAlarm(RoutineError):
    def __init__(self, id: str) -> None:
        super().__init__(f"There is no alarm {id}.")
        self.id = id


class TooManyAlarms(RoutineError):
    def __init__(self, most: int) -> None:
        super().__init__(f"There can be {most} alarms. Remove one first.")
        self.most = most


class TooManyAnnouncements(RoutineError):
    def __init__(self, most: int) -> None:
        super().__init__(f"{most} announcements are waiting already. Try again when they were heard.")
        self.most = most


class NoVoice(RoutineError):
    def __init__(self) -> None:
        super().__init__(
            "This server cannot speak: install the program espeak-ng (on Debian: apt install espeak-ng), "
            "or send a recording instead."
        )


class VoiceFailed(RoutineError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"espeak-ng did not speak: {reason}.")
        self.reason = reason


class NoSuchSound(RoutineError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"This recording cannot be played: {reason}.")
        self.reason = reason
