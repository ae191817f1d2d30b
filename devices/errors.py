"""What can go wrong with a device.

DeviceError
├── UnknownDevice(id)
└── DeviceFailed(id, reason)   a command could not be delivered
"""

from __future__ import annotations

from devices.model import DeviceId


class DeviceError(Exception):
    """Base of all that this package raises on purpose."""


class UnknownDevice(DeviceError):
    def __init__(self, id: DeviceId) -> None:
        super().__init__(f"there is no device {id!r}")
        self.id = id


class DeviceFailed(DeviceError):
    def __init__(self, id: DeviceId, reason: str) -> None:
        super().__init__(f"{id}: {reason}")
        self.id = id
        self.reason = reason
