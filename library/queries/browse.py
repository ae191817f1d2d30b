"""One thing by its id, with what belongs to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from library.database import Reader
from library.errors import NotFound
from library.ids import IN_IDS, Kind, cover_id, ids_json, number_of, parsed, track_id
from library.model import (
    ArtistDetail,
    ArtistId,
    Chapter,
    CoverId,
    FolderDetail,
    FolderId,
    MediaFile,
    ReleaseDetail,
    ReleaseId,
    Role,
    Span,
    Track,
    TrackId,
    UserId,
)
from library.paths import Column, file_of, from_column, to_column
from library.queries import values

T = TypeVar("T")
Place: TypeAlias = tuple[Column, Column]  # of a root and of a file below it
_PLACES_AT_ONCE = 5_000

_ORDERED = "ORDER BY coalesce(disc, 1), coalesce(number, 1000000), sort_key, id"

# A folder's own tracks come after those of the folders in it, as they are listed.
_BELOW = """
    WITH RECURSIVE below(id, place) AS (
        SELECT ?, ''
        UNION ALL
        SELECT f.id, b.place || f.sort_key || char(1) || f.id || char(2)
        FROM below b JOIN folders f ON f.parent_id = b.id WHERE f.is_present = 1)
    SELECT t.id FROM below b JOIN tracks t ON t.folder_id = b.id WHERE t.is_present = 1
    ORDER BY b.place || char(1114111), coalesce(t.disc, 1), coalesce(t.number, 1000000), t.sort_key, t.id LIMIT ?"""

# Which cover stands for an id; a folder shows its own image, else what the tracks in or just below it show.
_COVERS = {
    "tr": """SELECT coalesce(t.cover_id, (SELECT d.cover_id FROM release_discs d
            WHERE d.release_id = t.release_id AND d.disc = coalesce(t.disc, 1)), r.cover_id)
        FROM tracks t JOIN releases r ON r.id = t.release_id
        WHERE t.id = ? AND t.is_present = 1""",
    "al": "SELECT cover_id FROM releases WHERE id = ? AND track_count > 0",
    "ar": """SELECT coalesce((SELECT id FROM covers WHERE id = image_cover_id), cover_id) FROM artists
        WHERE id = ? AND (track_count > 0 OR release_count > 0 OR part_count > 0)""",
    "fo": """SELECT coalesce(cover_id, (
            SELECT r.cover_id FROM folders f JOIN tracks t ON t.folder_id = f.id AND t.is_present = 1
            JOIN releases r ON r.id = t.release_id
            WHERE (f.id = folders.id OR f.parent_id = folders.id) AND r.cover_id IS NOT NULL
            ORDER BY f.id, t.id LIMIT 1))
        FROM folders WHERE id = ? AND is_present = 1""",
    "pl": """SELECT (SELECT coalesce(t.cover_id, r.cover_id) FROM playlist_entries e
            JOIN tracks t ON t.id = e.track_id JOIN releases r ON r.id = t.release_id
            WHERE e.playlist_id = playlists.id AND t.is_present = 1 ORDER BY e.position LIMIT 1)
        FROM playlists WHERE id = ?""",
}


class Browser:
    """Any thread. Every method raises NotFound for an id that names nothing, or something hidden."""

    def __init__(self, database: Reader) -> None:
        self._database = database

    def track(self, id: TrackId, user: UserId | None) -> Track:
        with self._database.snapshot() as db:
            return _one(id, values.tracks(db, _current(db, [number_of(id, "tr")]), user))

    def tracks(self, ids: Sequence[TrackId], user: UserId | None) -> list[Track]:
        """In the order of `ids`, doubles kept, unknown ids left out."""
        numbers = [number for id in ids if (number := _number(id, "tr")) is not None]
        with self._database.snapshot() as db:
            return values.tracks(db, _current(db, numbers), user)

    def tracks_at(self, places: Sequence[tuple[Path, Path]], user: UserId | None) -> dict[Path, Track]:
        """Each place a root and a file below it."""
        columns = {
            (to_column(str(root)), to_column(str(path.relative_to(root)))): path for root, path in places
        }
        with self._database.snapshot() as db:
            found = {number: columns[place] for number, place in _ids_at(db, list(columns))}
            known = {track.id: track for track in values.tracks(db, list(found), user)}
        return {path: known[track_id(number)] for number, path in found.items() if track_id(number) in known}

    def release(self, id: ReleaseId, user: UserId | None) -> ReleaseDetail:
        with self._database.snapshot() as db:
            number = number_of(id, "al")
            release = _one(id, values.releases(db, [number], user))
            tracks = _numbers(
                db, f"SELECT id FROM tracks WHERE release_id = ? AND is_present = 1 {_ORDERED}", number
            )
            return ReleaseDetail(release, tuple(values.tracks(db, tracks, user)))

    def tracks_of(
        self, releases: Sequence[ReleaseId], user: UserId | None
    ) -> dict[ReleaseId, tuple[Track, ...]]:
        """In the releases' own order; ≤ 8 statements."""
        numbers = {number for id in releases if (number := _number(id, "al")) is not None}
        with self._database.snapshot() as db:
            rows = db.execute(
                f"SELECT id FROM tracks WHERE release_id {IN_IDS} AND is_present = 1 {_ORDERED}",
                (ids_json(numbers),),
            )
            found: dict[ReleaseId, list[Track]] = {}
            for track in values.tracks(db, [row[0] for row in rows], user):
                found.setdefault(track.release_id, []).append(track)
        return {id: tuple(tracks) for id, tracks in found.items()}

    def artist(self, id: ArtistId, user: UserId | None) -> ArtistDetail:
        with self._database.snapshot() as db:
            number = number_of(id, "ar")
            artist = _one(id, values.artists(db, [number], user))
            own = _numbers(
                db,
                """SELECT r.id FROM release_artists c JOIN releases r ON r.id = c.release_id
                WHERE c.artist_id = ? AND r.track_count > 0
                ORDER BY r.year IS NULL, r.year, r.sort_key, r.id""",
                number,
            )
            with_guests = _numbers(
                db,
                """SELECT r.id FROM releases r WHERE r.track_count > 0 AND r.id IN (
                    SELECT t.release_id FROM track_artists c JOIN tracks t ON t.id = c.track_id
                    WHERE c.artist_id = ?1 AND t.is_present = 1
                    UNION SELECT t.release_id FROM track_parts c JOIN tracks t ON t.id = c.track_id
                    WHERE c.artist_id = ?1 AND t.is_present = 1)
                ORDER BY r.year IS NULL, r.year, r.sort_key, r.id""",
                number,
            )
            found = values.releases(
                db, own + [release for release in with_guests if release not in set(own)], user
            )
            roles = db.execute(
                "SELECT role, release_count FROM credits WHERE artist_id = ? AND release_count > 0", (number,)
            )
            counted = {Role(role): count for role, count in roles}
            return ArtistDetail(
                artist,
                tuple(found[: len(own)]),
                tuple(found[len(own) :]),
                tuple((role, counted[role]) for role in Role if role in counted),
            )

    def folder(self, id: FolderId, user: UserId | None) -> FolderDetail:
        with self._database.snapshot() as db:
            number = number_of(id, "fo")
            row = db.execute("SELECT * FROM folders WHERE id = ? AND is_present = 1", (number,)).fetchone()
            if row is None:
                raise NotFound(id)
            below = db.execute(
                "SELECT * FROM folders WHERE parent_id = ? AND is_present = 1 ORDER BY sort_key, name, id",
                (number,),
            )
            tracks = _numbers(
                db, f"SELECT id FROM tracks WHERE folder_id = ? AND is_present = 1 {_ORDERED}", number
            )
            return FolderDetail(
                values.folder(row), tuple(map(values.folder, below)), tuple(values.tracks(db, tracks, user))
            )

    def tracks_below(self, id: FolderId, most: int, user: UserId | None) -> list[Track]:
        """At any depth, folder by folder as they are listed; at most `most`."""
        with self._database.snapshot() as db:
            number = number_of(id, "fo")
            if not db.execute("SELECT 1 FROM folders WHERE id = ? AND is_present = 1", (number,)).fetchone():
                raise NotFound(id)
            rows = db.execute(_BELOW, (number, most))
            return values.tracks(db, [row[0] for row in rows], user)

    def media_file(self, id: TrackId) -> MediaFile:
        with self._database.snapshot() as db:
            [number] = _current(db, [number_of(id, "tr")])
            row = db.execute(
                """SELECT t.*, roots.path AS root FROM tracks t JOIN roots ON roots.id = t.root_id
                WHERE t.id = ? AND t.is_present = 1""",
                (number,),
            ).fetchone()
        if row is None:
            raise NotFound(id)
        return MediaFile(
            track_id=track_id(number),
            path=Path(from_column(row["root"])) / file_of(from_column(row["path"])),
            size_bytes=row["size_bytes"] if row["whole_size_bytes"] is None else row["whole_size_bytes"],
            mtime_ns=row["mtime_ns"],
            format=values.audio_format(row),
            duration_ms=row["duration_ms"],
            delay_samples=row["delay_samples"] or 0,
            padding_samples=row["padding_samples"] or 0,
            cut=None if row["start_sample"] is None else Span(row["start_sample"], row["stop_sample"]),
        )

    def chapters(self, id: TrackId) -> tuple[Chapter, ...]:
        with self._database.snapshot() as db:
            number = number_of(id, "tr")
            if not db.execute("SELECT 1 FROM tracks WHERE id = ? AND is_present = 1", (number,)).fetchone():
                raise NotFound(id)
            rows = db.execute(
                "SELECT start_ms, title FROM chapters WHERE track_id = ? ORDER BY position", (number,)
            )
            return tuple(Chapter(*row) for row in rows)

    def cover_of(self, id: str) -> CoverId | None:
        """The cover that stands for any id; None if it has none."""
        kind, number = parsed(id)
        with self._database.snapshot() as db:
            if kind != "co":
                row = db.execute(_COVERS[kind], (number,)).fetchone()
                if row is None:
                    raise NotFound(id)
                number = row[0]
            found = db.execute("SELECT digest FROM covers WHERE id = ?", (number,)).fetchone()
            cover = cover_id(number, found["digest"]) if found else None
        if kind == "co" and cover != id:
            raise NotFound(id)
        return cover


