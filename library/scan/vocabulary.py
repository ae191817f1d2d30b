"""Rows of artists, genres, covers and folders, made when first met and never deleted; inside the
caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from library.names import identity, query_words, sort_key, sort_name
from library.paths import Column, for_people, to_column
from library.scan.grouping import is_disc_folder
from library.scan.outcomes import Root


class Names:
    """Ids of what was met in one transaction, each looked up once: the tracks of an album share most of them. Ends with
    it, since a rollback takes back what it made."""

    def __init__(self, db: sqlite3.Connection, root: Root) -> None:
        self._db = db
        self._root = root
        self._artists: dict[str, int] = {}
        self._genres: dict[str, int] = {}
        self._covers: dict[str | None, int | None] = {}
        self._folders: dict[str, int] = {}
        self._group_folders: dict[str, int] = {}

    @property
    def artists_met(self) -> set[int]:
        return set(self._artists.values())

    def artist(self, name: str) -> int:
        if name not in self._artists:
            (self._artists[name],) = artist_ids(self._db, [name])
        return self._artists[name]

    def genre(self, name: str) -> int:
        if name not in self._genres:
            self._genres[name] = genre_id(self._db, name)
        return self._genres[name]

    def cover(self, digest: str | None) -> int | None:
        if digest not in self._covers:
            self._covers[digest] = cover_id(self._db, digest)
        return self._covers[digest]

    def folder(self, path: str) -> int:
        if path not in self._folders:
            self._folders[path] = folder_id(self._db, self._root, path)
        return self._folders[path]

    def group_folder(self, path: str) -> int:
        if path not in self._group_folders:
            self._group_folders[path] = group_folder_id(self._db, self._root, path)
        return self._group_folders[path]


def artist_ids(db: sqlite3.Connection, names: Sequence[str]) -> list[int]:
    """In the order of `names`, each once."""
    ids: dict[int, None] = {}
    for name in names:
        key = identity(name)
        found = db.execute("SELECT id FROM artists WHERE key = ?", (key,)).fetchone()
        ids[found[0] if found else _new_artist(db, key, name)] = None
    return list(ids)


def genre_id(db: sqlite3.Connection, name: str) -> int:
    key = identity(name)
    found = db.execute("SELECT id FROM genres WHERE key = ?", (key,)).fetchone()
    if found:
        return int(found[0])
    insert = "INSERT INTO genres (key, name) VALUES (?, ?) RETURNING id"
    return int(db.execute(insert, (key, name)).fetchone()[0])


def cover_id(db: sqlite3.Connection, digest: str | None) -> int | None:
    if digest is None:
        return None
    found = db.execute("SELECT id FROM covers WHERE digest = ?", (digest,)).fetchone()
    if found:
        return int(found[0])
    return db.execute("INSERT INTO covers (digest) VALUES (?)", (digest,)).lastrowid


def folder_id(db: sqlite3.Connection, root: Root, path: str) -> int:
    """With all the folders above it."""
    column = to_column(path)
    found = db.execute("SELECT id FROM folders WHERE root_id = ? AND path = ?", (root.id, column)).fetchone()
    return int(found[0]) if found else _new_folder(db, root, path, column)


def group_folder_id(db: sqlite3.Connection, root: Root, path: str) -> int:
    """The folder whose tracks are grouped together with those in `path`: itself, or the one above `CD 2`."""
    above, _, name = path.rpartition("/")
    return folder_id(db, root, above if path and is_disc_folder(name) else path)


def _new_artist(db: sqlite3.Connection, key: str, name: str) -> int:
    row = (key, name, " ".join(query_words(name)), sort_name(name), sort_key(sort_name(name)))
    insert = (
        "INSERT INTO artists (key, name, name_key, sort_name, sort_key) VALUES (?, ?, ?, ?, ?) RETURNING id"
    )
    return int(db.execute(insert, row).fetchone()[0])


def _new_folder(db: sqlite3.Connection, root: Root, path: str, column: Column) -> int:
    above, _, name = path.rpartition("/")
    parent = folder_id(db, root, above) if path else None
    shown = for_people(name or root.path.name or str(root.path))
    insert = """INSERT INTO folders (root_id, parent_id, path, name, sort_key, is_present)
        VALUES (?, ?, ?, ?, ?, 0) RETURNING id"""
    return int(db.execute(insert, (root.id, parent, column, shown, sort_key(shown))).fetchone()[0])
