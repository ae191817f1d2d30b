"""Chromecasts, speakers and televisions with Cast in them, and groups of them. LAW: pychromecast only in `wire` and
`client`, whose threads leave notes and return; `translate`, `messages` and `loaded` are pure; one thread a device owns
the rest."""

from devices.chromecast.device import Chromecast
from devices.chromecast.identity import identify

__all__ = ["Chromecast", "identify"]