def _ids_at(db: sqlite3.Connection, places: list[Place]) -> Iterator[tuple[int, Place]]:
    """A few thousand at a time: SQLite takes 32,766 values at once."""
    for first in range(0, len(places), _PLACES_AT_ONCE):
        some = places[first : first + _PLACES_AT_ONCE]
        marks = ",".join(["(?, ?)"] * len(some))
        rows = db.execute(
            f"""SELECT t.id, roots.path, t.path FROM tracks t JOIN roots ON roots.id = t.root_id
            WHERE t.is_present = 1 AND (roots.path, t.path) IN (VALUES {marks})""",
            [column for place in some for column in place],
        )
        yield from ((row[0], (row[1], row[2])) for row in rows)


def _current(db: sqlite3.Connection, tracks: list[int]) -> list[int]:
    """With those that go on as another track's file replaced by that track."""
    rows = db.execute(
        f"""SELECT id, continued_by FROM tracks
        WHERE id {IN_IDS} AND is_present = 0 AND continued_by IS NOT NULL""",
        (ids_json(set(tracks)),),
    )
    continued = dict(map(tuple, rows))
    return [continued.get(track, track) for track in tracks] if continued else tracks


def _number(id: str, kind: Kind) -> int | None:
    try:
        return number_of(id, kind)
    except NotFound:
        return None


def _numbers(db: sqlite3.Connection, statement: str, number: int) -> list[int]:
    return [row[0] for row in db.execute(statement, (number,))]


def _one(id: str, found: list[T]) -> T:
    if not found:
        raise NotFound(id)
    return found[0]
