"""Finds artists, releases and tracks by words of their names: fast at a million tracks, best matches
first."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from library.database import Reader
from library.ids import IN_IDS, ids_json
from library.model import Limits, SearchResult, UserId
from library.names import query_words
from library.queries import values

# Ranking all that a short prefix matches takes 0.6 s at a million tracks; the best of the first 500 takes a
# millisecond, and names that begin with the query are added from an index, so that none of those is missed.
_CANDIDATES = 500

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Kind:
    table: str
    visible: str
    key: str  # folded words of the name
    words: str  # FTS5 table with the same row ids
    order: str  # of everything


_ARTISTS = _Kind(
    "artists", "(track_count > 0 OR release_count > 0)", "name_key", "artist_words", "sort_key, id"
)
_RELEASES = _Kind("releases", "track_count > 0", "title_key", "release_words", "sort_key, id")
_TRACKS = _Kind("tracks", "is_present = 1", "title_key", "track_words", "sort_key, id")


class Search:
    """Any thread."""

    def __init__(self, database: Reader) -> None:
        self._database = database

    def find(
        self, text: str, *, artists: Limits, releases: Limits, tracks: Limits, user: UserId | None
    ) -> SearchResult:
        """No text raises, whatever signs are in it."""
        with self._database.snapshot() as db:
            return SearchResult(
                tuple(values.artists(db, _ids(db, _ARTISTS, text, artists), user)),
                tuple(values.releases(db, _ids(db, _RELEASES, text, releases), user)),
                tuple(values.tracks(db, _ids(db, _TRACKS, text, tracks), user)),
            )


def _ids(db: sqlite3.Connection, kind: _Kind, text: str, limits: Limits) -> list[int]:
    if limits.limit <= 0:
        return []
    words = query_words(text)
    if words:
        return _matching(db, kind, words, limits)
    if text.strip().strip("\"'"):
        return _literal(db, kind, text.strip(), limits)
    return _rows(db, f"SELECT id FROM {kind.table} WHERE {kind.visible} ORDER BY {kind.order}", (), limits)


def _matching(db: sqlite3.Connection, kind: _Kind, words: Sequence[str], limits: Limits) -> list[int]:
    # Words are letters and digits only; the quotes keep AND, OR, NOT and NEAR words like all others.
    match = " ".join(f'"{word}"*' for word in words)
    phrase = " ".join(words)
    beginning = _rows(
        db,
        f"""SELECT id FROM {kind.table} WHERE {kind.key} >= ? AND {kind.key} < ? AND {kind.visible}
        ORDER BY {kind.key}, id""",
        (phrase, phrase + _LAST),
        Limits(_CANDIDATES),
    )
    containing = _rows(
        db, f"SELECT rowid FROM {kind.words} WHERE {kind.words} MATCH ?", (match,), Limits(_CANDIDATES)
    )
    ranked = _ranked(db, kind, words, {*beginning, *containing})
    page = ranked[limits.offset : limits.offset + limits.limit]
    if len(page) == limits.limit or len(containing) < _CANDIDATES:
        return page
    rest = f"""SELECT rowid FROM {kind.words} WHERE {kind.words} MATCH ? AND rowid > ?
        AND rowid NOT {IN_IDS}"""
    beyond = Limits(limits.limit - len(page), max(0, limits.offset - len(ranked)))
    return page + _rows(db, rest, (match, max(containing), ids_json(ranked)), beyond)


def _ranked(db: sqlite3.Connection, kind: _Kind, words: Sequence[str], ids: set[int]) -> list[int]:
    keys = db.execute(
        f"SELECT {kind.key}, sort_key, id FROM {kind.table} WHERE id {IN_IDS}",
        (ids_json(ids),),
    )
    return [row[2] for row in sorted(keys, key=lambda row: (_distance(row[0], words), row[1], row[2]))]


def _distance(name: str, words: Sequence[str]) -> int:
    """0: the name itself; then: it begins so; has all words whole; has all as beginnings; only others name it
    so."""
    phrase = " ".join(words)
    if name == phrase:
        return 0
    if name.startswith(phrase):
        return 1
    parts = name.split()
    if all(word in parts for word in words):
        return 2
    return 3 if all(any(part.startswith(word) for part in parts) for word in words) else 4


def _literal(db: sqlite3.Connection, kind: _Kind, text: str, limits: Limits) -> list[int]:
    """Names such as `!!!` and `÷` have no words; only those are looked through."""
    name = "name" if kind is _ARTISTS else "title"
    statement = f"""SELECT id FROM {kind.table} WHERE {kind.key} = '' AND instr(lower({name}), lower(?)) > 0
        AND {kind.visible} ORDER BY {kind.order}"""
    return _rows(db, statement, (text,), limits)


def _rows(db: sqlite3.Connection, statement: str, bound: Sequence[object], limits: Limits) -> list[int]:
    page = (*bound, limits.limit, limits.offset)
    return [row[0] for row in db.execute(f"{statement} LIMIT ? OFFSET ?", page)]
