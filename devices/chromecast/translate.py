"""What a Cast receiver tells, understood: pure, and tolerant of what is missing.

A MEDIA_STATUS tells only what changed, and what is being loaded may be under `extendedStatus` while the session is
IDLE: {"status": [{"playerState": "IDLE", "extendedStatus": {"playerState": "LOADING", "media": …}}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from devices.chromecast.messages import IDLE_APPS, MEDIA_APP
from devices.model import DeviceId, Member

MEDIA_NAMESPACE = "urn:x-cast:com.google.cast.media"
NEAR_END_MS = 3_000  # reports are up to a poll old, positions up to a buffer off


@dataclass(frozen=True, slots=True)
class Item:
    id: int
    url: str


@dataclass(frozen=True, slots=True)
class MediaState:
    """What the receiver's player does: `position_ms` was true at `at_ms`."""

    session: int | None = None
    state: str = "IDLE"  # IDLE, LOADING, BUFFERING, PLAYING, PAUSED
    idle_reason: str = ""
    url: str = ""
    title: str = ""
    item: int | None = None
    items: tuple[Item, ...] = ()
    position_ms: int = 0
    at_ms: int = 0
    duration_ms: int | None = None
    rate: float = 1.0

    def position_at(self, at_ms: int) -> int:
        if self.state != "PLAYING":
            return self.position_ms
        return self.position_ms + round((at_ms - self.at_ms) * self.rate)

    def is_near_end(self, at_ms: int, duration_ms: int | None) -> bool:
        duration_ms = duration_ms or self.duration_ms
        return duration_ms is not None and self.position_at(at_ms) >= duration_ms - NEAR_END_MS

    def item_of(self, url: str) -> int | None:
        return next((item.id for item in self.items if item.url == url), None)


@dataclass(frozen=True, slots=True)
class App:
    id: str = ""
    name: str = ""  # for people
    session: str = ""
    is_idle: bool = True  # a screen saver, or nothing at all
    plays_media: bool = False  # its player can be seen

    @property
    def is_ours(self) -> bool:
        """The one that we use; others may use it, too."""
        return self.id == MEDIA_APP


@dataclass(frozen=True, slots=True)
class ReceiverState:
    app: App
    level: float | None  # None: not told
    muted: bool


def follow(before: MediaState, payload: Mapping[str, Any], at_ms: int) -> MediaState:
    """The state after a MEDIA_STATUS that was received at `at_ms`. No status at all: nothing is loaded."""
    statuses = payload.get("status") or []
    if not statuses:
        return MediaState(at_ms=at_ms)
    told = statuses[0]
    session = told.get("mediaSessionId", before.session)
    known = before if session == before.session else MediaState(session=session)
    extended = told.get("extendedStatus") or {}
    media = told.get("media") or extended.get("media") or {}
    state = told.get("playerState", known.state)
    if state == "IDLE" and extended.get("playerState") == "LOADING":
        state = "LOADING"
    item = told.get("currentItemId", known.item)
    items = _items(told["items"]) if "items" in told else known.items
    url = media.get("contentId") or next((i.url for i in items if i.id == item), "") or known.url
    position_s = told.get("currentTime")
    return MediaState(
        session=session,
        state=state,
        idle_reason=told.get("idleReason") or "",
        url=url,
        title=(media.get("metadata") or {}).get("title") or (known.title if url == known.url else ""),
        item=item,
        items=items,
        position_ms=known.position_at(at_ms) if position_s is None else round(position_s * 1000),
        at_ms=at_ms,
        duration_ms=_ms(media.get("duration")) or (known.duration_ms if url == known.url else None),
        rate=told.get("playbackRate") or known.rate,
    )


def _items(told: list[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(
        Item(each["itemId"], (each.get("media") or {}).get("contentId") or "")
        for each in told
        if "itemId" in each
    )


def _ms(seconds: float | None) -> int | None:
    return round(seconds * 1000) if seconds else None


def read_receiver(payload: Mapping[str, Any]) -> ReceiverState:
    """Of a RECEIVER_STATUS."""
    status = payload.get("status") or {}
    volume = status.get("volume") or {}
    applications = status.get("applications") or []
    return ReceiverState(
        _app(applications[0]) if applications else App(), volume.get("level"), bool(volume.get("muted"))
    )


def _app(told: Mapping[str, Any]) -> App:
    id = told.get("appId") or ""
    names = {each.get("name") for each in told.get("namespaces") or []}
    return App(
        id,
        told.get("displayName") or told.get("statusText") or "another app",
        told.get("sessionId") or "",
        is_idle=bool(told.get("isIdleScreen")) or id in IDLE_APPS,
        plays_media=MEDIA_NAMESPACE in names,
    )


def read_members(payload: Mapping[str, Any], id_of: str) -> tuple[Member, ...]:
    """Of a MULTIZONE_STATUS; `id_of` is put before their UUIDs."""
    devices = (payload.get("status") or {}).get("devices") or []
    return tuple(
        Member(DeviceId(id_of + each["deviceId"].replace("-", "")), each.get("name") or "")
        for each in devices
        if each.get("deviceId")
    )


def percent_of(state: ReceiverState) -> int | None:
    """As people hear it: muted is nothing."""
    if state.muted:
        return 0
    return None if state.level is None else round(state.level * 100)


def loading_fault(payload: Mapping[str, Any]) -> str:
    """For people; LOAD_FAILED often says no more than that (home-assistant/core#118058)."""
    match payload.get("detailedErrorCode"):
        case 103:
            return "the speaker could not fetch the track"
        case 102 | 104:
            return "the speaker cannot play this encoding"
        case _:
            return "the speaker could not load the track"


def settled(state: MediaState) -> MediaState:
    """The same, with nothing loaded any more."""
    return replace(state, state="IDLE", url="", items=())
