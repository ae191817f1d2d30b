"""Lists of the catalogue, in slices of a stable order."""

from __future__ import annotations

import random
import sqlite3
from typing import Literal

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
from library.queries.positions import Listing, Positions

_SHOWN = "track_count > 0"
_DATED = f"{_SHOWN} AND year IS NOT NULL"

# Each order is a stable one, and has an index in library.migrations.
_ORDERS = {
    ReleaseOrder.TITLE: Listing("by-title", "al", "releases", _SHOWN, "sort_key", "sort_key, id"),
    ReleaseOrder.ARTIST: Listing(
        "by-artist", "al", "releases", _SHOWN, "artist_sort_key", "artist_sort_key, year, sort_key, id"
    ),
    ReleaseOrder.NEWEST: Listing(
        "by-added", "al", "releases", _SHOWN, "added_ms", "added_ms DESC, id DESC", is_descending=True
    ),
    ReleaseOrder.YEAR: Listing("by-year", "al", "releases", _DATED, "year", "year, sort_key, id"),
    ReleaseOrder.YEAR_DESC: Listing(
        "by-year-down", "al", "releases", _DATED, "year", "year DESC, sort_key, id", is_descending=True
    ),
}
_UNDATED = Listing("undated", "al", "releases", f"{_SHOWN} AND year IS NULL", "sort_key", "sort_key, id")
_FILTERED_ORDERS = {
    ReleaseOrder.TITLE: "r.sort_key, r.id",
    ReleaseOrder.ARTIST: "r.artist_sort_key, r.year, r.sort_key, r.id",
    ReleaseOrder.NEWEST: "r.added_ms DESC, r.id DESC",
    ReleaseOrder.YEAR: "r.year IS NULL, r.year, r.sort_key, r.id",
    ReleaseOrder.YEAR_DESC: "r.year IS NULL, r.year DESC, r.sort_key, r.id",
}
# Lists of what the user has marked so.
_MARKED = {
    ReleaseOrder.FREQUENT: ("m.plays > 0", "m.plays DESC, m.played_ms DESC, m.item_id"),
    ReleaseOrder.RECENT: ("m.played_ms IS NOT NULL", "m.played_ms DESC, m.item_id"),
    ReleaseOrder.STARRED: ("m.starred_ms IS NOT NULL", "m.starred_ms DESC, m.item_id"),
    ReleaseOrder.HIGHEST: ("m.rating IS NOT NULL", "m.rating DESC, m.item_id"),
}

# Random rows are guessed by id; after this many rounds without enough hits the ids are too sparse to guess.
_GUESSING_ROUNDS = 4


class Lists:
    """Any thread. An offset beyond the end answers an empty page with the right total."""

    def __init__(self, database: Reader, choice: random.Random, positions: Positions) -> None:
        self._database = database
        self._choice = choice
        self._positions = positions

    def releases(
        self, order: ReleaseOrder, limits: Limits, where: ReleaseFilter, user: UserId | None
    ) -> Page[Release]:
        with self._database.snapshot() as db:
            if order in _MARKED:
                ids, total = _marked_releases(db, order, limits, where, user)
            elif order is ReleaseOrder.RANDOM:
                # Every page is a new draw: an offset into it would mean nothing.
                ids, total = self._random_releases(db, where, limits.limit), _release_total(db, where)
            else:
                ids, total = self._ordered_releases(db, order, limits, where), _release_total(db, where)
            return Page(tuple(values.releases(db, ids, user)), limits.offset, total)

    def _ordered_releases(
        self, db: sqlite3.Connection, order: ReleaseOrder, limits: Limits, where: ReleaseFilter
    ) -> list[int]:
        if where == ReleaseFilter():
            if order in (ReleaseOrder.YEAR, ReleaseOrder.YEAR_DESC):
                return self._by_year(db, order, limits)
            return self._positions.page(db, _ORDERS[order], limits)
        if order is ReleaseOrder.TITLE and where == ReleaseFilter(genre=where.genre):
            return self._positions.page(db, _of_genre(db, "release", where.genre), limits)
        conditions, bound = _release_conditions(where)
        statement = f"SELECT r.id FROM releases r WHERE {conditions} ORDER BY {_FILTERED_ORDERS[order]}"
        return _slice(db, statement, bound, limits)

    def _by_year(self, db: sqlite3.Connection, order: ReleaseOrder, limits: Limits) -> list[int]:
        """Those without a year come last, whatever the direction."""
        (dated,) = db.execute("SELECT coalesce(sum(release_count), 0) FROM release_years").fetchone()
        ids = self._positions.page(db, _ORDERS[order], limits) if limits.offset < dated else []
        if len(ids) == limits.limit:
            return ids
        rest = Limits(limits.limit - len(ids), max(0, limits.offset - dated))
        return ids + self._positions.page(db, _UNDATED, rest)

    def _random_releases(self, db: sqlite3.Connection, where: ReleaseFilter, count: int) -> list[int]:
        conditions, bound = _release_conditions(where)
        return self._random(db, "releases r", "r.track_count > 0", conditions, bound, count)

    def artists(self, limits: Limits | None, user: UserId | None) -> Page[Artist]:
        with self._database.snapshot() as db:
            total = _total(db, "ar")
            limits = limits or Limits(total)
            ids = self._positions.everything(db, "ar", limits)
            return Page(tuple(values.artists(db, ids, user)), limits.offset, total)

    def tracks(
        self, limits: Limits, genre: str | None, artist: ArtistId | None, user: UserId | None
    ) -> Page[Track]:
        with self._database.snapshot() as db:
            if artist is not None:
                ids, total = _tracks_of_artist(db, number_of(artist, "ar"), genre, limits)
            elif genre is not None:
                ids = self._positions.page(db, _of_genre(db, "track", genre), limits)
                total = _genre_total(db, "track", genre)
            else:
                ids, total = self._positions.everything(db, "tr", limits), _total(db, "tr")
            return Page(tuple(values.tracks(db, ids, user)), limits.offset, total)

    def random_tracks(self, count: int, where: ReleaseFilter, user: UserId | None) -> list[Track]:
        """At most `count`, no track twice; years are the tracks' own."""
        with self._database.snapshot() as db:
            if where.genre is not None and where == ReleaseFilter(genre=where.genre):
                return values.tracks(db, self._random_of_genre(db, where.genre, count), user)
            conditions, bound = _genre_condition("t.is_present = 1", "track", "t", where.genre)
            conditions += _year_conditions("t", where, bound)
            return values.tracks(
                db, self._random(db, "tracks t", "t.is_present = 1", conditions, bound, count), user
            )

    def _random_of_genre(self, db: sqlite3.Connection, genre: str, count: int) -> list[int]:
        """By drawn positions, which are looked up one by one: a genre may have most of the tracks."""
        total = _genre_total(db, "track", genre)
        listing = _of_genre(db, "track", genre)
        if count * 4 >= total:
            every = self._positions.page(db, listing, Limits(total))
            return self._choice.sample(every, min(count, len(every)))
        drawn = self._choice.sample(range(total), count)
        return [id for at in drawn for id in self._positions.page(db, listing, Limits(1, at))]

    def genres(self) -> list[Genre]:
        """By name; only those in use."""
        rows = self._database.reading().execute(
            "SELECT name, track_count, release_count FROM genres WHERE track_count > 0 ORDER BY key"
        )
        return [Genre(*row) for row in rows]

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
        rows = self._database.reading().execute("SELECT kind, count, duration_ms, size_bytes FROM totals")
        totals = {row["kind"]: row for row in rows}
        tracks = totals["tr"]
        return Counts(
            tracks["count"],
            totals["al"]["count"],
            totals["ar"]["count"],
            tracks["duration_ms"],
            tracks["size_bytes"],
        )

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


