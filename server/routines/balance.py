"""One volume for several devices, each keeping its share of the loudest: pure.

A share is what people want, not what a limit left of it: turned up against a limit and down again, all are as before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from devices import DeviceId

NEAR_PERCENT = 1  # devices round: so far from what was asked for, it is still that


@dataclass(frozen=True, slots=True)
class Balance:
    level: float  # of the loudest, as it is wanted
    shares: Mapping[DeviceId, float]  # of the level, 0 to 1
    asked: Mapping[DeviceId, int]  # what each was last told


def observed(volumes: Mapping[DeviceId, int], before: Balance | None = None) -> Balance:
    """What the volumes say; where one is what it was told to be, what was wanted of it holds."""
    wanted = {device: _wanted(device, percent, before) for device, percent in volumes.items()}
    level = max(wanted.values(), default=0.0)
    if level > 0:
        return Balance(level, {device: each / level for device, each in wanted.items()}, dict(volumes))
    kept = before.shares if before else {}
    return Balance(0.0, {device: kept.get(device, 1.0) for device in volumes}, dict(volumes))


def turned(balance: Balance, level: float, most: Mapping[DeviceId, int]) -> Balance:
    """All of them to `level`, none above its own `most`."""
    asked = {device: min(most[device], round(level * share)) for device, share in balance.shares.items()}
    return Balance(level, balance.shares, asked)


def _wanted(device: DeviceId, percent: int, before: Balance | None) -> float:
    if before is not None and device in before.shares:
        asked = before.asked[device]
        if abs(percent - asked) <= NEAR_PERCENT:
            return before.level * before.shares[device]
    return float(percent)
