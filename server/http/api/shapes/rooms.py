"""Rooms and what is to happen there by itself, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.http.api.shapes.values import Id, Name, Percentage, Shape

Icon = Literal[
    "speaker",
    "pair",
    "sofa",
    "bed",
    "kitchen",
    "bath",
    "desk",
    "screen",
    "headphones",
    "garden",
    "cast",
    "page",
]
WallTime = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]  # 06:30


Weekdays = Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)]  # 0: Monday; none: once


class NightJson(Shape, frozen=True, kw_only=True):
    begins: WallTime  # by the server's clock on the wall
    ends: WallTime
    max_volume_percent: Percentage


class RoomJson(Shape, frozen=True, kw_only=True):
    """A place that plays, as people know it, be it there or not."""

    id: str
    name: str
    own_name: str  # what it calls itself
    kind: Literal["browser", "virtual", "chromecast", "sonos", "phone"] | None  # None: it was never seen
    model: str
    is_here: bool
    seen_utc: datetime | None
    icon: Icon | None
    is_hidden: bool
    users: list[str] | None  # who may play there and sees it; None: everybody
    quality_kbps: int | None  # the most it is sent; None: what there is
    max_volume_percent: int
    night: NightJson | None


class RoomsJson(Shape, frozen=True, kw_only=True):
    rooms: list[RoomJson]


class RoomBody(Shape, frozen=True, kw_only=True):
    """All that people can decide about a place; what is left out is as nobody decided."""

    name: Name | None = None
    icon: Icon | None = None
    is_hidden: bool = False
    users: Annotated[list[Name], Meta(max_length=1000)] | None = None
    quality_kbps: Literal[320, 192, 128, 96] | None = None
    max_volume_percent: Percentage = 100
    night: NightJson | None = None


class SleepBody(Shape, frozen=True, kw_only=True):
    until: Literal["time", "track", "queue"] = "time"
    minutes: Annotated[int, Meta(ge=1, le=1440)] = 30  # for "time"


Percent = Annotated[int, Meta(ge=1, le=100)]
DeviceIds = Annotated[list[Id], Meta(min_length=1, max_length=50)]


class AlarmBody(Shape, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=100)] = ""
    rings_at: WallTime
    weekdays: Weekdays = []  # noqa: RUF012 - a struct copies it for each
    device_ids: DeviceIds
    fallback_device_id: Id | None = None  # if none of them is there; None: any other
    item: Id | None = None  # a track, release, artist, folder or playlist; None: what was playing
    volume_percent: Percent = 30
    ramp_s: Annotated[int, Meta(ge=0, le=600)] = 30  # it grows louder for so long
    is_on: bool = True


class AlarmJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    rings_at: str
    weekdays: list[int]
    device_ids: list[str]
    fallback_device_id: str | None
    item: str | None
    volume_percent: int
    ramp_s: int
    is_on: bool
    is_ringing: bool
    snoozed_utc: datetime | None
    next_ring_utc: datetime | None


class AlarmsJson(Shape, frozen=True, kw_only=True):
    alarms: list[AlarmJson]


class SnoozeBody(Shape, frozen=True, kw_only=True):
    minutes: Annotated[int, Meta(ge=1, le=120)] = 9


class AnnouncementBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="do"):
    device_ids: DeviceIds | None = None  # None: everywhere
    volume_percent: Percent | None = None  # None: as loud as it is there
    take: bool = False  # also where something plays that is not ours and could not be put back


class Say(AnnouncementBody, frozen=True, kw_only=True, tag="say"):
    text: Annotated[str, Meta(min_length=1, max_length=1000)]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[a-z0-9]{1,8}){0,2}$(?!\n)")] | None = None


class Chime(AnnouncementBody, frozen=True, kw_only=True, tag="chime"):
    sound: Literal["chime", "gong", "bell"] = "chime"


class PlaySound(AnnouncementBody, frozen=True, kw_only=True, tag="play"):
    sound: bytes  # a recording of any kind, in base64; its first minute is heard


Announcement = Say | Chime | PlaySound


class LeftAloneJson(Shape, frozen=True, kw_only=True):
    """Something plays there that is not ours and could not be put back."""

    device_id: str
    occupied_by: str


class AnnouncedJson(Shape, frozen=True, kw_only=True):
    device_ids: list[str]  # where it is heard
    left_alone: list[LeftAloneJson]
    duration_ms: int
    waiting: int  # so many are heard before it


class VoiceJson(Shape, frozen=True, kw_only=True):
    can_speak: bool  # espeak-ng is installed


class FetchJson(Shape, frozen=True, kw_only=True):
    """One request of a device for music."""

    token: str
    asked: str | None  # the range, as the device wrote it
    begun_ms: int  # on the server's clock
    last_ms: int
    sent_bytes: int
    size_bytes: int | None  # of the whole stream
    is_closed: bool


class HappeningJson(Shape, frozen=True, kw_only=True):
    what: Literal["stalled", "failed", "stopped", "lost", "found", "arrived", "gone", "occupied"]
    detail: str
    at_utc: datetime


class LatencyJson(Shape, frozen=True, kw_only=True):
    """From a command to the sound."""

    mime: str  # of what was sent; empty: not known
    is_cold: bool  # the device had held nothing of ours for a while
    is_seek: bool  # to another place of what played
    seen_ms: list[int]  # oldest first


class DiagnosticsJson(Shape, frozen=True, kw_only=True):
    """Why it does what it does."""

    device_id: str
    token: str | None  # of what plays there
    position_ms: int | None
    buffered_ms: int | None  # an estimate: what was fetched beyond the position
    latencies: list[LatencyJson]
    lead_ms: int | None  # what is reckoned with
    fetches: list[FetchJson]  # newest first
    happenings: list[HappeningJson]  # newest first
