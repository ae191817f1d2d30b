"""Which library a release and what of an artist belongs to; inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from library.ids import IN_IDS, ids_json

_FIRST = 1

_OF_ARTISTS = """
    INSERT INTO artist_libraries (artist_id, library_id, release_count, track_count, part_count, cover_id)
    SELECT artist, library, sum(releases), sum(tracks), count(DISTINCT part), (
        SELECT r.cover_id FROM release_artists c JOIN releases r ON r.id = c.release_id
        WHERE c.artist_id = artist AND r.library_id = library AND r.track_count > 0 AND r.cover_id IS NOT NULL
        ORDER BY r.year DESC, r.sort_key, r.key LIMIT 1)
    FROM (
        SELECT c.artist_id AS artist, r.library_id AS library,
            0 AS releases, c.role = 'artist' AS tracks, NULL AS part
        FROM track_artists c JOIN tracks t ON t.id = c.track_id JOIN roots r ON r.id = t.root_id
        WHERE t.is_present = 1 AND {which}
        UNION ALL
        SELECT c.artist_id, r.library_id, 0, 0, c.track_id
        FROM track_parts c JOIN tracks t ON t.id = c.track_id JOIN roots r ON r.id = t.root_id
        WHERE t.is_present = 1 AND {which}
        UNION ALL
        SELECT c.artist_id, r.library_id, 1, 0, NULL
        FROM release_artists c JOIN releases r ON r.id = c.release_id
        WHERE r.track_count > 0 AND {which})
    GROUP BY artist, library"""


def key_within(library: int, key: str) -> str:
    """Equal keys of two libraries are two releases; those of the first are as they were before there were others."""
    return key if library == _FIRST else f"{key}\0library {library}"


def library_of(db: sqlite3.Connection, folder: int) -> int:
    select = "SELECT r.library_id FROM folders f JOIN roots r ON r.id = f.root_id WHERE f.id = ?"
    return int(db.execute(select, (folder,)).fetchone()[0])


def are_several(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM libraries WHERE id <> ? LIMIT 1", (_FIRST,)).fetchone() is not None


def count_artists(db: sqlite3.Connection, artists: Collection[int]) -> None:
    """What each library has of these; nothing while there is but one library."""
    if artists and are_several(db):
        which = ids_json(artists)
        db.execute(f"DELETE FROM artist_libraries WHERE artist_id {IN_IDS}", (which,))
        db.execute(_OF_ARTISTS.format(which=f"c.artist_id {IN_IDS}"), (which, which, which))


def count_by_library(db: sqlite3.Connection) -> None:
    """Of all artists, once the second library comes."""
    db.execute("DELETE FROM artist_libraries")
    db.execute(_OF_ARTISTS.format(which="1"))
