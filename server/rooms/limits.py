"""How loud a place may be now, and who may play there: pure."""

from __future__ import annotations

from datetime import time

from library import UserId
from server.rooms.model import Night, Wishes


def most_percent(wishes: Wishes, now: time) -> int:
    """`now` as the clock on the wall shows it."""
    if wishes.night is not None and is_night(wishes.night, now):
        return min(wishes.max_volume_percent, wishes.night.max_volume_percent)
    return wishes.max_volume_percent


def is_night(night: Night, now: time) -> bool:
    """One that ends when it begins lasts all day."""
    if night.begins < night.ends:
        return night.begins <= now < night.ends
    return now >= night.begins or now < night.ends


def may_use(wishes: Wishes, user: UserId) -> bool:
    return not wishes.is_hidden and (wishes.users is None or user in wishes.users)
