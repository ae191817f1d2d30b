"""Keeps playlists; each call is one short transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from library.database import Database, Reader
from library.errors import NotFound, NotOwner, PlaylistIsSmart
from library.ids import IN_IDS, ids_json, number_of, track_id
from library.model import Limits, Page, TrackId, UserId
from library.playlists.match import find_line
from library.playlists.model import ImportedList, Line, Playlist, PlaylistEntry, PlaylistId, PlaylistNews
from library.playlists.order import moved
from library.playlists.smart import held
from library.queries import shown_cover, track_values, utc
from library.rules import SmartRules, rules_json, stored_rules

# A track whose file another one goes on with stands for that one.
_CURRENT = """coalesce((SELECT continued_by FROM tracks o
    WHERE o.id = e.track_id AND o.is_present = 0), e.track_id)"""
_SELECT = f"""SELECT p.*, e.track_count, e.duration_ms, c.id AS cover_id, c.digest FROM playlists p
    LEFT JOIN (SELECT e.playlist_id, count(*) AS track_count, sum(t.duration_ms) AS duration_ms
        FROM playlist_entries e JOIN tracks t ON t.id = {_CURRENT} AND t.is_present = 1
        WHERE e.playlist_id IN (SELECT p.id FROM playlists p WHERE {{where}}) GROUP BY 1) e ON e.playlist_id = p.id
    LEFT JOIN covers c ON c.id = (SELECT coalesce(t.cover_id, r.cover_id) FROM playlist_entries f
        JOIN tracks t ON t.id = {_CURRENT.replace("e.", "f.")} JOIN releases r ON r.id = t.release_id
        WHERE f.playlist_id = p.id AND t.is_present = 1 ORDER BY f.position LIMIT 1)
    WHERE {{where}}"""


@dataclass(frozen=True, slots=True)
class _Owned:
    number: int
    owner: int
    is_public: bool
    rules: SmartRules | None


class Playlists:
    """Any thread. Lists of others that are not public are NotFound; changing somebody else's public one raises
    NotOwner, and changing the entries of a smart one PlaylistIsSmart."""

    def __init__(
        self,
        database: Database,
        now_ms: Callable[[], int],
        reader_of: Callable[[UserId], Reader] | None = None,
    ) -> None:
        """`reader_of` a user finds what that user may see; None: everything."""
        self._database = database
        self._reader_of = reader_of or (lambda _: database)
        self._now_ms = now_ms
        self._listener: Callable[[PlaylistNews], None] = lambda _: None

    def on_change(self, listener: Callable[[PlaylistNews], None]) -> None:
        """`listener` hears of every change once it is kept, from the thread that made it; it returns at once."""
        self._listener = listener

    def list(self, user: UserId) -> list[Playlist]:
        """Own ones and public ones, by name."""
        with self._reader_of(user).snapshot() as db:
            where = "(p.owner_id = :user OR p.is_public = 1)"
            rows = db.execute(_SELECT.format(where=where), {"user": user}).fetchall()
            found = [self._value(db, row) for row in rows]
            return sorted(found, key=lambda one: (one.name.casefold(), one.id))

    def get(self, id: PlaylistId, user: UserId) -> Playlist:
        with self._reader_of(user).snapshot() as db:
            return self._value(db, self._row(db, _visible(db, id, user).number))

    def entries(self, id: PlaylistId, limits: Limits, user: UserId) -> Page[PlaylistEntry]:
        """In order, without those whose file is away."""
        with self._reader_of(user).snapshot() as db:
            pairs = self._pairs(db, _visible(db, id, user))
            part = pairs[limits.offset : limits.offset + limits.limit]
            known = {
                track.id: track for track in track_values(db, list({track for _, track, _ in part}), user)
            }
            shown = (
                PlaylistEntry(entry, known[track_id(track)])
                for entry, track, _ in part
                if track_id(track) in known
            )
            return Page(tuple(shown), limits.offset, len(pairs))

    def tracks(self, id: PlaylistId, user: UserId) -> Sequence[tuple[TrackId, int]]:
        """Every track, with its duration in ms, in order."""
        with self._reader_of(user).snapshot() as db:
            pairs = self._pairs(db, _visible(db, id, user))
            return [(track_id(track), duration_ms) for _, track, duration_ms in pairs]

    # -- making and changing --------------------------------------------------------------------------

    def create(
        self,
        user: UserId,
        name: str,
        *,
        description: str = "",
        is_public: bool = False,
        tracks: Sequence[TrackId] = (),
        rules: SmartRules | None = None,
    ) -> Playlist:
        """Raises: NotFound for a track, RulesInvalid."""
        stored = _stored(rules)
        numbers = self._seen(user, tracks)
        with self._database.writing() as tables:
            db, now_ms = tables.conn, self._now_ms()
            insert = """INSERT INTO playlists (owner_id, name, description, is_public, rules, created_ms, changed_ms)
                VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"""
            row = (user, name, description, is_public, stored, now_ms, now_ms)
            (number,) = db.execute(insert, row).fetchone()
            _insert(db, number, 0, numbers, now_ms)
        self._listener(PlaylistNews(_id(number), user, is_public))
        return self.get(_id(number), user)

    def change(
        self,
        id: PlaylistId,
        user: UserId,
        *,
        name: str | None = None,
        description: str | None = None,
        is_public: bool | None = None,
        rules: SmartRules | None = None,
    ) -> Playlist:
        """What is None stays. Rules only of a list that has some: raises NotFound otherwise. Raises: RulesInvalid."""
        stored = _stored(rules)
        with self._database.writing() as tables:
            db = tables.conn
            own = _own(db, id, user)
            if rules is not None and own.rules is None:
                raise NotFound(id)
            db.execute(
                """UPDATE playlists SET name = coalesce(?, name), description = coalesce(?, description),
                is_public = coalesce(?, is_public), rules = coalesce(?, rules),
                changed_ms = max(?, changed_ms + 1) WHERE id = ?""",
                (name, description, is_public, stored, self._now_ms(), own.number),
            )
        self._tell(own, is_public=bool(is_public))
        return self.get(id, user)

    def delete(self, id: PlaylistId, user: UserId) -> None:
        with self._database.writing() as tables:
            own = _own(tables.conn, id, user)
            tables.conn.execute("DELETE FROM playlists WHERE id = ?", (own.number,))
        self._tell(own)

    def add(self, id: PlaylistId, tracks: Sequence[TrackId], user: UserId, *, at: int | None = None) -> None:
        """At the end, or so that the first of them is the `at`-th. Raises: NotFound, and then none is added."""
        numbers = self._seen(user, tracks)
        with self._database.writing() as tables:
            db, own = tables.conn, _own_static(tables.conn, id, user)
            now_ms = self._now_ms()
            count = len(_entries(db, own.number))
            place = count if at is None else min(max(0, at), count)
            db.execute(
                "UPDATE playlist_entries SET position = position + ? WHERE playlist_id = ? AND position >= ?",
                (len(numbers), own.number, place),
            )
            _insert(db, own.number, place, numbers, now_ms)
            _touch(db, own, now_ms)
        self._tell(own)

    def remove(self, id: PlaylistId, entries: Collection[int], user: UserId) -> None:
        """Entries that are not there do nothing."""
        with self._database.writing() as tables:
            db, own = tables.conn, _own_static(tables.conn, id, user)
            _keep(db, own, [entry for entry in _entries(db, own.number) if entry not in set(entries)])
            _touch(db, own, self._now_ms())
        self._tell(own)

    def remove_at(self, id: PlaylistId, places: Collection[int], user: UserId) -> None:
        """By their index among what `entries` shows; places beyond the end do nothing."""
        with self._reader_of(user).snapshot() as db:
            shown = [entry for entry, _, _ in _shown(db, number_of(id, "pl"))]
        with self._database.writing() as tables:
            db, own = tables.conn, _own_static(tables.conn, id, user)
            gone = {shown[place] for place in places if 0 <= place < len(shown)}
            _keep(db, own, [entry for entry in _entries(db, own.number) if entry not in gone])
            _touch(db, own, self._now_ms())
        self._tell(own)

    def move(self, id: PlaylistId, entries: Collection[int], user: UserId, *, before: int | None) -> None:
        """In front of the entry `before`, or to the end."""
        with self._database.writing() as tables:
            db, own = tables.conn, _own_static(tables.conn, id, user)
            _renumber(db, moved(_entries(db, own.number), entries, before=before))
            _touch(db, own, self._now_ms())
        self._tell(own)

    def replace(self, id: PlaylistId, tracks: Sequence[TrackId], user: UserId) -> None:
        """All entries at once. Raises: NotFound, and then nothing is changed."""
        numbers = self._seen(user, tracks)
        with self._database.writing() as tables:
            db, own = tables.conn, _own_static(tables.conn, id, user)
            now_ms = self._now_ms()
            db.execute("DELETE FROM playlist_entries WHERE playlist_id = ?", (own.number,))
            _insert(db, own.number, 0, numbers, now_ms)
            _touch(db, own, now_ms)
        self._tell(own)

    def import_lines(
        self,
        user: UserId,
        name: str,
        lines: Sequence[Line],
        *,
        description: str = "",
        is_public: bool = False,
    ) -> ImportedList:
        """A new list of the tracks that the lines tell of, as far as they are here."""
        with self._reader_of(user).snapshot() as db:
            numbers = [find_line(db, line) for line in lines]
        tracks = [track_id(number) for number in numbers if number is not None]
        missing = tuple(line.text for line, number in zip(lines, numbers, strict=True) if number is None)
        made = self.create(user, name, description=description, is_public=is_public, tracks=tracks)
        return ImportedList(made, missing)

    def forget_user(self, user: UserId) -> None:
        """Drops all lists of a removed user."""
        with self._database.writing() as tables:
            gone = tables.conn.execute(
                "DELETE FROM playlists WHERE owner_id = ? RETURNING id, is_public", (user,)
            ).fetchall()
        for number, is_public in gone:
            self._listener(PlaylistNews(_id(number), user, bool(is_public)))

    def _tell(self, own: _Owned, *, is_public: bool = False) -> None:
        self._listener(PlaylistNews(_id(own.number), UserId(own.owner), own.is_public or is_public))

    def _seen(self, user: UserId, tracks: Sequence[TrackId]) -> Sequence[int]:
        """Their numbers. Raises: NotFound, also for what the user may not see."""
        with self._reader_of(user).snapshot() as db:
            return _known(db, tracks)

    # -- reading --------------------------------------------------------------------------------------

    def _row(self, db: sqlite3.Connection, number: int) -> sqlite3.Row:
        found: sqlite3.Row = db.execute(_SELECT.format(where="p.id = :id"), {"id": number}).fetchone()
        return found

    def _value(self, db: sqlite3.Connection, row: sqlite3.Row) -> Playlist:
        rules = _rules(row["rules"])
        count, duration_ms = row["track_count"] or 0, row["duration_ms"] or 0
        if rules is not None:
            tracks = held(db, rules, owner=row["owner_id"], now_ms=self._now_ms())
            count, duration_ms = len(tracks), sum(track.duration_ms for track in tracks)
        return Playlist(
            id=_id(row["id"]),
            owner_id=UserId(row["owner_id"]),
            name=row["name"],
            description=row["description"],
            is_public=bool(row["is_public"]),
            rules=rules,
            track_count=count,
            duration_ms=duration_ms,
            created_utc=utc(row["created_ms"]),
            changed_utc=utc(row["changed_ms"]),
            cover_id=shown_cover(row),
        )

    def _pairs(self, db: sqlite3.Connection, found: _Owned) -> Sequence[tuple[int, int, int]]:
        """Entry, track and duration of all that is there now."""
        if found.rules is None:
            return _shown(db, found.number)
        tracks = held(db, found.rules, owner=found.owner, now_ms=self._now_ms())
        return [(one.track, one.track, one.duration_ms) for one in tracks]


def _id(number: int) -> PlaylistId:
    return PlaylistId(f"pl-{number}")


def _rules(stored: str | None) -> SmartRules | None:
    return None if stored is None else stored_rules(stored)


def _stored(rules: SmartRules | None) -> str | None:
    return None if rules is None else rules_json(rules)


def _visible(db: sqlite3.Connection, id: PlaylistId, user: UserId) -> _Owned:
    number = number_of(id, "pl")
    row = db.execute("SELECT owner_id, is_public, rules FROM playlists WHERE id = ?", (number,)).fetchone()
    if row is None or (row[0] != user and not row[1]):
        raise NotFound(id)
    return _Owned(number, row[0], bool(row[1]), _rules(row[2]))


def _own(db: sqlite3.Connection, id: PlaylistId, user: UserId) -> _Owned:
    found = _visible(db, id, user)
    if found.owner != user:
        raise NotOwner(id)
    return found


def _own_static(db: sqlite3.Connection, id: PlaylistId, user: UserId) -> _Owned:
    found = _own(db, id, user)
    if found.rules is not None:
        raise PlaylistIsSmart(id)
    return found


def _known(db: sqlite3.Connection, tracks: Sequence[TrackId]) -> Sequence[int]:
    numbers = [number_of(track, "tr") for track in tracks]
    rows = db.execute(f"SELECT id FROM tracks WHERE id {IN_IDS}", (ids_json(set(numbers)),))
    known = {row[0] for row in rows}
    for number in numbers:
        if number not in known:
            raise NotFound(track_id(number))
    return numbers


def _entries(db: sqlite3.Connection, playlist: int) -> Sequence[int]:
    rows = db.execute("SELECT id FROM playlist_entries WHERE playlist_id = ? ORDER BY position", (playlist,))
    return [row[0] for row in rows]


def _shown(db: sqlite3.Connection, playlist: int) -> Sequence[tuple[int, int, int]]:
    rows = db.execute(
        f"""SELECT e.id, t.id, t.duration_ms FROM playlist_entries e JOIN tracks t ON t.id = {_CURRENT}
        WHERE e.playlist_id = ? AND t.is_present = 1 ORDER BY e.position""",
        (playlist,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _insert(db: sqlite3.Connection, playlist: int, place: int, tracks: Sequence[int], now_ms: int) -> None:
    db.executemany(
        "INSERT INTO playlist_entries (playlist_id, position, track_id, added_ms) VALUES (?, ?, ?, ?)",
        [(playlist, place + at, track, now_ms) for at, track in enumerate(tracks)],
    )


def _keep(db: sqlite3.Connection, own: _Owned, entries: Sequence[int]) -> None:
    db.execute(
        f"DELETE FROM playlist_entries WHERE playlist_id = ? AND id NOT {IN_IDS}",
        (own.number, ids_json(entries)),
    )
    _renumber(db, entries)


def _renumber(db: sqlite3.Connection, entries: Sequence[int]) -> None:
    db.executemany(
        "UPDATE playlist_entries SET position = ? WHERE id = ? AND position <> ?",
        [(at, entry, at) for at, entry in enumerate(entries)],
    )


def _touch(db: sqlite3.Connection, own: _Owned, now_ms: int) -> None:
    """No two states of a list have the same time: pairs.py tells them apart by it."""
    db.execute("UPDATE playlists SET changed_ms = max(?, changed_ms + 1) WHERE id = ?", (now_ms, own.number))
