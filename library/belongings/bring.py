"""Brings in what a person made elsewhere: what they said here stays, the rest is added."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from library.belongings.model import Belongings, BroughtIn, MarkTold, PlaylistTold, TrackTold
from library.database import Database, Reader
from library.ids import track_id
from library.index import Kind, note_popular
from library.model import UserId
from library.names import identity, query_words
from library.playlists import Line, Playlists, find_line
from library.rules import All, Any, NoneOf, PlaylistRule, Rule

_CHUNK = 500  # marks a transaction
_LATEST_MS = 253_402_300_799_000  # the end of the year 9999, after which Python knows no date
_MERGED = """INSERT INTO marks (user_id, kind, item_id, starred_ms, rating, plays, played_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
        starred_ms = coalesce(starred_ms, excluded.starred_ms), rating = coalesce(rating, excluded.rating),
        plays = max(plays, excluded.plays),
        played_ms = nullif(max(coalesce(played_ms, 0), coalesce(excluded.played_ms, 0)), 0)"""


class Bringer:
    """Any thread. Plays are not added up but the larger count is kept, so a second time changes nothing."""

    def __init__(self, database: Database, playlists: Playlists, seen: Reader | None = None) -> None:
        """`seen`: where things are looked for; None: everywhere."""
        self._database = database
        self._seen = seen or database
        self._playlists = playlists

    def bring(self, told: Belongings, user: UserId) -> BroughtIn:
        missing: list[str] = []
        found = sum(self._write(chunk, user, missing) for chunk in _chunks(told.marks))
        made = sum(self._make(one, user, missing) for one in told.playlists)
        return BroughtIn(found, made, tuple(dict.fromkeys(missing)))

    def _write(self, marks: Sequence[MarkTold], user: UserId, missing: list[str]) -> int:
        with self._seen.snapshot() as db:
            things = [(mark, _thing(db, mark)) for mark in marks]
        known = [(mark, thing) for mark, thing in things if thing is not None]
        missing += [_text(mark) for mark, thing in things if thing is None]
        with self._database.writing() as tables:
            rows = [
                (user, *thing, _ms(m.starred_utc), m.rating, m.plays, _ms(m.played_utc)) for m, thing in known
            ]
            tables.conn.executemany(_MERGED, rows)
            note_popular(tables.conn, [thing for _, thing in known])
        return len(known)

    def _make(self, told: PlaylistTold, user: UserId, missing: list[str]) -> bool:
        own = [one for one in self._playlists.list(user) if one.owner_id == user and one.name == told.name]
        about = {"description": told.description, "is_public": told.is_public}
        if told.rules is not None:
            if _names_a_playlist(told.rules.where):
                missing.append(f"{told.name}: its rules name another playlist")
                return False
            if not any(one.rules == told.rules for one in own):
                self._playlists.create(user, told.name, rules=told.rules, **about)  # type: ignore[arg-type] # as named
                return True
            return False
        with self._seen.snapshot() as db:
            found = [(track, find_line(db, _line(track))) for track in told.tracks]
        missing += [_line(track).text for track, number in found if number is None]
        tracks = [track_id(number) for _, number in found if number is not None]
        if any(
            [t for t, _ in self._playlists.tracks(one.id, user)] == tracks for one in own if not one.rules
        ):
            return False
        self._playlists.create(user, told.name, tracks=tracks, **about)  # type: ignore[arg-type] # as named
        return True


def _thing(db: sqlite3.Connection, mark: MarkTold) -> tuple[Kind, int] | None:
    if mark.of == "track":
        number = find_line(db, _line(mark))
        return None if number is None else ("tr", number)
    if mark.of == "artist":
        row = db.execute("SELECT id FROM artists WHERE key = ?", (identity(mark.artist or ""),)).fetchone()
        return None if row is None else ("ar", row[0])
    rows = db.execute(
        "SELECT id, artist FROM releases WHERE title_key = ? AND track_count > 0 ORDER BY id",
        (" ".join(query_words(mark.title or "")),),
    ).fetchall()
    wanted = identity(mark.artist or "")
    same = [row[0] for row in rows if not wanted or identity(row[1]) == wanted]
    return ("al", same[0]) if same else None


def _line(told: TrackTold | MarkTold) -> Line:
    return Line(told.path, told.title, told.artist, told.album, told.duration_ms)


def _text(mark: MarkTold) -> str:
    return _line(mark).text if mark.of == "track" else f"{mark.of} {_line(mark).text or mark.artist}"


def _ms(when: datetime | None) -> int | None:
    return None if when is None else min(max(0, int(when.timestamp() * 1000)), _LATEST_MS)


def _names_a_playlist(rule: Rule) -> bool:
    if isinstance(rule, All | Any | NoneOf):
        return any(map(_names_a_playlist, rule.rules))
    return isinstance(rule, PlaylistRule)


def _chunks(marks: Sequence[MarkTold]) -> Iterator[list[MarkTold]]:
    rest = iter(marks)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
