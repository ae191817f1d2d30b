"""What goes into `step`: people's commands, devices' reports, and the two that the house itself tells."""

from __future__ import annotations

from dataclasses import dataclass

from devices import Found, Gone, Lost, Occupied, Paused, PlaybackReport, Playing
from server.sessions.commands import Command
from server.sessions.model import Target


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed: deadlines may be over."""


@dataclass(frozen=True, slots=True)
class Attach:
    """After a restart: the device of `said` plays, or holds, what the run before gave it."""

    target: Target
    said: Playing | Paused


Event = Command | Attach | PlaybackReport | Occupied | Lost | Found | Gone | Tick
