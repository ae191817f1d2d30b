"""Speakers without hardware: they fetch and decode what they are told to play, against the clock.

They serve the demo and the tests, and show how a device is written. LAW: PyAV only in `decode`."""

from devices.virtual.speaker import Ear, Fault, VirtualSpeaker

__all__ = ["Ear", "Fault", "VirtualSpeaker"]
