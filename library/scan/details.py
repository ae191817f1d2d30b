"""Writes what a track has several of: artists, genres, parts, values, chapters; inside the caller's transaction, a
whole batch at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from library.ids import IN_IDS, ids_json
from library.scan.touched import Touched
from library.scan.vocabulary import Names
from library.tags import Contents

_COLUMNS = {
    "track_artists": "track_id, role, position, artist_id, name, sort_name, musicbrainz_id",
    "track_genres": "track_id, position, genre_id, name",
    "track_parts": "track_id, position, role, artist_id, name, part",
    "track_values": "track_id, field, position, value",
    "chapters": "track_id, position, start_ms, title",
}
TABLES = tuple(_COLUMNS)

_Row = tuple[object, ...]


def forget_details(db: sqlite3.Connection, tracks: Sequence[int]) -> None:
    if tracks:
        for table in TABLES:
            db.execute(f"DELETE FROM {table} WHERE track_id {IN_IDS}", (ids_json(tracks),))


def write_details(
    db: sqlite3.Connection, names: Names, tracks: Iterable[tuple[int, Contents]], touched: Touched
) -> None:
    """Of tracks that have none."""
    rows: dict[str, list[_Row]] = {table: [] for table in TABLES}
    for track, contents in tracks:
        tags = contents.tags
        rows["track_artists"] += _credits(names, track, contents)
        rows["track_genres"] += [(track, at, names.genre(name), name) for at, name in enumerate(tags.genres)]
        rows["track_parts"] += [
            (track, at, part.role, names.artist(part.name), part.name, part.part)
            for at, part in enumerate(tags.details.parts)
        ]
        rows["track_values"] += [
            (track, field, at, value)
            for field, values in tags.details.values
            for at, value in enumerate(values)
        ]
        rows["chapters"] += [
            (track, at, chapter.start_ms, chapter.title) for at, chapter in enumerate(contents.chapters)
        ]
    for table, its in rows.items():
        if its:
            marks = ", ".join("?" * len(its[0]))
            db.executemany(f"INSERT INTO {table} ({_COLUMNS[table]}) VALUES ({marks})", its)
    touched.artists |= names.artists_met


def _credits(names: Names, track: int, contents: Contents) -> Iterator[_Row]:
    for role, credited in (("artist", contents.tags.artists), ("album", contents.tags.album_artists)):
        for at, name in enumerate(credited):
            yield track, role, at, names.artist(name.name), name.name, name.sort_name, name.musicbrainz_id
