"""A page as a device: commands go out over its live connection, its reports come in by POST. LAW: knows no HTTP."""

from devices.browser.device import BrowserDevice
from devices.browser.pages import Pages

__all__ = ["BrowserDevice", "Pages"]
