"""Writes the search index; inside the caller's transaction, and only of what can be seen."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Literal

from library.ids import IN_IDS, ids_json
from library.index.facets import facets
from library.index.vocabulary import count_uses
from library.index.words import indexed

Kind = Literal["tr", "al", "ar"]
_Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An FTS5 table whose row ids are the things' own. `popular` holds the same rows of what people played,
    starred or rated: the first of a million matches are arbitrary, the first of these are likely meant."""

    name: str
    popular: str
    columns: tuple[str, ...]  # `title` first, `facets` last
    select: str
    row: Callable[[sqlite3.Row | tuple[object, ...]], _Row]


def _numbers(joined: object) -> list[int]:
    return [int(number) for number in str(joined).split()] if joined else []


@lru_cache(1_024)  # those of a release come back with each of its tracks
def _texts(*texts: object) -> str:
    return indexed(*(str(text) for text in texts if text))


def _track(row: sqlite3.Row | tuple[object, ...]) -> _Row:
    title, artist, credited, release_artist, release, year, codec, container, genres, library = row[1:]
    marks = _marks(year, genres, codec, container, library)
    return _texts(title), _texts(artist, credited, release_artist), _texts(release), marks


@lru_cache(1_024)  # as of _texts
def _marks(year: object, genres: object, codec: object, container: object, library: object) -> str:
    formats, libraries = (codec, container), (library,)
    return facets(year=year, genres=_numbers(genres), formats=formats, libraries=libraries)  # type: ignore[arg-type] # columns


def _release(row: sqlite3.Row | tuple[object, ...]) -> _Row:
    title, artist, credited, year, genres, library = row[1:]
    marks = facets(year=year, genres=_numbers(genres), formats=(), libraries=(library,))  # type: ignore[arg-type] # columns
    return _texts(title), _texts(artist, credited), marks


def _artist(row: sqlite3.Row | tuple[object, ...]) -> _Row:
    return _texts(row[1], row[2]), facets(year=None, genres=(), formats=(), libraries=_numbers(row[3]))


TABLES: dict[Kind, Table] = {
    "tr": Table(
        "track_index",
        "popular_tracks",
        ("title", "artist", "release", "facets"),
        """SELECT t.id, t.title, t.artist,
            (SELECT group_concat(c.name, ' ') FROM track_artists c WHERE c.track_id = t.id),
            r.artist, r.title, t.year, t.codec, t.container,
            (SELECT group_concat(genre_id, ' ') FROM track_genres g WHERE g.track_id = t.id),
            h.library_id
        FROM tracks t JOIN roots h ON h.id = t.root_id JOIN releases r ON r.id = t.release_id
        WHERE t.is_present = 1 AND t.id""",
        _track,
    ),
    "al": Table(
        "release_index",
        "popular_releases",
        ("title", "artist", "facets"),
        """SELECT r.id, r.title, r.artist,
            (SELECT group_concat(a.name, ' ') FROM release_artists c JOIN artists a ON a.id = c.artist_id
             WHERE c.release_id = r.id),
            r.year, (SELECT group_concat(genre_id, ' ') FROM release_genres g WHERE g.release_id = r.id),
            r.library_id
        FROM releases r WHERE r.track_count > 0 AND r.id""",
        _release,
    ),
    "ar": Table(
        "artist_index",
        "popular_artists",
        ("title", "facets"),
        """SELECT id, name, sort_name,
            (SELECT group_concat(library_id, ' ') FROM artist_libraries l WHERE l.artist_id = artists.id)
        FROM artists WHERE (track_count > 0 OR release_count > 0 OR part_count > 0) AND id""",
        _artist,
    ),
}
_POPULAR = """SELECT DISTINCT item_id FROM marks
    WHERE kind = ? AND (plays > 0 OR starred_ms IS NOT NULL OR rating IS NOT NULL) AND item_id"""


def index(
    db: sqlite3.Connection, *, tracks: Collection[int], releases: Collection[int], artists: Collection[int]
) -> None:
    """Brings the rows of these in line with what they are now; without those that are hidden."""
    changes: Counter[str] = Counter()
    of_kinds: tuple[tuple[Kind, Collection[int]], ...] = (("tr", tracks), ("al", releases), ("ar", artists))
    for kind, ids in of_kinds:
        if ids:
            _index_kind(db, kind, ids, changes)
    count_uses(db, changes)


def note_popular(db: sqlite3.Connection, things: Iterable[tuple[Kind, int]]) -> None:
    """Somebody has just marked these."""
    for kind, number in things:
        table = TABLES[kind]
        if not db.execute(f"SELECT 1 FROM {table.popular} WHERE rowid = ?", (number,)).fetchone():
            columns = ", ".join(table.columns)
            db.execute(
                f"""INSERT INTO {table.popular} (rowid, {columns})
                SELECT rowid, {columns} FROM {table.name} WHERE rowid = ?""",
                (number,),
            )


def _index_kind(db: sqlite3.Connection, kind: Kind, ids: Collection[int], changes: Counter[str]) -> None:
    table = TABLES[kind]
    columns = ", ".join(table.columns)
    bound = (ids_json(ids),)
    before = {row[0]: tuple(row[1:]) for row in _rows(db, table, ids)}
    now = {row[0]: table.row(row) for row in db.execute(f"{table.select} {IN_IDS} ORDER BY 1", bound)}
    changed = [number for number in ids if before.get(number) != now.get(number)]
    changes.subtract(_words(before.get(number) for number in changed))
    changes.update(_words(now.get(number) for number in changed))
    insert = f"(rowid, {columns}) VALUES ({', '.join('?' * (len(table.columns) + 1))})"
    rows = [(number, *now[number]) for number in sorted(changed) if number in now]
    old = [(number,) for number in changed if number in before]
    for name in (table.name, table.popular):
        db.executemany(f"DELETE FROM {name} WHERE rowid = ?", old)
    db.executemany(f"INSERT INTO {table.name} {insert}", rows)
    popular = {row[0] for row in db.execute(f"{_POPULAR} {IN_IDS}", (kind, ids_json(changed)))}
    db.executemany(f"INSERT INTO {table.popular} {insert}", [row for row in rows if row[0] in popular])


def _rows(db: sqlite3.Connection, table: Table, ids: Collection[int]) -> Iterator[tuple[object, ...]]:
    """As they are; those of new things come last, so that they need not be looked for."""
    newest = db.execute(f"SELECT rowid FROM {table.name} ORDER BY rowid DESC LIMIT 1").fetchone()
    old = [number for number in ids if newest is not None and number <= newest[0]]
    if old:
        select = f"SELECT rowid, {', '.join(table.columns)} FROM {table.name} WHERE rowid {IN_IDS}"
        yield from db.execute(select, (ids_json(old),))


def _words(rows: Iterable[_Row | tuple[object, ...] | None]) -> Iterator[str]:
    return chain.from_iterable(_distinct(str(text)) for row in rows if row for text in row[:-1])


@lru_cache(1_024)  # as of _texts
def _distinct(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.split()))
