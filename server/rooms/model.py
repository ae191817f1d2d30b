"""What people decided about a place that plays, and when it was last there; frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from devices import DeviceId, DeviceKind
from library import UserId

QUALITIES_KBPS = (320, 192, 128, 96)


class RoomIcon(StrEnum):
    """What a place may be drawn as; the pages hold the drawings (web/static/js/components/room_icons.js)."""

    SPEAKER = "speaker"
    PAIR = "pair"
    SOFA = "sofa"
    BED = "bed"
    KITCHEN = "kitchen"
    BATH = "bath"
    DESK = "desk"
    SCREEN = "screen"
    HEADPHONES = "headphones"
    GARDEN = "garden"
    CAST = "cast"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Night:
    """By the clock on the wall, from day to day; it may go past midnight."""

    begins: time
    ends: time
    max_volume_percent: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """None and the defaults: nothing was decided."""

    name: str | None = None  # None: what it calls itself
    icon: RoomIcon | None = None  # None: by its kind
    is_hidden: bool = False  # nobody plays there
    users: frozenset[UserId] | None = None  # who may play there and sees it; None: everybody
    quality_kbps: int | None = None  # the most it is sent; None: what there is
    max_volume_percent: int = 100
    night: Night | None = None


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Sighting:
    kind: DeviceKind
    name: str  # its own
    model: str
    seen_utc: datetime


@dataclass(frozen=True, slots=True)
class Room:
    device: DeviceId
    wishes: Wishes = NO_WISHES
    sighting: Sighting | None = None  # None: decided about before it was seen
