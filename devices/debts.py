"""What devices are owed: their own volume, while they were told another; kept where a crash does not reach it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from devices.model import DeviceId

SAME_PERCENT = 1  # a volume comes back that far from what was sent


@dataclass(frozen=True, slots=True)
class Debt:
    """A device's own volume, and those that it was told instead."""

    own_percent: int
    sent: frozenset[int]

    def is_step(self, percent: int) -> bool:
        return any(abs(percent - sent) <= SAME_PERCENT for sent in self.sent)


class Debts(Protocol):
    """What outlives a crash. Any thread; nothing is told to a device before `owe` has returned."""

    def find(self, device: DeviceId) -> Debt | None: ...
    def owe(self, device: DeviceId, own_percent: int, sent: Collection[int]) -> None: ...
    def settle(self, device: DeviceId) -> None: ...


class NoDebts:
    """Nothing outlives anything."""

    def find(self, device: DeviceId) -> Debt | None:
        return None

    def owe(self, device: DeviceId, own_percent: int, sent: Collection[int]) -> None: ...
    def settle(self, device: DeviceId) -> None: ...
