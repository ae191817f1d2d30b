"""A Subsonic app as a device: it plays by itself and says so. LAW: knows no HTTP, user or session."""

from devices.phone.device import PhoneDevice, phone_id

__all__ = ["PhoneDevice", "phone_id"]
