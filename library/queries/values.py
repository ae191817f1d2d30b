"""Turns row ids into the values of library.model, many at once: a fixed number of statements for any number
of ids."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Literal

from library.ids import IN_IDS, artist_id, cover_id, folder_id, ids_json, release_id, track_id
from library.model import Artist, AudioFormat, CoverId, Credit, Folder, Marks, Release, Track, UserId
from library.names import UNKNOWN
from library.paths import for_people, from_column

_NO_MARKS = Marks()

_TRACKS = f"""
    SELECT t.*, r.title AS release_title, r.artist AS release_artist,
        coalesce(t.cover_id, r.cover_id) AS shown_cover_id,
        (SELECT digest FROM covers WHERE id = coalesce(t.cover_id, r.cover_id)) AS digest
    FROM tracks t JOIN releases r ON r.id = t.release_id WHERE t.is_present = 1 AND t.id {IN_IDS}"""
_RELEASES = f"""
    SELECT r.*, c.digest FROM releases r LEFT JOIN covers c ON c.id = r.cover_id
    WHERE r.track_count > 0 AND r.id {IN_IDS}"""
_ARTISTS = f"""
    SELECT a.*, c.digest FROM artists a LEFT JOIN covers c ON c.id = a.cover_id
    WHERE (a.track_count > 0 OR a.release_count > 0) AND a.id {IN_IDS}"""


def tracks(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Track]:
    """In the order of `ids`, doubles kept, unknown and hidden ones left out; ≤ 5 statements."""
    rows = {row["id"]: row for row in db.execute(_TRACKS, (ids_json(set(ids)),))}
    credited = _track_credits(db, rows.keys())
    album_credits = _release_credits(db, {row["release_id"] for row in rows.values()})
    genres = _genres(db, "track", rows.keys())
    marks = marks_of(db, "tr", list(rows), user)
    values = {
        number: _track(
            row,
            credited[number, "artist"] or album_credits[row["release_id"]],
            credited[number, "album"] or album_credits[row["release_id"]],
            genres[number],
            marks.get(number, _NO_MARKS),
        )
        for number, row in rows.items()
    }
    return [values[number] for number in ids if number in values]


def releases(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Release]:
    """As `tracks`; ≤ 4 statements."""
    rows = {row["id"]: row for row in db.execute(_RELEASES, (ids_json(set(ids)),))}
    credited = _release_credits(db, rows.keys())
    genres = _genres(db, "release", rows.keys())
    marks = marks_of(db, "al", list(rows), user)
    values = {
        number: _release(row, credited[number], genres[number], marks.get(number, _NO_MARKS))
        for number, row in rows.items()
    }
    return [values[number] for number in ids if number in values]


def artists(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Artist]:
    """As `tracks`; ≤ 2 statements."""
    rows = {row["id"]: row for row in db.execute(_ARTISTS, (ids_json(set(ids)),))}
    marks = marks_of(db, "ar", list(rows), user)
    values = {number: _artist(row, marks.get(number, _NO_MARKS)) for number, row in rows.items()}
    return [values[number] for number in ids if number in values]


def folder(row: sqlite3.Row) -> Folder:
    parent = row["parent_id"]
    return Folder(folder_id(row["id"]), None if parent is None else folder_id(parent), row["name"])


def marks_of(
    db: sqlite3.Connection, kind: Literal["tr", "al", "ar"], ids: Sequence[int], user: UserId | None
) -> dict[int, Marks]:
    """Only of those that the user has marked."""
    if user is None:
        return {}
    return {
        row["item_id"]: Marks(
            _optional_utc(row["starred_ms"]),
            row["rating"],
            row["plays"],
            _optional_utc(row["played_ms"]),
            row["position_ms"],
            _optional_utc(row["left_ms"]),
        )
        for row in db.execute(
            f"SELECT * FROM marks WHERE user_id = ? AND kind = ? AND item_id {IN_IDS}",
            (user, kind, ids_json(ids)),
        )
    }


def utc(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def shown_cover(row: sqlite3.Row, column: str = "cover_id") -> CoverId | None:
    return None if row["digest"] is None else cover_id(row[column], row["digest"])


def _optional_utc(unix_ms: int | None) -> datetime | None:
    return None if unix_ms is None else utc(unix_ms)


def _track(
    row: sqlite3.Row,
    credited: tuple[Credit, ...],
    album_credits: tuple[Credit, ...],
    genres: tuple[str, ...],
    marks: Marks,
) -> Track:
    path = for_people(from_column(row["path"]))
    return Track(
        id=track_id(row["id"]),
        title=row["title"],
        release_id=release_id(row["release_id"]),
        release_title=row["release_title"],
        artists=credited,
        album_artists=album_credits,
        artist=row["artist"] or row["release_artist"] or UNKNOWN,
        disc=row["disc"],
        number=row["number"],
        year=row["year"],
        genres=genres,
        duration_ms=row["duration_ms"],
        format=audio_format(row),
        size_bytes=row["size_bytes"],
        suffix=path.rpartition(".")[2].lower(),
        path=path,
        folder_id=folder_id(row["folder_id"]),
        cover_id=shown_cover(row, "shown_cover_id"),
        added_utc=utc(row["added_ms"]),
        musicbrainz_id=row["musicbrainz_id"],
        bpm=row["bpm"],
        comment=row["comment"],
        marks=marks,
    )


def audio_format(row: sqlite3.Row) -> AudioFormat:
    return AudioFormat(
        codec=row["codec"],
        container=row["container"],
        mime=row["mime"],
        sample_rate_hz=row["sample_rate_hz"],
        channels=row["channels"],
        bits=row["bits"],
        bitrate_kbps=row["bitrate_kbps"],
    )


def _release(
    row: sqlite3.Row, credited: tuple[Credit, ...], genres: tuple[str, ...], marks: Marks
) -> Release:
    return Release(
        id=release_id(row["id"]),
        title=row["title"],
        artists=credited,
        artist=row["artist"],
        year=row["year"],
        genres=genres,
        is_compilation=bool(row["is_compilation"]),
        track_count=row["track_count"],
        disc_count=row["disc_count"],
        duration_ms=row["duration_ms"],
        cover_id=shown_cover(row),
        added_utc=utc(row["added_ms"]),
        musicbrainz_id=row["musicbrainz_id"],
        marks=marks,
    )


def _artist(row: sqlite3.Row, marks: Marks) -> Artist:
    return Artist(
        id=artist_id(row["id"]),
        name=row["name"],
        sort_name=row["sort_name"],
        release_count=row["release_count"],
        track_count=row["track_count"],
        cover_id=shown_cover(row),
        musicbrainz_id=row["musicbrainz_id"],
        marks=marks,
    )


Ids = Collection[int]


def _track_credits(db: sqlite3.Connection, ids: Ids) -> dict[tuple[int, str], tuple[Credit, ...]]:
    credited: dict[tuple[int, str], tuple[Credit, ...]] = defaultdict(tuple)
    for track, role, artist, name in db.execute(
        f"""SELECT c.track_id, c.role, c.artist_id, a.name
        FROM track_artists c JOIN artists a ON a.id = c.artist_id
        WHERE c.track_id {IN_IDS} ORDER BY c.track_id, c.role, c.position""",
        (ids_json(ids),),
    ):
        credited[track, role] += (Credit(artist_id(artist), name),)
    return credited


def _release_credits(db: sqlite3.Connection, ids: Ids) -> dict[int, tuple[Credit, ...]]:
    credited: dict[int, tuple[Credit, ...]] = defaultdict(tuple)
    for release, artist, name in db.execute(
        f"""SELECT c.release_id, c.artist_id, a.name
        FROM release_artists c JOIN artists a ON a.id = c.artist_id
        WHERE c.release_id {IN_IDS} ORDER BY c.release_id, c.position""",
        (ids_json(ids),),
    ):
        credited[release] += (Credit(artist_id(artist), name),)
    return credited


def _genres(
    db: sqlite3.Connection, kind: Literal["track", "release"], ids: Ids
) -> dict[int, tuple[str, ...]]:
    genres: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for number, name in db.execute(
        f"""SELECT g.{kind}_id, n.name FROM {kind}_genres g JOIN genres n ON n.id = g.genre_id
        WHERE g.{kind}_id {IN_IDS} ORDER BY g.{kind}_id, g.position""",
        (ids_json(ids),),
    ):
        genres[number] += (name,)
    return genres
