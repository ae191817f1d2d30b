"""Lists of the catalogue, in slices of a stable order."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence

from library.database import Reader
from library.ids import IN_IDS, artist_id, ids_json, number_of
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
from library.paths import for_people, from_column
from library.queries import values
from library.queries.filtered import (
    genre_condition,
    genre_total,
    listing_of,
    of_genre,
    release_conditions,
    release_total,
    total,
    year_conditions,
)
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
                ids, every = _marked_releases(db, order, limits, where, user)
            elif order is ReleaseOrder.RANDOM:
                # Every page is a new draw: an offset into it would mean nothing.
                ids, every = self._random_releases(db, where, limits.limit), release_total(db, where)
            else:
                ids, every = self._ordered_releases(db, order, limits, where), release_total(db, where)
            return Page(tuple(values.releases(db, ids, user)), limits.offset, every)

    def _ordered_releases(
        self, db: sqlite3.Connection, order: ReleaseOrder, limits: Limits, where: ReleaseFilter
    ) -> list[int]:
        if where == ReleaseFilter():
            if order in (ReleaseOrder.YEAR, ReleaseOrder.YEAR_DESC):
                return self._by_year(db, order, limits)
            return self._positions.page(db, _ORDERS[order], limits)
        listing = listing_of(db, order, where)
        if listing is not None:
            return self._positions.page(db, listing, limits)
        conditions, bound = release_conditions(where)
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
        conditions, bound = release_conditions(where)
        return self._random(db, "releases r", "r.track_count > 0", conditions, bound, count)

    def artists(self, limits: Limits | None, user: UserId | None) -> Page[Artist]:
        with self._database.snapshot() as db:
            every = total(db, "ar")
            limits = limits or Limits(every)
            ids = self._positions.everything(db, "ar", limits)
            return Page(tuple(values.artists(db, ids, user)), limits.offset, every)

    def artist_names(self) -> list[tuple[ArtistId, str]]:
        rows = self._database.reading().execute(
            "SELECT id, sort_name FROM artists WHERE release_count > 0 ORDER BY sort_key, id"
        )
        return [(artist_id(row[0]), row[1]) for row in rows]

    def artists_of(self, ids: Sequence[ArtistId], user: UserId | None) -> list[Artist]:
        """Those that are there, in the order of `ids`."""
        with self._database.snapshot() as db:
            return values.artists(db, [number_of(id, "ar") for id in ids], user)

    def tracks(
        self, limits: Limits, genre: str | None, artist: ArtistId | None, user: UserId | None
    ) -> Page[Track]:
        with self._database.snapshot() as db:
            if artist is not None:
                ids, every = _tracks_of_artist(db, number_of(artist, "ar"), genre, limits)
            elif genre is not None:
                ids = self._positions.page(db, of_genre(db, "track", genre), limits)
                every = genre_total(db, "track", genre)
            else:
                ids, every = self._positions.everything(db, "tr", limits), total(db, "tr")
            return Page(tuple(values.tracks(db, ids, user)), limits.offset, every)

    def random_tracks(self, count: int, where: ReleaseFilter, user: UserId | None) -> list[Track]:
        """At most `count`, no track twice; years are the tracks' own."""
        with self._database.snapshot() as db:
            if where.genre is not None and where == ReleaseFilter(genre=where.genre):
                return values.tracks(db, self._random_of_genre(db, where.genre, count), user)
            conditions, bound = genre_condition("t.is_present = 1", "track", "t", where.genre)
            conditions += year_conditions("t", where, bound)
            return values.tracks(
                db, self._random(db, "tracks t", "t.is_present = 1", conditions, bound, count), user
            )

    def _random_of_genre(self, db: sqlite3.Connection, genre: str, count: int) -> list[int]:
        """By drawn positions, which are looked up one by one: a genre may have most of the tracks."""
        tracks = genre_total(db, "track", genre)
        listing = of_genre(db, "track", genre)
        if count * 4 >= tracks:
            every = self._positions.page(db, listing, Limits(tracks))
            return self._choice.sample(every, min(count, len(every)))
        drawn = self._choice.sample(range(tracks), count)
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
    conditions, bound = release_conditions(where)
    source = f"""marks m CROSS JOIN releases r ON r.id = m.item_id
        WHERE m.user_id = ? AND m.kind = 'al' AND {condition} AND {conditions}"""
    bound = [-1 if user is None else user, *bound]
    ids = _slice(db, f"SELECT r.id FROM {source} ORDER BY {ordering}", bound, limits)
    return ids, _count(db, source, bound)


def _tracks_of_artist(
    db: sqlite3.Connection, artist: int, genre: str | None, limits: Limits
) -> tuple[list[int], int]:
    conditions, bound = genre_condition("t.is_present = 1", "track", "t", genre)
    source = f"""(SELECT DISTINCT track_id FROM track_artists WHERE artist_id = ?) c
        CROSS JOIN tracks t ON t.id = c.track_id WHERE {conditions}"""
    ids = _slice(db, f"SELECT t.id FROM {source} ORDER BY t.sort_key, t.id", [artist, *bound], limits)
    return ids, _count(db, source, [artist, *bound])


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
