"""What can be wrong with a command to a session.

SessionError
├── UnknownSession(id)
├── DeviceBusy(device, playing)        somebody else's music plays there: ask first
├── NowhereToPlay                      the session has no output and none was named
├── NothingToPlay                      the queue is empty
├── TooManySessions(limit)
├── PlaysByItself(device)              a phone: it can be moved from, and not be told
└── Busy                               the sessions' thread does not keep up
"""

from __future__ import annotations

from devices import DeviceId
from server.sessions.model import SessionId


class SessionError(Exception):
    """Base of all that this package raises on purpose."""


class UnknownSession(SessionError):
    def __init__(self, id: SessionId) -> None:
        super().__init__(f"there is no session {id!r}")
        self.id = id


class DeviceBusy(SessionError):
    def __init__(self, device: DeviceId, playing: str) -> None:
        """`playing` is the session or the app whose music it is."""
        super().__init__(f"{device} plays {playing}; send take=true to play here instead")
        self.device = device
        self.playing = playing


class NowhereToPlay(SessionError):
    def __init__(self) -> None:
        super().__init__("the session plays on no device; name one in device_id")


class NothingToPlay(SessionError):
    def __init__(self) -> None:
        super().__init__("there is nothing in the queue")


class PlaysByItself(SessionError):
    def __init__(self, device: DeviceId) -> None:
        super().__init__("an app plays this by itself: use the app, or move the music to another place first")
        self.device = device


class TooManySessions(SessionError):
    def __init__(self, limit: int) -> None:
        super().__init__(f"there are {limit} sessions already; remove one first")
        self.limit = limit


class Busy(SessionError):
    def __init__(self) -> None:
        super().__init__("the server is too busy; try again in a moment")
