"""Everything that one user made, to be taken along."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from library.belongings.model import Belongings, MarkTold, PlaylistTold, TrackTold, belongings
from library.database import Reader
from library.model import Limits, Track, UserId
from library.paths import for_people, from_column
from library.playlists import Playlists
from library.queries import utc

_ALL = Limits(2**31)
_MARKS = """SELECT m.kind, m.starred_ms, m.rating, m.plays, m.played_ms, t.path, t.duration_ms,
        coalesce(t.title, r.title) AS title, coalesce(nullif(t.artist, ''), r.artist, a.name) AS artist,
        tr.title AS album
    FROM marks m
    LEFT JOIN tracks t ON m.kind = 'tr' AND t.id = m.item_id
    LEFT JOIN releases tr ON tr.id = t.release_id
    LEFT JOIN releases r ON m.kind = 'al' AND r.id = m.item_id
    LEFT JOIN artists a ON m.kind = 'ar' AND a.id = m.item_id
    WHERE m.user_id = ? AND (m.starred_ms IS NOT NULL OR m.rating IS NOT NULL OR m.plays > 0)
        AND coalesce(t.id, r.id, a.id) IS NOT NULL
    ORDER BY m.kind, m.item_id"""
_KINDS = {"tr": "track", "al": "release", "ar": "artist"}


def gather(database: Reader, playlists: Playlists, user: UserId) -> Belongings:
    """Also what was said of files that are away just now; not of what the user may not see any more."""
    with database.snapshot() as db:
        marks = [_mark(row) for row in db.execute(_MARKS, (user,))]
    own = [one for one in playlists.list(user) if one.owner_id == user]
    told = []
    for one in own:
        tracks = [] if one.rules else [e.track for e in playlists.entries(one.id, _ALL, user).items]
        told.append(
            PlaylistTold(
                name=one.name,
                description=one.description,
                is_public=one.is_public,
                rules=one.rules,
                tracks=[_track(track) for track in tracks],
            )
        )
    return belongings(marks, told)


def _mark(row: sqlite3.Row) -> MarkTold:
    return MarkTold(
        of=_KINDS[row["kind"]],  # type: ignore[arg-type] # the three literals
        path=None if row["path"] is None else for_people(from_column(row["path"])),
        title=row["title"],
        artist=row["artist"],
        album=row["album"],
        duration_ms=row["duration_ms"],
        starred_utc=_time(row["starred_ms"]),
        rating=row["rating"],
        plays=row["plays"],
        played_utc=_time(row["played_ms"]),
    )


def _track(track: Track) -> TrackTold:
    return TrackTold(
        path=track.path,
        title=track.title,
        artist=track.artist,
        album=track.release_title,
        duration_ms=track.duration_ms,
    )


def _time(unix_ms: int | None) -> datetime | None:
    return None if unix_ms is None else utc(unix_ms)
