"""What can go wrong between us and one room.

DeviceError
└── SonosError
    ├── Refused(code)        the room answered with a UPnP error
    └── Unreachable(host)    it did not answer
"""

from __future__ import annotations

from devices.errors import DeviceError


class SonosError(DeviceError):
    """Base of what the wire raises."""


class Refused(SonosError):
    def __init__(self, action: str, code: int) -> None:
        super().__init__(f"the speaker refused {action} (UPnP error {code})")
        self.code = code


class Unreachable(SonosError):
    def __init__(self, host: str) -> None:
        super().__init__("the speaker does not answer")
        self.host = host
