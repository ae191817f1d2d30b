"""What users said of things: stars, ratings, plays. The only writer of the table `marks`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from library.clock import wall_ms
from library.database import Database
from library.errors import NotFound
from library.ids import IN_IDS, ids_json, number_of, parsed
from library.index import Kind as Markable
from library.index import note_popular
from library.model import TrackId, UserId
from library.positions import remembered

_TABLES = {"tr": "tracks", "al": "releases", "ar": "artists"}
_LENGTH = """SELECT t.duration_ms, l.kind FROM tracks t JOIN roots r ON r.id = t.root_id
    JOIN libraries l ON l.id = r.library_id WHERE t.id = ?"""
_PLAYED = """INSERT INTO marks (user_id, kind, item_id, plays, played_ms) VALUES (?, ?, ?, 1, ?)
    ON CONFLICT DO UPDATE SET plays = plays + 1,
        played_ms = max(coalesce(played_ms, 0), excluded.played_ms)"""


class MarkStore:
    """Any thread; each call is one short transaction. Unknown ids raise NotFound, and nothing is marked
    then."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def star(self, ids: Sequence[str], *, user: UserId) -> None:
        """Idempotent: a second star keeps the time of the first."""
        now_ms = wall_ms()
        with self._database.writing() as tables:
            things = _things(tables.conn, ids)
            tables.conn.executemany(
                """INSERT INTO marks (user_id, kind, item_id, starred_ms) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET starred_ms = coalesce(starred_ms, excluded.starred_ms)""",
                [(user, kind, number, now_ms) for kind, number in things],
            )
            note_popular(tables.conn, things)

    def unstar(self, ids: Sequence[str], *, user: UserId) -> None:
        with self._database.writing() as tables:
            tables.conn.executemany(
                "UPDATE marks SET starred_ms = NULL WHERE user_id = ? AND kind = ? AND item_id = ?",
                [(user, kind, number) for kind, number in _things(tables.conn, ids)],
            )

    def rate(self, id: str, rating: int | None, *, user: UserId) -> None:
        """1 to 5; None takes the rating back. Raises: ValueError for other numbers."""
        if rating is not None and not 1 <= rating <= 5:
            raise ValueError(f"a rating is 1 to 5, not {rating}")
        with self._database.writing() as tables:
            [(kind, number)] = _things(tables.conn, [id])
            tables.conn.execute(
                """INSERT INTO marks (user_id, kind, item_id, rating) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET rating = excluded.rating""",
                (user, kind, number, rating),
            )
            note_popular(tables.conn, [(kind, number)])

    def played(self, plays: Sequence[tuple[TrackId, int | None]], *, user: UserId) -> None:
        """A play of a track is one of its release and of its artists too."""
        now_ms = wall_ms()
        with self._database.writing() as tables:
            db = tables.conn
            _things(db, [track for track, _ in plays])
            for track, at_ms in plays:
                concerned = _concerned(db, number_of(track, "tr"))
                db.executemany(_PLAYED, [(user, kind, number, at_ms or now_ms) for kind, number in concerned])
                note_popular(db, concerned)

    def leave_at(self, track: TrackId, position_ms: int, *, user: UserId) -> None:
        """Where a book or a long track was left; nothing is kept of other ones, nor once it was heard to its end."""
        number = number_of(track, "tr")
        row = self._database.reading().execute(_LENGTH, (number,)).fetchone()
        kept_ms = row and remembered(position_ms, row["duration_ms"], is_book=row["kind"] == "audiobooks")
        if kept_ms is None:
            return
        left = (kept_ms, wall_ms()) if kept_ms else (None, None)
        with self._database.writing() as tables:
            tables.conn.execute(
                """INSERT INTO marks (user_id, kind, item_id, position_ms, left_ms) VALUES (?, 'tr', ?, ?, ?)
                ON CONFLICT DO UPDATE SET position_ms = excluded.position_ms, left_ms = excluded.left_ms""",
                (user, number, *left),
            )

    def is_book(self, track: TrackId) -> bool:
        """Whether it lies in a library of audiobooks; an unknown one does not."""
        row = self._database.reading().execute(_LENGTH, (number_of(track, "tr"),)).fetchone()
        return row is not None and row["kind"] == "audiobooks"

    def forget_user(self, user: UserId) -> None:
        """All that the user marked; for users who are removed."""
        with self._database.writing() as tables:
            tables.conn.execute("DELETE FROM marks WHERE user_id = ?", (user,))


def check_known(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Raises: NotFound for what cannot be marked through this connection."""
    _things(db, ids)


def _things(db: sqlite3.Connection, ids: Iterable[str]) -> list[tuple[Markable, int]]:
    """Also hidden ones: a file that is away for a moment keeps and takes marks."""
    things = [_thing(id) for id in dict.fromkeys(ids)]
    for kind, table in _TABLES.items():
        numbers = {number for of, number in things if of == kind}
        rows = db.execute(f"SELECT id FROM {table} WHERE id {IN_IDS}", (ids_json(numbers),))
        unknown = numbers - {number for (number,) in rows}
        if unknown:
            raise NotFound(f"{kind}-{min(unknown)}")
    return things


def _thing(id: str) -> tuple[Markable, int]:
    kind, number = parsed(id)
    if kind in ("tr", "al", "ar"):
        return kind, number
    raise NotFound(id)


def _concerned(db: sqlite3.Connection, track: int) -> list[tuple[Markable, int]]:
    releases = db.execute("SELECT release_id FROM tracks WHERE id = ? AND release_id IS NOT NULL", (track,))
    concerned: list[tuple[Markable, int]] = [("tr", track), *(("al", release) for (release,) in releases)]
    artists = db.execute(
        """SELECT artist_id FROM track_artists WHERE track_id = :track
        UNION SELECT artist_id FROM release_artists
            WHERE release_id = (SELECT release_id FROM tracks WHERE id = :track)""",
        {"track": track},
    )
    return concerned + [("ar", artist) for (artist,) in artists]
