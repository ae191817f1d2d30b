"""Reads gonic's database (gonic.db), what one of its users starred, rated and played, and the folder of M3U files
that are its playlists."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath

from library.belongings.model import (
    Belongings,
    BelongingsUnreadable,
    MarkTold,
    PlaylistTold,
    TrackTold,
    belongings,
)
from library.belongings.times import time_told
from library.playlists import read_playlist

# gonic counts plays of releases only. A release is a folder there: its artist is told by a column of its own, or by
# artists of it, as old as the database is.
_TRACKS = """SELECT a.left_path, a.right_path, t.filename, t.tag_title, t.tag_track_artist, a.tag_title AS album,
        t.length, s.star_date, r.rating
    FROM tracks t JOIN albums a ON a.id = t.album_id
    LEFT JOIN track_stars s ON s.track_id = t.id AND s.user_id = :user
    LEFT JOIN track_ratings r ON r.track_id = t.id AND r.user_id = :user
    WHERE s.user_id IS NOT NULL OR r.user_id IS NOT NULL ORDER BY t.id"""
_RELEASES = """SELECT a.tag_title, coalesce(
        (SELECT group_concat(n.name, ', ') FROM album_artists l JOIN artists n ON n.id = l.artist_id
            WHERE l.album_id = a.id), '') AS artist, s.star_date, r.rating, p.count, p.time
    FROM albums a
    LEFT JOIN album_stars s ON s.album_id = a.id AND s.user_id = :user
    LEFT JOIN album_ratings r ON r.album_id = a.id AND r.user_id = :user
    LEFT JOIN (SELECT album_id, sum(count) AS count, max(time) AS time FROM plays WHERE user_id = :user
        GROUP BY album_id) p ON p.album_id = a.id
    WHERE a.tag_title IS NOT NULL AND coalesce(s.user_id, r.user_id, p.album_id) IS NOT NULL ORDER BY a.id"""
_ARTISTS = """SELECT a.name, s.star_date, r.rating FROM artists a
    LEFT JOIN artist_stars s ON s.artist_id = a.id AND s.user_id = :user
    LEFT JOIN artist_ratings r ON r.artist_id = a.id AND r.user_id = :user
    WHERE s.user_id IS NOT NULL OR r.user_id IS NOT NULL ORDER BY a.id"""

_ATTRIBUTE = re.compile(r'#GONIC-(NAME|COMMENT|IS-PUBLIC):("(?:[^"\\]|\\.)*")\s*')
_LARGEST_BYTES = 16 * 2**20
_MOST_LISTS = 5_000


def is_gonic(db: sqlite3.Connection) -> bool:
    select = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'track_stars'"
    return db.execute(select).fetchone() is not None


def read_gonic(path: Path, user: str | None, lists: Path | None) -> Belongings:
    """Of the user with that name; None: the only one. `lists`: the folder of gonic's playlists, which holds one for
    each user. Raises: BelongingsUnreadable."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            db.row_factory = sqlite3.Row
            number = _owner(db, user)
            marks = list(_marks(db, number))
    except sqlite3.Error as error:
        raise BelongingsUnreadable(f"it is not a database of gonic ({error})") from error
    return belongings(marks, [] if lists is None else list(_lists(lists / str(number))))


def _owner(db: sqlite3.Connection, name: str | None) -> int:
    users = {str(row["name"]): int(row["id"]) for row in db.execute("SELECT id, name FROM users")}
    if name is None and len(users) == 1:
        return next(iter(users.values()))
    found = next((id for known, id in users.items() if name and known.casefold() == name.casefold()), None)
    if found is None:
        raise BelongingsUnreadable(f"say whose: it knows {', '.join(sorted(users)) or 'nobody'}")
    return found


def _marks(db: sqlite3.Connection, user: int) -> Iterator[MarkTold]:
    bound = {"user": user}
    for row in db.execute(_TRACKS, bound):
        yield MarkTold(
            of="track",
            path=str(PurePosixPath(row["left_path"] or "", row["right_path"] or "", row["filename"])),
            title=row["tag_title"],
            artist=row["tag_track_artist"],
            album=row["album"],
            duration_ms=row["length"] * 1000 if row["length"] and row["length"] > 0 else None,
            starred_utc=time_told(row["star_date"]),
            rating=_rating(row),
        )
    for row in db.execute(_RELEASES, bound):
        yield MarkTold(
            of="release",
            title=row["tag_title"],
            artist=row["artist"] or None,
            starred_utc=time_told(row["star_date"]),
            rating=_rating(row),
            plays=max(0, row["count"] or 0),
            played_utc=time_told(row["time"]),
        )
    for row in db.execute(_ARTISTS, bound):
        yield MarkTold(
            of="artist", artist=row["name"], starred_utc=time_told(row["star_date"]), rating=_rating(row)
        )


def _rating(row: sqlite3.Row) -> int | None:
    return row["rating"] if row["rating"] in range(1, 6) else None


def _lists(folder: Path) -> Iterator[PlaylistTold]:
    """Raises: BelongingsUnreadable if there is no such folder: lists that were asked for must not be missing."""
    if not folder.is_dir():
        raise BelongingsUnreadable(f"the playlists of this user are not in {folder}")
    for path in sorted(folder.rglob("*.m3u*"))[:_MOST_LISTS]:
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST_BYTES:
            yield gonic_list(path.stem, path.read_bytes())


def gonic_list(stem: str, data: bytes) -> PlaylistTold:
    """An M3U file with comments such as `#GONIC-NAME:"Mine"`, quoted as in Go, which JSON nearly is. Pure."""
    told: dict[str, str] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        if match := _ATTRIBUTE.fullmatch(line):
            told[match[1]] = _unquoted(match[2])
    tracks = [
        TrackTold(path=line.path, title=line.title, artist=line.artist, duration_ms=line.duration_ms)
        for line in read_playlist(data)
    ]
    return PlaylistTold(
        name=(told.get("NAME", "").strip() or stem)[:200],
        description=told.get("COMMENT", ""),
        is_public=told.get("IS-PUBLIC") == "true",
        tracks=tracks,
    )


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:  # \x07, \a: nobody's name
        return text[1:-1]
