"""Reads what grouping needs of tracks; inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from library.ids import IN_IDS, ids_json
from library.paths import from_column
from library.scan.grouping import NOTHING, About, Grouped

_GROUPED = f"""
    SELECT t.id, f.name, t.album, t.album_artist, t.is_compilation, t.release_musicbrainz_id, t.disc,
        t.number, t.year, t.path, t.group_folder_id, t.group_key, t.sort_album, t.date,
        t.original_date, t.version, t.advisory, t.release_status, t.release_country,
        t.release_group_musicbrainz_id
    FROM tracks t JOIN folders f ON f.id = t.group_folder_id
    WHERE t.is_present = 1 AND {{where}} {IN_IDS} ORDER BY {{where}}"""


class Row(NamedTuple):
    grouped: Grouped
    folder: int
    group_key: str | None


def in_folders(db: sqlite3.Connection, folders: Iterable[int]) -> list[Row]:
    """Present tracks whose kind these folders share, sorted by folder."""
    return _read(db, "t.group_folder_id", folders)


def in_releases(
    db: sqlite3.Connection, releases: Iterable[int], known: Mapping[int, Grouped]
) -> Iterator[tuple[int, list[Grouped]]]:
    """The present tracks of each; those that are `known`, by id, are not read again."""
    tracks = db.execute(
        f"SELECT release_id, id FROM tracks WHERE is_present = 1 AND release_id {IN_IDS} ORDER BY release_id",
        (ids_json(releases),),
    ).fetchall()
    others = (track for _, track in tracks if track not in known)
    found = {**known, **{row.grouped.track: row.grouped for row in _read(db, "t.id", others)}}
    for release, members in groupby(tracks, key=itemgetter(0)):
        yield release, [found[track] for _, track in members]


def _read(
    db: sqlite3.Connection, where: Literal["t.group_folder_id", "t.id"], ids: Iterable[int]
) -> list[Row]:
    wanted = list(ids)
    if not wanted:
        return []
    rows = db.execute(_GROUPED.format(where=where), (ids_json(wanted),)).fetchall()
    names = _names_of(db, [row[0] for row in rows])
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
                about=About(*row[12:]) if any(row[12:]) else NOTHING,
            ),
            folder=row[10],
            group_key=row[11],
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
