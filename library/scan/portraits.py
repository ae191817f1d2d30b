"""Pictures that show something else than a release: artists, single discs; inside the caller's transaction.

`artist.jpg` shows the artist of the folder it is in: who made all that is in and below it, or is called like it.
`artists/Miles Davis.jpg` shows who it is called after.
"""

from __future__ import annotations

import sqlite3

from library.ids import IN_IDS, ids_json
from library.names import identity
from library.paths import to_column
from library.scan.outcomes import ImageRead, Root
from library.scan.touched import Touched
from library.scan.vocabulary import cover_id, folder_id, group_folder_id

_LEVELS = 8  # an artist's picture may be so many folders above an album
_GUESTS = 50  # artists below a folder that are looked through for the one it is called like

_ABOVE = f"""WITH RECURSIVE above(id, level) AS (
        SELECT id, 0 FROM folders WHERE id {IN_IDS}
        UNION SELECT f.parent_id, level + 1 FROM above a JOIN folders f ON f.id = a.id
        WHERE f.parent_id IS NOT NULL AND level < {_LEVELS})
    SELECT DISTINCT p.folder_id, f.name, p.artist_id FROM above a
    JOIN portraits p ON p.folder_id = a.id AND p.role = 'artist' JOIN folders f ON f.id = p.folder_id"""
_BELOW = f"""WITH RECURSIVE below(id) AS (
        SELECT ? UNION SELECT f.id FROM folders f JOIN below b ON f.parent_id = b.id)
    SELECT DISTINCT c.artist_id, a.key FROM below b
    JOIN tracks t ON t.folder_id = b.id AND t.is_present = 1
    JOIN release_artists c ON c.release_id = t.release_id JOIN artists a ON a.id = c.artist_id
    LIMIT {_GUESTS}"""
_SHOWN = """(SELECT p.cover_id FROM portraits p WHERE p.cover_id IS NOT NULL
    AND (p.artist_id = artists.id OR p.role = 'name ' || artists.key)
    ORDER BY p.role <> 'artist', p.folder_id LIMIT 1)"""


def note_portrait(db: sqlite3.Connection, root: Root, read: ImageRead, touched: Touched) -> None:
    folder, image = folder_id(db, root, read.folder), read.image
    before = "SELECT artist_id FROM portraits WHERE folder_id = ? AND role = ? AND artist_id IS NOT NULL"
    touched.artists.update(artist for (artist,) in db.execute(before, (folder, read.role)))
    if image is None:
        db.execute("DELETE FROM portraits WHERE folder_id = ? AND role = ?", (folder, read.role))
    else:
        db.execute(
            """INSERT INTO portraits (folder_id, role, path, size_bytes, mtime_ns, cover_id)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET path = excluded.path,
                size_bytes = excluded.size_bytes, mtime_ns = excluded.mtime_ns, cover_id = excluded.cover_id""",
            (
                *(folder, read.role, to_column(image.path), image.size_bytes, image.mtime_ns),
                cover_id(db, read.digest),
            ),
        )
    if read.role.startswith("name "):
        named = db.execute("SELECT id FROM artists WHERE key = ?", (read.role.removeprefix("name "),))
        touched.artists.update(artist for (artist,) in named)
    else:
        touched.folders |= {folder, group_folder_id(db, root, read.folder)}


def forget_portraits(db: sqlite3.Connection, root: Root, folder: str, touched: Touched) -> None:
    """Of a folder that is gone."""
    rows = db.execute("SELECT role FROM portraits WHERE folder_id = ?", (folder_id(db, root, folder),))
    for (role,) in rows.fetchall():
        note_portrait(db, root, ImageRead(folder, None, None, role), touched)


def show_artists(db: sqlite3.Connection, touched: Touched) -> None:
    """Finds the artists of the pictures at and above the touched folders, and the pictures of touched artists."""
    if db.execute("SELECT 1 FROM portraits WHERE role = 'artist' LIMIT 1").fetchone():
        for folder, name, before in db.execute(_ABOVE, (ids_json(touched.folders),)).fetchall():
            now = _artist_of(db, folder, name)
            if now != before:
                touched.artists |= {artist for artist in (before, now) if artist is not None}
                update = "UPDATE portraits SET artist_id = ? WHERE folder_id = ? AND role = 'artist'"
                db.execute(update, (now, folder))
    db.execute(
        f"""UPDATE artists SET image_cover_id = {_SHOWN}
        WHERE id {IN_IDS} AND image_cover_id IS NOT {_SHOWN}""",
        (ids_json(touched.artists),),
    )


def _artist_of(db: sqlite3.Connection, folder: int, name: str) -> int | None:
    found = dict(map(tuple, db.execute(_BELOW, (folder,))))
    named = next((artist for artist, key in found.items() if key == identity(name)), None)
    return named if named is not None or len(found) != 1 else int(next(iter(found)))
