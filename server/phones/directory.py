"""The apps that were seen, each as a device in the hub."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from devices import DeviceId
from devices.hub import DeviceHub
from devices.phone import PhoneDevice, phone_id
from library import UserId
from server.clock import Clock
from server.phones.model import App, Phone

MOST_PHONES = 64  # each has a thread that waits; beyond, the one that was quiet for longest goes
FORGET_AFTER_MS = 12 * 3_600_000


class Directory:
    """Any thread; in memory only: an app that says something is known again."""

    def __init__(self, hub: DeviceHub, clock: Clock) -> None:
        self._hub = hub
        self._clock = clock
        self._lock = threading.Lock()
        self._arrivals = threading.Lock()
        self._phones: OrderedDict[DeviceId, Phone] = OrderedDict()

    def see(self, app: App) -> Phone:
        """The app says something: it is there, as a device too."""
        device, now_ms = phone_id(app.user_name, app.name), self._clock.now_ms()
        with self._lock:
            phone = replace(self._phones.get(device) or Phone(device, app, now_ms), app=app, seen_ms=now_ms)
            self._phones[device] = phone
            self._phones.move_to_end(device)
            gone = self._forgotten(now_ms)
            for each in gone:
                del self._phones[each]
        for each in gone:
            self._hub.remove(each)
        self._arrive(device, app)
        return phone

    def keep(self, phone: Phone) -> Phone:
        with self._lock:
            self._phones[phone.device] = phone
        return phone

    def forget_user(self, user: UserId) -> None:
        with self._lock:
            gone = [device for device, phone in self._phones.items() if phone.app.user == user]
            for device in gone:
                del self._phones[device]
        for device in gone:
            self._hub.remove(device)

    def _arrive(self, device: DeviceId, app: App) -> None:
        """Once: a second arrival would end what the first one plays, and apps ask several things at a time."""
        with self._arrivals:
            if self._hub.find(device) is None:
                report, now_ms = self._hub.report, self._clock.now_ms
                self._hub.add(PhoneDevice(device, app.title, app.name, report=report, now_ms=now_ms))

    def _forgotten(self, now_ms: int) -> list[DeviceId]:
        old = [d for d, p in self._phones.items() if now_ms - p.seen_ms > FORGET_AFTER_MS]
        rest = [d for d in self._phones if d not in old]
        return [*old, *rest[: max(0, len(rest) - MOST_PHONES)]]
