"""Puts tracks into releases: by their folders first, then across folders, then as people said; inside the
caller's transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from library.ids import IN_IDS, ids_json
from library.paths import from_column
from library.scan.editions import Placed, editions
from library.scan.grouped import in_folders
from library.scan.grouping import Grouped, release_keys
from library.scan.housing import key_within, library_of
from library.scan.touched import Touched

_MERGED_AT_MOST = 32  # one into another into another

_SHARING = """
    SELECT t.id, t.group_folder_id, f.root_id, f.path, coalesce(t.disc, 1), t.number, t.title_key,
        t.release_id, r.release_id, h.library_id
    FROM tracks t JOIN folders f ON f.id = t.group_folder_id
    JOIN roots h ON h.id = t.root_id
    LEFT JOIN split_tracks s ON s.track_id = t.id
    LEFT JOIN regroupings r ON r.id = s.regrouping_id
    WHERE t.is_present = 1 AND t.group_key = ? ORDER BY t.id"""


class _Member(NamedTuple):
    placed: Placed
    before: int | None  # the release that it is in
    chosen: int | None  # the one that somebody chose for it
    library: int


def regroup(db: sqlite3.Connection, touched: Touched) -> dict[int, Grouped]:
    """Answers what it has read of tracks on the way, by id."""
    keys, read = _group_folders(db, touched.folders)
    moves: dict[int, Counter[int]] = defaultdict(Counter)
    found: list[tuple[int, int]] = []
    for key, members in _sharing(db, keys):
        copies = editions(member.placed for member in members)
        places: dict[tuple[int | None, int | None, int], int] = {}
        for placed, before, chosen, library in members:
            copy = copies[placed.track]
            if (copy, chosen, library) not in places:
                places[copy, chosen, library] = _place(db, library, chosen, _key(key, copy), before)
            now = places[copy, chosen, library]
            touched.releases.add(now)
            if now != before:
                found.append((now, placed.track))
                touched.tracks.add(placed.track)
                if before is not None:
                    touched.releases.add(before)
                    moves[before][now] += 1
    db.executemany("UPDATE tracks SET release_id = ? WHERE id = ?", found)
    for before in sorted(moves):
        _follow(db, before, moves[before], touched)
    return read


def _group_folders(db: sqlite3.Connection, folders: Iterable[int]) -> tuple[set[str], dict[int, Grouped]]:
    """Writes the keys of these folders' tracks; answers all that had or have a track there, and the tracks."""
    keys: set[str] = set()
    read: dict[int, Grouped] = {}
    changed: list[tuple[str, int]] = []
    for folder, members in groupby(in_folders(db, folders), key=lambda row: row.folder):
        rows = list(members)
        read |= {row.grouped.track: row.grouped for row in rows}
        library = library_of(db, folder)
        found = release_keys([row.grouped for row in rows], folder)
        for row in rows:
            key = key_within(library, found[row.grouped.track])
            keys.add(key)
            if key != row.group_key:
                changed.append((key, row.grouped.track))
                keys |= {row.group_key} if row.group_key else set()
    db.executemany("UPDATE tracks SET group_key = ? WHERE id = ?", changed)
    gone = db.execute(
        f"""SELECT DISTINCT group_key FROM tracks
        WHERE group_folder_id {IN_IDS} AND is_present = 0 AND group_key IS NOT NULL""",
        (ids_json(folders),),
    )
    return keys | {key for (key,) in gone}, read


def _sharing(db: sqlite3.Connection, keys: Iterable[str]) -> Iterator[tuple[str, list[_Member]]]:
    """All present tracks by key.

    A statement a key: they hold zeros, which SQLite's JSON cannot carry.
    """
    for key in sorted(keys):
        members = []
        for track, folder, root, path, disc, number, title, *rest in db.execute(_SHARING, (key,)):
            place = (disc, number) if number else (disc, title)
            where = (str(root), *from_column(path).split("/"))
            members.append(_Member(Placed(track, folder, where, place), *rest))
        yield key, members


def _key(key: str, copy: int | None) -> str:
    """Only albums of names are told apart by folder: an id of MusicBrainz says what belongs together."""
    return key if copy is None or not key.startswith("album\0") else f"{key}\0folder {copy}"


def _place(db: sqlite3.Connection, library: int, chosen: int | None, key: str, before: int | None) -> int:
    """Never a release of another library, whatever somebody chose while the track was in that one."""
    if chosen is None or _library(db, chosen) != library:
        return _release_id(db, library, key, before)
    return _merged(db, library, chosen)


def _release_id(db: sqlite3.Connection, library: int, key: str, before: int | None) -> int:
    found = db.execute("SELECT id FROM releases WHERE key = ?", (key,)).fetchone()
    if found is not None:
        return _merged(db, library, found[0])
    insert = "INSERT INTO releases (key, came_from, library_id) VALUES (?, ?, ?) RETURNING id"
    return int(db.execute(insert, (key, before, library)).fetchone()[0])


def _merged(db: sqlite3.Connection, library: int, release: int) -> int:
    """The one into which somebody merged it, or itself."""
    for _ in range(_MERGED_AT_MOST):
        (into,) = db.execute("SELECT merged_into FROM releases WHERE id = ?", (release,)).fetchone()
        if into is None or _library(db, into) != library:
            break
        release = into
    return release


def _library(db: sqlite3.Connection, release: int) -> int:
    return int(db.execute("SELECT library_id FROM releases WHERE id = ?", (release,)).fetchone()[0])


def _follow(db: sqlite3.Connection, before: int, moved: Counter[int], touched: Touched) -> None:
    """A release whose tracks all have another name now is still that release: its id and marks go with them.

    That is so if the release that they came to began with one of them, and nobody has marked that one yet.
    """
    now = min(moved, key=lambda release: (-moved[release], release))
    follows = db.execute(
        """SELECT 1 FROM releases o, releases n WHERE o.id = :before AND n.id = :now AND n.came_from = o.id
            AND o.merged_into IS NULL AND n.merged_into IS NULL
            AND NOT EXISTS (SELECT 1 FROM tracks WHERE release_id = o.id AND is_present = 1)
            AND NOT EXISTS (SELECT 1 FROM marks WHERE kind = 'al' AND item_id = n.id)
            AND NOT EXISTS (SELECT 1 FROM regroupings WHERE release_id IN (o.id, n.id) AND undone_ms IS NULL)""",
        {"before": before, "now": now},
    ).fetchone()
    if follows is None:
        return
    keys = dict(db.execute("SELECT id, key FROM releases WHERE id IN (?, ?)", (before, now)).fetchall())
    db.execute("UPDATE releases SET key = ?, came_from = ? WHERE id = ?", (f"\0{now}", before, now))
    db.execute("UPDATE releases SET key = ? WHERE id = ?", (keys[now], before))
    db.execute("UPDATE releases SET key = ? WHERE id = ?", (keys[before], now))
    tracks = db.execute("SELECT id FROM tracks WHERE release_id = ? AND is_present = 1", (now,)).fetchall()
    touched.tracks.update(track for (track,) in tracks)
    db.execute("UPDATE tracks SET release_id = ? WHERE release_id = ? AND is_present = 1", (before, now))
