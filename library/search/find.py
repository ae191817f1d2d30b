"""Finds artists, releases and tracks by words of their names and by filters: at a million tracks in milliseconds, the
likeliest first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from library.database import Reader
from library.ids import IN_IDS, ids_json
from library.index import TABLES, Kind, find_meant, is_known
from library.model import Limits, SearchResult, UserId
from library.queries import Positions, artist_values, release_values, track_values
from library.rules import (
    SOURCE,
    Compiled,
    Meaning,
    NoneOf,
    Query,
    compile_rule,
    is_personal,
    is_selective,
    parse,
)
from library.search.match import Asked, Word, ask
from library.search.rank import Candidate, Sought, ranked

# Ranking all that a short prefix matches takes 0.6 s at a million tracks. These many of each source are ranked: names
# that begin with the query, what people have played or starred, and then what comes first.
_NAMED = 40
_POPULAR = 60
_CANDIDATES = 100
# Things that match the words are looked at for filters which the index does not know, such as the bitrate.
_FILTERED = 5_000
_SELECTED = 20_000
# So few found: the words are taken as typing errors, too.
_ENOUGH = 3
_MEANT = 6

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Things:
    table: str
    visible: str
    key: str  # folded words of the name
    name: str


_THINGS: dict[Kind, _Things] = {
    "ar": _Things("artists", "(track_count > 0 OR release_count > 0 OR part_count > 0)", "name_key", "name"),
    "al": _Things("releases", "track_count > 0", "title_key", "title"),
    "tr": _Things("tracks", "is_present = 1", "title_key", "title"),
}


class Search:
    """Any thread."""

    def __init__(
        self,
        database: Reader,
        positions: Positions,
        now_ms: Callable[[], int],
        libraries: Collection[int] | None = None,
    ) -> None:
        """`libraries`: all that can be seen through the `database`; None: everything."""
        self._database = database
        self._positions = positions
        self._now_ms = now_ms
        self._libraries = libraries

    def find(
        self, text: str, *, artists: Limits, releases: Limits, tracks: Limits, user: UserId | None
    ) -> SearchResult:
        """No text raises, whatever signs are in it."""
        limits: dict[Kind, Limits] = {"ar": artists, "al": releases, "tr": tracks}
        with self._database.snapshot() as db:
            ids = self._ids(db, text, limits, user)
            return SearchResult(
                tuple(artist_values(db, ids["ar"], user)),
                tuple(release_values(db, ids["al"], user)),
                tuple(track_values(db, ids["tr"], user)),
            )

    def _ids(
        self, db: sqlite3.Connection, text: str, limits: Mapping[Kind, Limits], user: UserId | None
    ) -> dict[Kind, list[int]]:
        query = parse(text)
        if query.wanted or query.unwanted:
            number = -1 if user is None else user
            return _Search(db, query, number, self._now_ms(), self._libraries).ids(limits)
        if bare := text.strip().strip("\"'"):
            return {kind: _literal(db, kind, bare, limits[kind]) for kind in limits}
        return {kind: self._positions.everything(db, kind, limits[kind]) for kind in limits}


class _Search:
    """One search, in one transaction."""

    def __init__(
        self,
        db: sqlite3.Connection,
        query: Query,
        user: int,
        now_ms: int,
        libraries: Collection[int] | None,
    ) -> None:
        self._db = db
        genres = (
            [(row[0], row[1]) for row in db.execute("SELECT id, name FROM genres")] if _filters(query) else []
        )
        self._meaning = Meaning(user, now_ms, genres)
        self._asked = {kind: ask(query, kind, genres, libraries) for kind in _THINGS}
        self._meant: dict[tuple[str, bool], list[str]] = {}

    def ids(self, limits: Mapping[Kind, Limits]) -> dict[Kind, list[int]]:
        """First as typed. What may be meant besides is added where little was found: by the words that nothing is
        called, and by every word if nothing was found at all."""
        found = {kind: self._typed(kind, asked, limits[kind]) for kind, asked in self._asked.items() if asked}
        is_nothing = not any(ids for ids, _ in found.values())
        pages: dict[Kind, list[int]] = {kind: [] for kind in limits}
        for kind, (ids, is_all) in found.items():
            first, limit = limits[kind].offset, limits[kind].limit
            if is_all and len(ids) < _ENOUGH and limit > 0:
                ids = ids + self._also(kind, ids, every_word=is_nothing)
            pages[kind] = ids[first : first + limit]
            if not is_all and len(pages[kind]) < limit:
                pages[kind] += self._beyond(kind, ids, limits[kind], len(pages[kind]))
        return pages

    def _typed(self, kind: Kind, asked: Asked, limits: Limits) -> tuple[list[int], bool]:
        """The best, and whether these are all."""
        if limits.limit <= 0:
            return [], True
        found, is_all = self._candidates(kind, asked, asked.expression(), self._named(kind, asked))
        return self._ranked(kind, found, [Sought(word.begins) for word in asked.words]), is_all

    def _also(self, kind: Kind, typed: list[int], *, every_word: bool) -> list[int]:
        asked = self._asked[kind]
        if asked is None or not asked.words:
            return []
        meant = self._meant_words(asked, every_word=every_word)
        if not any(word.whole for word in meant):
            return []
        found, _ = self._candidates(kind, asked, asked.expression(meant), [])
        known = set(typed)
        sought = [Sought(word.begins, word.whole) for word in meant]
        return self._ranked(kind, [one for one in found if one not in known], sought)

    # -- candidates -----------------------------------------------------------------------------------

    def _candidates(self, kind: Kind, asked: Asked, match: str, named: list[int]) -> tuple[list[int], bool]:
        """And whether these are all that match."""
        table = TABLES[kind]
        if asked.rules or asked.unwanted:
            return self._filtered(asked, match)
        rows = _numbers(
            self._db, f"SELECT rowid FROM {table.name} WHERE {table.name} MATCH ? LIMIT ?", match, _CANDIDATES
        )
        if len(rows) < _CANDIDATES:
            return rows, True
        popular = _numbers(
            self._db,
            f"SELECT rowid FROM {table.popular} WHERE {table.popular} MATCH ? LIMIT ?",
            match,
            _POPULAR,
        )
        return list(dict.fromkeys([*named, *popular, *rows])), False

    def _named(self, kind: Kind, asked: Asked) -> list[int]:
        """Whose names begin with the whole query; only for plain words, since nothing else is checked here."""
        phrase = _phrase(asked)
        if not phrase or asked.terms or asked.without or any(word.column for word in asked.words):
            return []
        things = _THINGS[kind]
        return _numbers(
            self._db,
            f"""SELECT id FROM {things.table} WHERE {things.key} >= ? AND {things.key} < ? AND {things.visible}
            ORDER BY {things.key}, id LIMIT ?""",
            *(phrase, phrase + _LAST, _NAMED),
        )

    def _filtered(self, asked: Asked, match: str) -> tuple[list[int], bool]:
        """Tracks that match and satisfy rules which the index does not know."""
        rule, user = self._condition(asked), self._meaning.user
        is_match_needed = bool(asked.words or asked.terms or asked.without)
        if not is_match_needed or any(is_selective(one) for one in asked.rules):
            limit = _SELECTED if is_match_needed else _CANDIDATES
            sql = f"SELECT t.id FROM {SOURCE} WHERE t.is_present = 1 AND {rule.sql} LIMIT ?"
            ids = _numbers(self._db, sql, user, *rule.bound, limit)
            table = TABLES["tr"]
            # What somebody marked is in the smaller index, too.
            name = table.popular if any(is_personal(one) for one in asked.rules) else table.name
            return (self._among(name, match, ids) if is_match_needed else ids), True
        matching = "(SELECT rowid AS number FROM track_index WHERE track_index MATCH ? LIMIT ?) f CROSS JOIN"
        source = f"{matching} {SOURCE.replace('tracks t', 'tracks t ON t.id = f.number', 1)}"
        sql = f"SELECT t.id FROM {source} WHERE {rule.sql} LIMIT ?"
        return _numbers(self._db, sql, match, _FILTERED, user, *rule.bound, _CANDIDATES), True

    def _among(self, table: str, match: str, ids: list[int]) -> list[int]:
        statement = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid {IN_IDS}"
        return _numbers(self._db, statement, match, ids_json(ids))

    def _condition(self, asked: Asked) -> Compiled:
        parts = [compile_rule(rule, self._meaning) for rule in asked.rules]
        if asked.unwanted:
            parts.append(compile_rule(NoneOf(rules=list(asked.unwanted)), self._meaning))
        return Compiled(
            " AND ".join(part.sql for part in parts), tuple(value for part in parts for value in part.bound)
        )

    def _beyond(self, kind: Kind, best: list[int], limits: Limits, given: int) -> list[int]:
        """Pages after the ranked candidates: all the others, in the order of their ids."""
        asked, table = self._asked[kind], TABLES[kind]
        if asked is None:
            return []
        return _numbers(
            self._db,
            f"SELECT rowid FROM {table.name} WHERE {table.name} MATCH ? AND rowid NOT {IN_IDS} LIMIT ? OFFSET ?",
            *(asked.expression(), ids_json(best), limits.limit - given, max(0, limits.offset - len(best))),
        )

    # -- typing errors --------------------------------------------------------------------------------

    def _meant_words(self, asked: Asked, *, every_word: bool) -> list[Word]:
        """The words with what else may have been meant by them."""
        last = len(asked.words) - 1
        return [
            replace(word, whole=self._meant_by(word.begins[0], is_finished=at < last))
            if every_word or not is_known(self._db, word.begins[0], is_finished=True)
            else word
            for at, word in enumerate(asked.words)
        ]

    def _meant_by(self, word: str, *, is_finished: bool) -> list[str]:
        if (word, is_finished) not in self._meant:
            found = find_meant(self._db, word, is_finished=is_finished, limit=_MEANT)
            self._meant[word, is_finished] = [one.word for one in found]
        return self._meant[word, is_finished]

    # -- ranking --------------------------------------------------------------------------------------

    def _ranked(self, kind: Kind, ids: Sequence[int], words: Sequence[Sought]) -> list[int]:
        things, table = _THINGS[kind], TABLES[kind]
        columns = table.columns[:-1]
        statement = f"""SELECT i.rowid, {", ".join(f"i.{column}" for column in columns)}, n.{things.key}, n.sort_key
            FROM {table.name} i JOIN {things.table} n ON n.id = i.rowid WHERE i.rowid {IN_IDS}"""
        rows = self._db.execute(statement, (ids_json(ids),)).fetchall()
        marks = {
            row[0]: row
            for row in self._db.execute(
                f"""SELECT item_id, sum(plays), sum(starred_ms IS NOT NULL), max(coalesce(rating, 0)) FROM marks
                WHERE kind = ? AND item_id {IN_IDS} GROUP BY item_id""",
                (kind, ids_json(ids)),
            )
        }
        width = len(columns) + 1
        candidates = [
            Candidate(row[0], tuple(row[1:width]), row[width], row[width + 1], *_loved(marks.get(row[0])))
            for row in rows
        ]
        return ranked(candidates, columns, words, " ".join(word.spellings[0] for word in words))


def _literal(db: sqlite3.Connection, kind: Kind, text: str, limits: Limits) -> list[int]:
    """Names such as `!!!` and `÷` have no words; only those are looked through."""
    things = _THINGS[kind]
    return _numbers(
        db,
        f"""SELECT id FROM {things.table} WHERE {things.key} = '' AND instr(lower({things.name}), lower(?)) > 0
        AND {things.visible} ORDER BY sort_key, id LIMIT ? OFFSET ?""",
        *(text, limits.limit, limits.offset),
    )


def _loved(row: sqlite3.Row | None) -> tuple[int, int, int]:
    return (0, 0, 0) if row is None else (row[1], row[2], row[3])


def _phrase(asked: Asked) -> str:
    return " ".join(word.begins[0] for word in asked.words)


def _filters(query: Query) -> bool:
    return any(getattr(rule, "field", None) != "anywhere" for rule in (*query.wanted, *query.unwanted))


def _numbers(db: sqlite3.Connection, statement: str, *bound: object) -> list[int]:
    return [row[0] for row in db.execute(statement, bound)]
