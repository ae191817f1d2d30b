"""Reads the library that iTunes and Apple's Music write as XML.

<key>Tracks</key><dict><key>101</key><dict><key>Name</key><string>Love</string>
    <key>Rating</key><integer>80</integer><key>Location</key><string>file://localhost/C:/…</string>…
"""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from library.belongings.model import (
    Belongings,
    BelongingsUnreadable,
    MarkTold,
    PlaylistTold,
    TrackTold,
    belongings,
)


def read_itunes(data: bytes) -> Belongings:
    """Raises: BelongingsUnreadable."""
    try:
        library = plistlib.loads(data, fmt=plistlib.FMT_XML)
        tracks = {int(number): track for number, track in library["Tracks"].items()}
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
    ) as error:
        raise BelongingsUnreadable("it is not a library of iTunes or Music") from error
    marks = [mark for track in tracks.values() if (mark := _mark(track)) is not None]
    lists = [_list(one, tracks) for one in library.get("Playlists", []) if _is_own(one)]
    return belongings(marks, lists)


def _mark(track: dict[str, Any]) -> MarkTold | None:
    # A computed rating is the album's, not what somebody gave this track.
    rating = 0 if track.get("Rating Computed") else round(_number(track.get("Rating")) / 20)
    plays, is_loved = _number(track.get("Play Count")), track.get("Loved") is True
    if not (rating or plays or is_loved):
        return None
    told, played = _told(track), track.get("Play Date UTC")
    return MarkTold(
        path=told.path,
        title=told.title,
        artist=told.artist,
        album=told.album,
        duration_ms=told.duration_ms,
        rating=rating if 1 <= rating <= 5 else None,
        plays=plays,
        played_utc=played.replace(tzinfo=UTC) if isinstance(played, datetime) else None,
        starred_utc=_added(track) if is_loved else None,
    )


def _added(track: dict[str, Any]) -> datetime:
    added = track.get("Date Added")
    return added.replace(tzinfo=UTC) if isinstance(added, datetime) else datetime.fromtimestamp(0, UTC)


def _told(track: dict[str, Any]) -> TrackTold:
    location = _text(track.get("Location"))
    return TrackTold(
        path=unquote(location.removeprefix("file://localhost").removeprefix("file://")) if location else None,
        title=_text(track.get("Name")),
        artist=_text(track.get("Artist")),
        album=_text(track.get("Album")),
        duration_ms=_number(track.get("Total Time")) or None,
    )


def _is_own(playlist: dict[str, Any]) -> bool:
    """Not the library itself, nor what the program makes of it."""
    return not any(playlist.get(key) for key in ("Master", "Distinguished Kind", "Folder", "Music"))


def _list(playlist: dict[str, Any], tracks: dict[int, dict[str, Any]]) -> PlaylistTold:
    numbers = [_number(item.get("Track ID")) for item in playlist.get("Playlist Items", [])]
    return PlaylistTold(
        name=(_text(playlist.get("Name")) or "Playlist")[:200],
        tracks=[_told(tracks[number]) for number in numbers if number in tracks],
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0
