"""Speakers that can play as one by themselves, in exact step: who may change which of them do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from devices.model import DeviceId


class Grouping(Protocol):
    """Of one make. Any thread; each call returns at once, and what came of it follows as Arrived and Gone."""

    def regroup(self, device: DeviceId, members: Sequence[DeviceId]) -> None:
        """These, and no others, play with the device from now on. Is it not among them itself, it leaves them, and
        they play on. Raises: UnknownDevice, for what cannot be grouped with it."""
        ...

    def set_member_volume(self, member: DeviceId, percent: int) -> None:
        """Of one speaker of a group, or of one that is alone. Raises: UnknownDevice."""
        ...
