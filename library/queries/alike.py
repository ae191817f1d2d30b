"""What is like something, and what of an artist is played most in this house. Reads a bounded number of rows."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from library.database import Reader
from library.errors import NotFound
from library.ids import IN_IDS, ids_json, number_of, parsed
from library.model import Artist, Track, TrackId, UserId
from library.queries import values
from library.queries.likeness import Sounding, Traits, most_alike, sonic_likeness, sonic_path

_SEEDS = 20  # of an album or an artist so many tracks stand for it
_OF_GENRE = (
    300  # candidates from each genre, from a place that is drawn, so that a large one is heard all over
)
_OF_ARTIST = 100
_GENRES = 8

_ROWS = f"""
    SELECT t.id, t.year, s.loudness_lufs, s.range_lu, s.true_peak, (SELECT sum(m.plays) FROM marks m
        WHERE m.kind = 'tr' AND m.item_id = t.id) AS plays
    FROM tracks t LEFT JOIN sounds s ON s.track_id = t.id WHERE t.is_present = 1 AND t.id {IN_IDS}"""
_SEEDS_OF = {
    "tr": "SELECT id FROM tracks WHERE id = ? AND is_present = 1",
    "al": "SELECT id FROM tracks WHERE release_id = ? AND is_present = 1 ORDER BY id",
    "ar": """SELECT DISTINCT c.track_id FROM track_artists c JOIN tracks t ON t.id = c.track_id
        WHERE c.artist_id = ? AND t.is_present = 1 ORDER BY c.track_id""",
}
_TOP = """
    SELECT t.id FROM (SELECT DISTINCT track_id FROM track_artists WHERE artist_id = ?) c
    JOIN tracks t ON t.id = c.track_id LEFT JOIN marks m ON m.kind = 'tr' AND m.item_id = t.id
    WHERE t.is_present = 1 GROUP BY t.id
    ORDER BY coalesce(sum(m.plays), 0) DESC, count(m.starred_ms) DESC, coalesce(avg(m.rating), 0) DESC, t.id LIMIT ?"""


class Alike:
    """Any thread."""

    def __init__(self, database: Reader, choice: random.Random) -> None:
        self._database = database
        self._choice = choice

    def top_tracks(self, artist: str, count: int, user: UserId | None) -> list[Track]:
        """Of an artist: by the plays of everybody here, then by stars and ratings."""
        with self._database.snapshot() as db:
            ids = [row[0] for row in db.execute(_TOP, (number_of(artist, "ar"), count))]
            return values.tracks(db, ids, user)

    def tracks(self, id: str, count: int, user: UserId | None) -> list[Track]:
        """Like a track, a release or an artist, best first. Raises: NotFound."""
        with self._database.snapshot() as db:
            seeds, others = self._around(db, id)
            return values.tracks(db, [one.number for one in most_alike(seeds, others, count)], user)

    def artists(self, id: str, count: int, user: UserId | None) -> list[Artist]:
        """Those whose tracks are like an artist's, best first. Raises: NotFound."""
        with self._database.snapshot() as db:
            seeds, others = self._around(db, id)
            own = (
                {number_of(id, "ar")} if id.startswith("ar-") else {a for seed in seeds for a in seed.artists}
            )
            ranked = dict.fromkeys(
                artist
                for one in most_alike(seeds, others, len(others))
                if one.genres & frozenset(genre for seed in seeds for genre in seed.genres)
                for artist in sorted(one.artists)
                if artist not in own
            )
            return values.artists(db, list(ranked)[:count], user)

    def sonic(self, id: TrackId, count: int, user: UserId | None) -> list[tuple[Track, float]]:
        """Tracks that measure most alike, with how much; those that were not measured last, as UNKNOWN."""
        with self._database.snapshot() as db:
            [seed], others = self._around(db, id)
            scored = [(one, sonic_likeness(seed.sounding, one.sounding)) for one in others]
            scored = sorted(
                ((one, score) for one, score in scored if one.number != seed.number),
                key=lambda pair: (-pair[1], pair[0].number),
            )[:count]
            tracks = values.tracks(db, [one.number for one, _ in scored], user)
            return [(track, score) for track, (_, score) in zip(tracks, scored, strict=True)]

    def path(
        self, start: TrackId, end: TrackId, count: int, user: UserId | None
    ) -> list[tuple[Track, float]]:
        """Tracks that lead from one to the other, each with how much it is like the first."""
        with self._database.snapshot() as db:
            [first], near = self._around(db, start)
            [last], far = self._around(db, end)
            path = sonic_path(first, last, [*near, *far], count)
            tracks = values.tracks(db, [one.number for one in path], user)
            scores = [sonic_likeness(first.sounding, one.sounding) for one in path]
            return list(zip(tracks, scores, strict=True))

    def _around(self, db: sqlite3.Connection, id: str) -> tuple[list[Traits], list[Traits]]:
        """What stands for it, and what may be like it."""
        kind, number = parsed(id)
        if kind not in _SEEDS_OF:
            raise NotFound(id)
        numbers = [row[0] for row in db.execute(_SEEDS_OF[kind], (number,))]
        if not numbers:
            raise NotFound(id)
        drawn = numbers if len(numbers) <= _SEEDS else self._choice.sample(numbers, _SEEDS)
        seeds = _traits(db, drawn)
        found: set[int] = set()
        for genre in list(dict.fromkeys(genre for seed in seeds for genre in sorted(seed.genres)))[:_GENRES]:
            found |= self._of_genre(db, genre)
        for artist in list(dict.fromkeys(artist for seed in seeds for artist in sorted(seed.artists)))[
            :_GENRES
        ]:
            rows = db.execute(
                "SELECT track_id FROM track_artists WHERE artist_id = ? LIMIT ?", (artist, _OF_ARTIST)
            )
            found |= {row[0] for row in rows}
        return seeds, _traits(db, sorted(found - set(drawn)))

    def _of_genre(self, db: sqlite3.Connection, genre: int) -> set[int]:
        """From a drawn place on, and from the beginning where that is near the end."""
        span = db.execute(
            "SELECT (SELECT track_id FROM track_genres WHERE genre_id = :g ORDER BY track_id LIMIT 1),"
            " (SELECT track_id FROM track_genres WHERE genre_id = :g ORDER BY track_id DESC LIMIT 1)",
            {"g": genre},
        ).fetchone()
        if span[0] is None:
            return set()
        place = self._choice.randint(span[0], span[1])
        select = (
            "SELECT track_id FROM track_genres WHERE genre_id = ? AND track_id {} ? ORDER BY track_id LIMIT ?"
        )
        found = {row[0] for row in db.execute(select.format(">="), (genre, place, _OF_GENRE))}
        missing = _OF_GENRE - len(found)
        return found | {row[0] for row in db.execute(select.format("<"), (genre, place, missing))}


def _traits(db: sqlite3.Connection, numbers: Sequence[int]) -> list[Traits]:
    """≤ 3 statements; hidden ones are left out."""
    ids = ids_json(numbers)
    artists, genres = defaultdict[int, set[int]](set), defaultdict[int, set[int]](set)
    for track, artist in db.execute(
        f"SELECT track_id, artist_id FROM track_artists WHERE track_id {IN_IDS}", (ids,)
    ):
        artists[track].add(artist)
    for track, genre in db.execute(
        f"SELECT track_id, genre_id FROM track_genres WHERE track_id {IN_IDS}", (ids,)
    ):
        genres[track].add(genre)
    return [
        Traits(
            row["id"],
            frozenset(artists[row["id"]]),
            frozenset(genres[row["id"]]),
            row["year"],
            None
            if row["loudness_lufs"] is None
            else Sounding(row["loudness_lufs"], row["range_lu"], row["true_peak"]),
            row["plays"] or 0,
        )
        for row in db.execute(_ROWS, (ids,)).fetchall()
    ]
