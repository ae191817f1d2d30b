"""Lists of the catalogue, in slices of a stable order."""

from __future__ import annotations

import random
import sqlite3

from library.database import Reader
from library.ids import IN_IDS, ids_json, number_of
from library.model import (
    Artist,
    ArtistId,
    Counts,
    Folder,
    Genre,
    Limits,
    Page,
    Problem,
    Release,
    ReleaseFilter,
    ReleaseOrder,
    Starred,
    Track,
    UserId,
)
from library.names import identity
from library.paths import for_people, from_column
from library.queries import values

# Each order is a stable one, and has an index in library.migrations.
_ORDERS = {
    ReleaseOrder.TITLE: "r.sort_key, r.id",
    ReleaseOrder.ARTIST: "r.artist_sort_key, r.year, r.sort_key, r.id",
    ReleaseOrder.NEWEST: "r.added_ms DESC, r.id DESC",
    ReleaseOrder.YEAR: "r.year IS NULL, r.year, r.sort_key, r.id",
    ReleaseOrder.YEAR_DESC: "r.year IS NULL, r.year DESC, r.sort_key, r.id",
}
# Lists of what the user has marked so.
_MARKED = {
    ReleaseOrder.FREQUENT: ("m.plays > 0", "m.plays DESC, m.played_ms DESC, r.id"),
    ReleaseOrder.RECENT: ("m.played_ms IS NOT NULL", "m.played_ms DESC, r.id"),
    ReleaseOrder.STARRED: ("m.starred_ms IS NOT NULL", "m.starred_ms DESC, r.id"),
    ReleaseOrder.HIGHEST: ("m.rating IS NOT NULL", "m.rating DESC, r.sort_key, r.id"),
}

# Random rows are guessed by id; after this many rounds without enough hits the ids are too sparse to guess.
_GUESSING_ROUNDS = 4


class Lists:
    """Any thread. An offset beyond the end answers an empty page with the right total."""

    def __init__(self, database: Reader, choice: random.Random) -> None:
        self._database = database
        self._choice = choice

    def releases(
        self, order: ReleaseOrder, limits: Limits, where: ReleaseFilter, user: UserId | None
    ) -> Page[Release]:
        with self._database.snapshot() as db:
            conditions, bound = _release_conditions(where)
            source = "releases r"
            ordering = _ORDERS.get(order, "r.id")
            if order in _MARKED:
                condition, ordering = _MARKED[order]
                source += " JOIN marks m ON m.kind = 'al' AND m.item_id = r.id"
                conditions += f" AND m.user_id = ? AND {condition}"
                bound.append(-1 if user is None else user)
            total = _count(db, f"{source} WHERE {conditions}", bound)
            if order is ReleaseOrder.RANDOM:
                # Every page is a new draw: an offset into it would mean nothing.
                ids = self._random(db, "releases r", "r.track_count > 0", conditions, bound, limits.limit)
            else:
                ids = _slice(
                    db, f"SELECT r.id FROM {source} WHERE {conditions} ORDER BY {ordering}", bound, limits
                )
            return Page(tuple(values.releases(db, ids, user)), limits.offset, total)

    def artists(self, limits: Limits | None, user: UserId | None) -> Page[Artist]:
        with self._database.snapshot() as db:
            total = _count(db, "artists WHERE release_count > 0", [])
            limits = limits or Limits(total)
            ids = _slice(
                db, "SELECT id FROM artists WHERE release_count > 0 ORDER BY sort_key, id", [], limits
            )
            return Page(tuple(values.artists(db, ids, user)), limits.offset, total)

    def tracks(
        self, limits: Limits, genre: str | None, artist: ArtistId | None, user: UserId | None
    ) -> Page[Track]:
        with self._database.snapshot() as db:
            conditions, bound = _genre_condition("t.is_present = 1", "track", "t", genre)
            if artist is not None:
                conditions += " AND t.id IN (SELECT track_id FROM track_artists WHERE artist_id = ?)"
                bound.append(number_of(artist, "ar"))
            total = _count(db, f"tracks t WHERE {conditions}", bound)
            ids = _slice(
                db, f"SELECT t.id FROM tracks t WHERE {conditions} ORDER BY t.sort_key, t.id", bound, limits
            )
            return Page(tuple(values.tracks(db, ids, user)), limits.offset, total)

    def random_tracks(self, count: int, where: ReleaseFilter, user: UserId | None) -> list[Track]:
        """At most `count`, no track twice; years are the tracks' own."""
        with self._database.snapshot() as db:
            conditions, bound = _genre_condition("t.is_present = 1", "track", "t", where.genre)
            conditions += _year_conditions("t", where, bound)
            return values.tracks(
                db, self._random(db, "tracks t", "t.is_present = 1", conditions, bound, count), user
            )

    def genres(self) -> list[Genre]:
        """By name; only those in use."""
        with self._database.snapshot() as db:
            rows = db.execute(
                """SELECT g.name,
                    (SELECT count(*) FROM track_genres c JOIN tracks t ON t.id = c.track_id
                     WHERE c.genre_id = g.id AND t.is_present = 1) AS tracks,
                    (SELECT count(*) FROM release_genres c JOIN releases r ON r.id = c.release_id
                     WHERE c.genre_id = g.id AND r.track_count > 0) AS releases
                FROM genres g ORDER BY g.key"""
            )
            return [Genre(*row) for row in rows if row["tracks"]]

    def root_folders(self) -> list[Folder]:
        rows = self._database.reading().execute(
            "SELECT * FROM folders WHERE parent_id IS NULL AND is_present = 1 ORDER BY sort_key, name, id"
        )
        return list(map(values.folder, rows))

    def starred(self, user: UserId) -> Starred:
        """Last starred first."""
        with self._database.snapshot() as db:
            return Starred(
                tuple(values.artists(db, _starred(db, "ar", user), user)),
                tuple(values.releases(db, _starred(db, "al", user), user)),
                tuple(values.tracks(db, _starred(db, "tr", user), user)),
            )

    def problems(self, limits: Limits) -> Page[Problem]:
        """By path; whole roots first."""
        with self._database.snapshot() as db:
            rows = db.execute(
                """SELECT roots.path AS root, p.path, p.reason, p.seen_ms FROM problems p
                JOIN roots ON roots.id = p.root_id
                ORDER BY p.path = '' DESC, roots.path, p.path LIMIT ? OFFSET ?""",
                (limits.limit, limits.offset),
            )
            items = tuple(_problem(row) for row in rows)
            return Page(items, limits.offset, _count(db, "problems", []))

    def counts(self) -> Counts:
        row = (
            self._database.reading()
            .execute(
                """SELECT count(*), (SELECT count(*) FROM releases WHERE track_count > 0),
                (SELECT count(*) FROM artists WHERE release_count > 0),
                coalesce(sum(duration_ms), 0), coalesce(sum(size_bytes), 0)
            FROM tracks WHERE is_present = 1"""
            )
            .fetchone()
        )
        return Counts(*row)

    def _random(
        self,
        db: sqlite3.Connection,
        table: str,
        visible: str,
        conditions: str,
        bound: list[object],
        count: int,
    ) -> list[int]:
        """Without sorting the table: guessed ids of a whole one, else a draw from the ids that fit."""
        name = table[-1]
        if conditions == visible:
            (highest,) = db.execute(f"SELECT coalesce(max({name}.id), 0) FROM {table}").fetchone()
            drawn: dict[int, None] = {}
            for _ in range(_GUESSING_ROUNDS):
                if len(drawn) >= count or highest <= 4 * count:
                    break
                guesses = self._choice.sample(range(1, highest + 1), min(highest, 2 * count))
                statement = f"SELECT {name}.id FROM {table} WHERE {visible} AND {name}.id {IN_IDS}"
                hits = {row[0] for row in db.execute(statement, (ids_json(guesses),))}
                drawn |= dict.fromkeys(guess for guess in guesses if guess in hits)
            if len(drawn) >= count:
                return list(drawn)[:count]
        ids = [row[0] for row in db.execute(f"SELECT {name}.id FROM {table} WHERE {conditions}", bound)]
        return self._choice.sample(ids, min(count, len(ids)))


