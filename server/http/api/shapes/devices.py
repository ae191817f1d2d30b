"""Devices and what happened on them, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.http.api.shapes.rooms import Icon
from server.http.api.shapes.values import Milliseconds, Name, Percentage, Shape


class MemberJson(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    volume_percent: int | None  # its own; None: not known yet


class DeviceJson(Shape, frozen=True, kw_only=True):
    id: str
    kind: Literal["browser", "virtual", "chromecast", "sonos", "phone"]
    name: str
    model: str
    is_online: bool  # False: it does not answer at the moment
    volume_percent: int | None  # None: not known yet
    max_volume_percent: int  # how loud it may be now
    icon: Icon | None  # what people chose; None: by its kind
    session_id: str | None  # the session that it is an output of
    occupied_by: str | None  # what plays there that is not ours: "Spotify"
    can_group: bool  # others of its kind can play with it as one, in exact step
    members: list[MemberJson]  # of a group, its leader first; none: it is alone


class DevicesJson(Shape, frozen=True, kw_only=True):
    devices: list[DeviceJson]


class PageJson(DeviceJson, frozen=True, kw_only=True):
    held: Literal["awaited", "preparing", "audible", "leaving"] | None  # null: nobody counts on what it holds


class MembersBody(Shape, frozen=True, kw_only=True):
    """Who is to play with a device; if it is not among them itself, it leaves them."""

    members: Annotated[
        list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(min_length=1, max_length=64)
    ]


class VolumeBody(Shape, frozen=True, kw_only=True):
    percent: Percentage


Decibels = Annotated[float, Meta(ge=-12, le=12)]


class AdjustmentBody(Shape, frozen=True, kw_only=True):
    equalizer_db: Annotated[list[Decibels], Meta(min_length=10, max_length=10)]  # of `bands_hz`
    balance: Annotated[float, Meta(ge=-1, le=1)] = 0.0  # −1: only the left, 1: only the right
    is_mono: bool = False
    has_crossfeed: bool = False  # for headphones


class AdjustmentJson(Shape, frozen=True, kw_only=True):
    equalizer_db: list[float]
    balance: float
    is_mono: bool
    has_crossfeed: bool


class ChosenAdjustmentJson(Shape, frozen=True, kw_only=True):
    bands_hz: list[int]
    adjustment: AdjustmentJson | None  # null: nothing was chosen


class SamplesJson(Shape, frozen=True, kw_only=True):
    """How the samples lie in the stream: interleaved, little-endian, after a header."""

    rate_hz: int
    channels: int
    bits: int
    header_bytes: int


class MediaJson(Shape, frozen=True, kw_only=True):
    token: str
    url: str
    mime: str
    title: str
    artist: str
    release: str
    cover_url: str | None
    duration_ms: int
    start_ms: int
    start_at_ms: int | None
    playing: bool
    samples: SamplesJson | None  # for pages that mix
    crossfade_ms: int  # it may begin so long before the track before it ends
    level_db: float  # to add to what is in the stream, so that all plays equally loud
    rate: float  # play it so fast, where the page said that it can
    is_hushed: bool  # not to be heard before `swell`, where the page said that it can


class DeviceCommandJson(Shape, frozen=True, kw_only=True):
    """What a page is told over /api/events (event `command`)."""

    do: Literal["load", "preload", "play", "pause", "seek", "rate", "swell", "overlay", "stop", "volume"]
    token: str | None = None
    media: MediaJson | None = None  # load, preload, overlay
    position_ms: int | None = None  # seek
    # seek: so that the position sounds at this server time; stop, swell: the fade began then, and the place with which
    # it crosses does not wait
    at_ms: int | None = None
    fade_ms: int | None = None  # stop, swell
    percent: int | None = None  # volume; overlay: as loud as the page would be then
    rate: float | None = None  # rate


class ReportBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what"):
    token: str
    at_ms: Milliseconds


class PlayingReport(ReportBody, frozen=True, kw_only=True, tag="playing"):
    position_ms: Milliseconds


class PausedReport(ReportBody, frozen=True, kw_only=True, tag="paused"):
    position_ms: Milliseconds


class BufferingReport(ReportBody, frozen=True, kw_only=True, tag="buffering"):
    position_ms: Milliseconds


class EndedReport(ReportBody, frozen=True, kw_only=True, tag="ended"): ...


class StoppedReport(ReportBody, frozen=True, kw_only=True, tag="stopped"): ...


class FailedReport(ReportBody, frozen=True, kw_only=True, tag="failed"):
    reason: Annotated[str, Meta(max_length=500)]


class VolumeReport(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="volume"
):
    percent: Percentage


DeviceReport = (
    PlayingReport | PausedReport | BufferingReport | EndedReport | StoppedReport | FailedReport | VolumeReport
)


class BrowserBody(Shape, frozen=True, kw_only=True):
    """A page introduces itself as a device; the same id again re-attaches it."""

    id: Annotated[str, Meta(pattern=r"^browser-[0-9a-f]{16}$")]
    name: Name
    mimes: Annotated[list[str], Meta(max_length=40)]  # for which canPlayType answers "probably" or "maybe"
    volume_percent: Percentage = 100
    can_mix: bool = False  # it wants plain samples and plays them itself
    can_rate: bool = False  # it plays faster and slower by itself, the pitch as it was
    can_overlay: bool = False  # it lays a short sound over what it plays, which goes down meanwhile
    can_fade: bool = (
        False  # it starts unheard and rises when told to: not where only the person has the volume
    )
    is_metered: bool = False  # its network costs by the byte
    holds: Annotated[str, Meta(max_length=100)] | None = (
        None  # the token of the media in it: a reloaded page has none
    )
    says: PlayingReport | PausedReport | BufferingReport | None = None  # what it does with it


class ReportsBody(Shape, frozen=True, kw_only=True):
    reports: Annotated[list[DeviceReport], Meta(max_length=50)]


class HandoffJson(Shape, frozen=True, kw_only=True):
    id: int
    session_id: str
    source_ids: list[str]
    target_id: str
    outcome: Literal["done", "failed", "replaced"]
    reason: str | None  # why it failed
    asked_utc: datetime
    predicted_ms: int  # the lead that was aimed ahead
    audible_ms: int | None  # from the command to the target's first sound
    overlap_ms: int | None  # both sounded
    gap_ms: int | None  # none sounded; 0 by construction
    position_error_ms: int | None  # target minus timeline when it became audible; signed
    corrections: int
    latency_ms: int | None  # from the load to the target's sound, where predicted_ms was expected
    is_cold: bool  # the target had held nothing of ours for half a minute
    mime: str | None  # what the target was sent


class HandoffsJson(Shape, frozen=True, kw_only=True):
    handoffs: list[HandoffJson]
