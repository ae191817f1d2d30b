"""Places that play. LAW: knows no session, library, HTTP server or database; each third-party library has one
door (pychromecast, soco, zeroconf); reports go to the sink given at construction and return at once."""

from devices.errors import DeviceError, DeviceFailed, UnknownDevice
from devices.model import (
    Capabilities,
    Device,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Media,
    PlayToken,
    Samples,
)
from devices.reports import (
    Arrived,
    Buffering,
    Ended,
    Failed,
    Gone,
    Paused,
    PlaybackReport,
    Playing,
    Report,
    Stopped,
    VolumeChanged,
)

__all__ = [
    "Arrived",
    "Buffering",
    "Capabilities",
    "Device",
    "DeviceError",
    "DeviceFailed",
    "DeviceId",
    "DeviceInfo",
    "DeviceKind",
    "Ended",
    "Failed",
    "Gone",
    "Media",
    "Paused",
    "PlayToken",
    "PlaybackReport",
    "Playing",
    "Report",
    "Samples",
    "Stopped",
    "UnknownDevice",
    "VolumeChanged",
]