def _release_conditions(where: ReleaseFilter) -> tuple[str, list[object]]:
    conditions, bound = _genre_condition("r.track_count > 0", "release", "r", where.genre)
    return conditions + _year_conditions("r", where, bound), bound


def _genre_condition(conditions: str, kind: str, name: str, genre: str | None) -> tuple[str, list[object]]:
    if genre is None:
        return conditions, []
    fitting = f"SELECT {kind}_id FROM {kind}_genres WHERE genre_id = (SELECT id FROM genres WHERE key = ?)"
    return f"{conditions} AND {name}.id IN ({fitting})", [identity(genre)]


def _year_conditions(name: str, where: ReleaseFilter, bound: list[object]) -> str:
    conditions = ""
    for operator, year in ((">=", where.from_year), ("<=", where.to_year)):
        if year is not None:
            conditions += f" AND {name}.year {operator} ?"
            bound.append(year)
    return conditions


def _count(db: sqlite3.Connection, source: str, bound: list[object]) -> int:
    return int(db.execute(f"SELECT count(*) FROM {source}", bound).fetchone()[0])


def _slice(db: sqlite3.Connection, statement: str, bound: list[object], limits: Limits) -> list[int]:
    return [
        row[0] for row in db.execute(f"{statement} LIMIT ? OFFSET ?", [*bound, limits.limit, limits.offset])
    ]


def _starred(db: sqlite3.Connection, kind: str, user: UserId) -> list[int]:
    rows = db.execute(
        """SELECT item_id FROM marks WHERE user_id = ? AND kind = ? AND starred_ms IS NOT NULL
        ORDER BY starred_ms DESC, item_id""",
        (user, kind),
    )
    return [row[0] for row in rows]


def _problem(row: sqlite3.Row) -> Problem:
    root, path = from_column(row["root"]), from_column(row["path"])
    return Problem(for_people(f"{root}/{path}" if path else root), row["reason"], values.utc(row["seen_ms"]))
