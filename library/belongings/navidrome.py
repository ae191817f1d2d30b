"""Reads Navidrome's database (navidrome.db): what one of its users starred, rated, played and listed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from library.belongings.model import (
    Belongings,
    BelongingsUnreadable,
    MarkTold,
    PlaylistTold,
    TrackTold,
    belongings,
)
from library.belongings.times import time_told

_KINDS = {"media_file": "track", "album": "release", "artist": "artist"}
_MARKS = """SELECT a.item_type, a.play_count, a.play_date, a.rating, a.starred, a.starred_at, f.path, f.duration,
        coalesce(f.title, l.name), coalesce(f.artist, l.album_artist, s.name), f.album
    FROM annotation a
    LEFT JOIN media_file f ON a.item_type = 'media_file' AND f.id = a.item_id
    LEFT JOIN album l ON a.item_type = 'album' AND l.id = a.item_id
    LEFT JOIN artist s ON a.item_type = 'artist' AND s.id = a.item_id
    WHERE a.user_id = ? AND coalesce(f.id, l.id, s.id) IS NOT NULL"""
# Smart ones (rules) are filled anew by Navidrome; their present tracks are what can be taken along.
_ENTRIES = """SELECT f.path, f.title, f.artist, f.album, f.duration FROM playlist_tracks t
    JOIN media_file f ON f.id = t.media_file_id WHERE t.playlist_id = ? ORDER BY CAST(t.id AS INTEGER)"""


def read_navidrome(path: Path, user: str | None) -> Belongings:
    """Of the user with that name; None: the only one. Raises: BelongingsUnreadable."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            owner = _owner(db, user)
            marks = [mark for row in db.execute(_MARKS, (owner,)) if (mark := _mark(*row)) is not None]
            lists = db.execute("SELECT id, name, comment, public FROM playlist WHERE owner_id = ?", (owner,))
            return belongings(marks, [_list(db, *row) for row in lists.fetchall()])
    except sqlite3.Error as error:
        raise BelongingsUnreadable(f"it is not a database of Navidrome ({error})") from error


def _owner(db: sqlite3.Connection, name: str | None) -> str:
    users = {str(row[1]): str(row[0]) for row in db.execute("SELECT id, user_name FROM user")}
    if name is None and len(users) == 1:
        return next(iter(users.values()))
    found = next((id for known, id in users.items() if name and known.casefold() == name.casefold()), None)
    if found is None:
        raise BelongingsUnreadable(f"say whose: it knows {', '.join(sorted(users)) or 'nobody'}")
    return found


def _mark(
    kind: str,
    plays: int | None,
    played: str | None,
    rating: int | None,
    is_starred: object,
    starred: str | None,
    path: str | None,
    duration_s: float | None,
    title: str | None,
    artist: str | None,
    album: str | None,
) -> MarkTold | None:
    if kind not in _KINDS or not (plays or rating or is_starred):
        return None
    return MarkTold(
        of=_KINDS[kind],  # type: ignore[arg-type] # the three literals
        path=path,
        title=title,
        artist=artist,
        album=album,
        duration_ms=_ms(duration_s),
        starred_utc=(time_told(starred) or datetime.fromtimestamp(0, UTC)) if is_starred else None,
        rating=rating if rating in range(1, 6) else None,
        plays=max(0, plays or 0),
        played_utc=time_told(played),
    )


def _list(
    db: sqlite3.Connection, id: str, name: str | None, comment: str | None, is_public: object
) -> PlaylistTold:
    rows = db.execute(_ENTRIES, (id,))
    return PlaylistTold(
        name=(name or "Playlist")[:200],
        description=comment or "",
        is_public=bool(is_public),
        tracks=[
            TrackTold(path=r[0], title=r[1], artist=r[2], album=r[3], duration_ms=_ms(r[4])) for r in rows
        ],
    )


def _ms(seconds: float | None) -> int | None:
    return round(seconds * 1000) if seconds and seconds > 0 else None
