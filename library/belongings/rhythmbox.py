"""Reads Rhythmbox's two files: rhythmdb.xml (ratings, plays) and playlists.xml."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from library.belongings.model import (
    Belongings,
    BelongingsUnreadable,
    MarkTold,
    PlaylistTold,
    TrackTold,
    belongings,
)


def read_rhythmbox(data: bytes) -> Belongings:
    """Either of the two. Raises: BelongingsUnreadable."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BelongingsUnreadable("it declares entities, which Rhythmbox never does")
    try:
        root = ET.fromstring(data)  # noqa: S314 - without a DTD there are no entities to grow
    except ET.ParseError as error:
        raise BelongingsUnreadable("it is not XML") from error
    if root.tag == "rhythmdb":
        songs = (_mark(entry) for entry in root if entry.get("type") == "song")
        return belongings([mark for mark in songs if mark is not None], [])
    if root.tag == "rhythmdb-playlists":
        return belongings([], [_list(one) for one in root if one.get("type") == "static"])
    raise BelongingsUnreadable("it is neither rhythmdb.xml nor playlists.xml")


def _mark(entry: ET.Element) -> MarkTold | None:
    given = {child.tag: (child.text or "").strip() for child in entry}
    rating, plays, played = (_number(given.get(n)) for n in ("rating", "play-count", "last-played"))
    if not (rating or plays):
        return None
    return MarkTold(
        path=_path(given.get("location")),
        title=given.get("title") or None,
        artist=given.get("artist") or None,
        album=given.get("album") or None,
        duration_ms=_number(given.get("duration")) * 1000 or None,
        rating=rating if 1 <= rating <= 5 else None,
        plays=plays,
        played_utc=datetime.fromtimestamp(played, UTC) if played else None,
    )


def _list(playlist: ET.Element) -> PlaylistTold:
    paths = (_path((location.text or "").strip()) for location in playlist.iter("location"))
    return PlaylistTold(
        name=(playlist.get("name") or "Playlist")[:200],
        tracks=[TrackTold(path=path) for path in paths if path],
    )


def _path(location: str | None) -> str | None:
    return unquote(location.removeprefix("file://")) if location else None


def _number(text: str | None) -> int:
    """Ratings are written as 4 or as 4.000000."""
    whole = (text or "").partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdecimal() and len(whole) <= 10 else 0