def _marked_releases(
    db: sqlite3.Connection, order: ReleaseOrder, limits: Limits, where: ReleaseFilter, user: UserId | None
) -> tuple[list[int], int]:
    """As long as what one person marked: counting it is cheap."""
    condition, ordering = _MARKED[order]
    conditions, bound = _release_conditions(where)
    source = f"""marks m CROSS JOIN releases r ON r.id = m.item_id
        WHERE m.user_id = ? AND m.kind = 'al' AND {condition} AND {conditions}"""
    bound = [-1 if user is None else user, *bound]
    ids = _slice(db, f"SELECT r.id FROM {source} ORDER BY {ordering}", bound, limits)
    return ids, _count(db, source, bound)


def _release_total(db: sqlite3.Connection, where: ReleaseFilter) -> int:
    if where == ReleaseFilter():
        return _total(db, "al")
    if where.genre is not None and where == ReleaseFilter(genre=where.genre):
        return _genre_total(db, "release", where.genre)
    if where.genre is None:
        years: list[object] = []
        conditions = _year_conditions("y", where, years)
        statement = f"SELECT coalesce(sum(release_count), 0) FROM release_years y WHERE 1{conditions}"
        return int(db.execute(statement, years).fetchone()[0])
    conditions, bound = _release_conditions(where)
    return _count(db, f"releases r WHERE {conditions}", bound)


def _total(db: sqlite3.Connection, kind: str) -> int:
    return int(db.execute("SELECT count FROM totals WHERE kind = ?", (kind,)).fetchone()[0])


def _genre_total(db: sqlite3.Connection, kind: Literal["track", "release"], genre: str) -> int:
    row = db.execute(f"SELECT {kind}_count FROM genres WHERE key = ?", (identity(genre),)).fetchone()
    return 0 if row is None else int(row[0])


def _of_genre(db: sqlite3.Connection, kind: Literal["track", "release"], genre: str | None) -> Listing:
    row = db.execute("SELECT id FROM genres WHERE key = ?", (identity(genre or ""),)).fetchone()
    return Listing(
        name=f"{kind}s-of-genre",
        revision="tr" if kind == "track" else "al",
        table=f"listed_{kind}_genres",
        where="genre_id = ?",
        key="sort_key",
        order=f"sort_key, {kind}_id",
        id=f"{kind}_id",
        bound=(-1 if row is None else row[0],),
    )


def _tracks_of_artist(
    db: sqlite3.Connection, artist: int, genre: str | None, limits: Limits
) -> tuple[list[int], int]:
    conditions, bound = _genre_condition("t.is_present = 1", "track", "t", genre)
    source = f"""(SELECT DISTINCT track_id FROM track_artists WHERE artist_id = ?) c
        CROSS JOIN tracks t ON t.id = c.track_id WHERE {conditions}"""
    ids = _slice(db, f"SELECT t.id FROM {source} ORDER BY t.sort_key, t.id", [artist, *bound], limits)
    return ids, _count(db, source, [artist, *bound])


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
