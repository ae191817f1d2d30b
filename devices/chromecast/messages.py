"""What is asked of a Cast receiver, as the payloads of its namespaces: pure.

developers.google.com/cast/docs/media/messages; the queue: …/web_receiver/cast.framework.messages.QueueItem.
"""

from __future__ import annotations

from typing import Any

from devices.model import Media

Payload = dict[str, Any]

MEDIA_APP = "CC1AD845"  # the default media receiver
IDLE_APPS = frozenset({"", "E8C28D3C"})  # the backdrop
NEXT_KEY, PREVIOUS_KEY = "#next", "#previous"
_MUSIC_TRACK = 3


def load(media: Media, *, with_keys: bool) -> Payload:
    """With keys, the item stands between two that never sound (`autoplay` false): a receiver that goes to one of them
    tells that somebody pressed next or previous on it. Without, it is a plain LOAD.

    BUFFERED, because LIVE cannot be sought; a fraction in `currentTime` is kept.
    """
    about = {"currentTime": media.start_ms / 1000, "autoplay": media.playing}
    if not with_keys:
        return {"type": "LOAD", "media": information(media), **about}
    items = [
        {"media": information(media, PREVIOUS_KEY), "autoplay": False},
        {"media": information(media), "autoplay": media.playing, "startTime": media.start_ms / 1000},
        {"media": information(media, NEXT_KEY), "autoplay": False},
    ]
    return {"type": "QUEUE_LOAD", "items": items, "startIndex": 1, "repeatMode": "REPEAT_OFF", **about}


def information(media: Media, key: str = "") -> Payload:
    """A fragment tells keys apart; it is never sent to us."""
    metadata: Payload = {
        "metadataType": _MUSIC_TRACK,
        "title": media.title,
        "artist": media.artist,
        "albumName": media.release,
    }
    if media.cover_url:
        metadata["images"] = [{"url": media.cover_url}]
    return {
        "contentId": media.url + key,
        "contentUrl": media.url,
        "contentType": media.mime.partition(";")[0],
        "streamType": "BUFFERED",
        "duration": media.duration_ms / 1000,
        "metadata": metadata,
    }


def insert(media: Media, before_item: int | None) -> Payload:
    """Fetched while the item before it still sounds, to follow it at once."""
    item = {"media": information(media), "autoplay": True, "preloadTime": 20}
    return {"type": "QUEUE_INSERT", "items": [item]} | (
        {} if before_item is None else {"insertBefore": before_item}
    )


def remove(items: list[int]) -> Payload:
    return {"type": "QUEUE_REMOVE", "itemIds": items}


def seek(position_ms: int, *, playing: bool) -> Payload:
    resume = "PLAYBACK_START" if playing else "PLAYBACK_PAUSE"
    return {"type": "SEEK", "currentTime": position_ms / 1000, "resumeState": resume}


def set_rate(rate: float) -> Payload:
    return {"type": "SET_PLAYBACK_RATE", "playbackRate": rate}


def volume(level: float) -> Payload:
    """Who sets a volume wants to hear it. More digits than two come back as another number."""
    return {"type": "SET_VOLUME", "volume": {"level": round(level, 2), "muted": False}}


PLAY: Payload = {"type": "PLAY"}
PAUSE: Payload = {"type": "PAUSE"}
STOP: Payload = {"type": "STOP"}
GET_STATUS: Payload = {"type": "GET_STATUS"}
