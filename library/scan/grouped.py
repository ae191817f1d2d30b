"""Reads what grouping needs of tracks; inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from library.ids import IN_IDS, ids_json
from library.paths import from_column
from library.scan.grouping import About, Grouped

_GROUPED = f"""
    SELECT t.id, f.name, t.album, t.album_artist, t.is_compilation, t.release_musicbrainz_id, t.disc,
        t.number, t.year, t.path, t.group_folder_id, t.release_id, t.group_key, t.sort_album, t.date,
        t.original_date, t.version, t.advisory, t.release_status, t.release_country,
        t.release_group_musicbrainz_id
    FROM tracks t JOIN folders f ON f.id = t.group_folder_id
    WHERE t.is_present = 1 AND {{where}} {IN_IDS} ORDER BY {{where}}"""


_NOTHING = About()


@dataclass(frozen=True, slots=True)
class Row:
    grouped: Grouped
    folder: int
    release: int | None
    group_key: str | None


def grouped(
    db: sqlite3.Connection, where: Literal["t.group_folder_id", "t.release_id"], ids: Iterable[int]
) -> list[Row]:
    """Present tracks, sorted by `where`."""
    rows = db.execute(_GROUPED.format(where=where), (ids_json(ids),)).fetchall()
    names = _names_of(db, (row[0] for row in rows))
    return [
        Row(
            Grouped(
                track=row[0],
                folder=row[1],
                album=row[2],
                artists=names[row[0], "artist"],
                album_artists=names[row[0], "album"],
                album_artist=row[3],
                is_compilation=bool(row[4]),
                release_musicbrainz_id=row[5],
                disc=row[6],
                number=row[7],
                year=row[8],
                path=from_column(row[9]),
                about=About(*row[13:21]) if any(row[13:21]) else _NOTHING,
            ),
            folder=row[10],
            release=row[11],
            group_key=row[12],
        )
        for row in rows
    ]


def _names_of(db: sqlite3.Connection, tracks: Iterable[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    names: dict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
    for track, role, name in db.execute(
        f"""SELECT track_id, role, name FROM track_artists
        WHERE track_id {IN_IDS} ORDER BY track_id, role, position""",
        (ids_json(tracks),),
    ):
        names[track, role] += (name,)
    return names
