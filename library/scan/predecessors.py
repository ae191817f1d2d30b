"""Finds the track whose file became this one, and lets it go on: with its id, marks and places in queues.

All inside the caller's transaction. Every match is kept in `track_matches`, so that it can be shown and
undone (library.matches).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from library.names import identity
from library.paths import Column, file_of, from_column, to_column
from library.scan.details import TABLES
from library.scan.identity import Evidence, Match, Trace, best_match, is_double
from library.scan.outcomes import FileRead, Root
from library.scan.pieces import file_fingerprint
from library.scan.touched import Touched


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as the catalogue remembers it."""

    root: Path
    path: Path
    size_bytes: int
    mtime_ns: int
    fingerprint: str | None


IsThere = Callable[[FileState], bool]  # whether that sound is still there; true also if nobody can tell

# Of each kind of evidence. More than three copies of one recording need no better guess than the first ones.
_CANDIDATES = 3
_SAME_TITLE = 50

_TRACE = """t.id, t.path, t.fingerprint, t.musicbrainz_id, t.release_musicbrainz_id, t.title_key, t.artist,
    coalesce(t.album, '') AS album, t.disc, t.number, t.duration_ms, t.root_id,
    coalesce(t.whole_size_bytes, t.size_bytes), t.mtime_ns, t.is_present"""
# `is_present` is written out: bound, SQLite would plan the statement anew each time, to see which partial indexes it
# may use, which takes ten times as long as the search.
_BY_MUSICBRAINZ = f"""SELECT {_TRACE} FROM tracks t WHERE musicbrainz_id = :recording AND is_present = {{present}}
    AND release_musicbrainz_id = :release AND id > :above ORDER BY id LIMIT {_CANDIDATES}"""
_BY_FINGERPRINT = f"""SELECT {_TRACE} FROM tracks t WHERE fingerprint = :fingerprint AND is_present = {{present}}
    AND id > :above ORDER BY id LIMIT {_CANDIDATES}"""
_BY_TAGS = f"""SELECT {_TRACE} FROM (SELECT * FROM tracks WHERE title_key = :title AND is_present = {{present}}
    AND id > :above LIMIT {_SAME_TITLE}) t WHERE t.number IS :number LIMIT {_CANDIDATES}"""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """In the order of _TRACE."""

    track: int
    path: Column
    fingerprint: str | None
    musicbrainz_id: str | None
    release_musicbrainz_id: str | None
    title: str
    artist: str
    album: str
    disc: int | None
    number: int | None
    duration_ms: int
    root_id: int
    size_bytes: int
    mtime_ns: int
    is_present: int

    @property
    def trace(self) -> Trace:
        return Trace(
            name=stem(from_column(self.path)),
            fingerprint=self.fingerprint,
            musicbrainz_id=self.musicbrainz_id,
            release_musicbrainz_id=self.release_musicbrainz_id,
            title=self.title,
            artist=identity(self.artist),
            album=identity(self.album),
            disc=self.disc,
            number=self.number,
            duration_ms=self.duration_ms,
            track=self.track,
        )


def find_predecessor(
    db: sqlite3.Connection, root: Root, read: FileRead, new: Trace, is_there: IsThere
) -> Match | None:
    """The track that this file goes on, other than the one at its path. Looks at the disk only when in doubt.

    A file that took another's place goes on that one only by evidence from the sound itself.
    """
    where = "root_id = ? AND path = ?"
    here = _find(db, where, (root.id, to_column(read.file.path)))
    if here is not None and not _has_other_sound(new, here):
        return None
    found: dict[int, _Candidate] = {}
    for present in where_to_look(db, root):
        found |= {candidate.track: candidate for candidate in _candidates(db, new, present=present)}
    if here is not None:
        found.pop(here.track, None)
    match = best_match(
        new,
        (
            candidate.trace
            for candidate in found.values()
            if not _is_there(db, candidate, is_there)
            and not _was_undone(db, candidate.track, root.id, read.file.path)
        ),
    )
    return None if here is not None and match is not None and match.evidence is Evidence.TAGS else match


def where_to_look(db: sqlite3.Connection, root: Root) -> tuple[int, ...]:
    """Among missing tracks, if there are any, and among present ones, where a file may have vanished meanwhile."""
    # By name, or SQLite takes another index and goes through all of it.
    missing = "SELECT 1 FROM tracks INDEXED BY missing_tracks_by_title_key WHERE is_present = 0 LIMIT 1"
    has_missing = db.execute(missing).fetchone() is not None
    return (0,) * has_missing if root.is_first_scan else (0, 1)


def is_at_its_place(db: sqlite3.Connection, track: int, is_there: IsThere) -> bool:
    found = _find(db, "id = ?", (track,))
    return found is not None and _is_there(db, found, is_there)


def step_aside(db: sqlite3.Connection, root: Root, path: str, touched: Touched) -> None:
    """The track that was at `path` waits, without a file, for its own to turn up elsewhere."""
    row = db.execute(
        "SELECT id FROM tracks WHERE root_id = ? AND path = ?", (root.id, to_column(path))
    ).fetchone()
    if row is not None:
        touched.add_tracks(db, row)
        db.execute("UPDATE tracks SET is_present = 0, path = ? WHERE id = ?", (parked(path, row[0]), row[0]))


def parked(path: str, track: int) -> Column:
    """A path that no disk has: for a track whose file's place was taken."""
    return to_column(f"{path}\0{track}")


def note(db: sqlite3.Connection, track: int, why: Evidence, root: Root, path: str, *, now_ms: int) -> None:
    """Call it before the track takes over the file at `path`."""
    db.execute(
        """INSERT INTO track_matches
            (track_id, evidence, from_root_id, from_path, to_root_id, to_path, matched_ms)
        SELECT id, ?, root_id, path, ?, ?, ? FROM tracks WHERE id = ?""",
        (why.value, root.id, to_column(path), now_ms, track),
    )


def pass_on(db: sqlite3.Connection, gone: Iterable[int], touched: Touched, *, now_ms: int) -> None:
    """Each of these hidden tracks takes over a younger double of itself that nobody has marked: it was
    copied or encoded anew before the original was removed."""
    for track in gone:
        old = _find(db, "id = ?", (track,))
        if old is None:
            continue
        doubles = {double.track: double for double in _candidates(db, old.trace, present=1, above=track)}
        free = [
            double.trace
            for double in doubles.values()
            if is_double(old.trace, double.trace) and not _is_marked(db, double.track)
        ]
        if match := best_match(old.trace, free):
            _take_over(db, track, match, touched, now_ms=now_ms)


def exchange(db: sqlite3.Connection, one: int, other: int) -> None:
    """Their files and all that was read of them; ids, marks and times of addition stay."""
    columns = [
        name
        for _, name, *_ in db.execute("PRAGMA table_info(tracks)")
        if name not in ("id", "added_ms", "continued_by")
    ]
    select = f"SELECT {', '.join(columns)} FROM tracks WHERE id = ?"
    files = {track: db.execute(select, (track,)).fetchone() for track in (one, other)}
    update = f"UPDATE tracks SET {', '.join(f'{column} = ?' for column in columns)} WHERE id = ?"
    db.execute("UPDATE tracks SET path = ? WHERE id = ?", (parked("", one), one))
    db.execute(update, (*files[one], other))
    db.execute(update, (*files[other], one))
    db.execute("PRAGMA defer_foreign_keys = ON")  # until the commit: 0 is no track
    for table in TABLES:
        for before, after in ((one, 0), (other, one), (0, other)):
            db.execute(f"UPDATE {table} SET track_id = ? WHERE track_id = ?", (after, before))


def _take_over(db: sqlite3.Connection, track: int, match: Match, touched: Touched, *, now_ms: int) -> None:
    both = [track, match.track]
    touched.add_tracks(db, both)
    db.execute(
        """INSERT INTO track_matches
            (track_id, other_id, evidence, from_root_id, from_path, to_root_id, to_path, matched_ms)
        SELECT o.id, n.id, ?, o.root_id, o.path, n.root_id, n.path, ? FROM tracks o, tracks n
        WHERE o.id = ? AND n.id = ?""",
        (match.evidence.value, now_ms, *both),
    )
    exchange(db, *both)
    db.execute("UPDATE tracks SET continued_by = ? WHERE id = ?", both)
    touched.add_tracks(db, both)


def _find(db: sqlite3.Connection, where: str, bound: tuple[object, ...]) -> _Candidate | None:
    row = db.execute(f"SELECT {_TRACE} FROM tracks t WHERE {where}", bound).fetchone()
    return None if row is None else _Candidate(*row)


def _candidates(
    db: sqlite3.Connection, trace: Trace, *, present: int, above: int = 0
) -> Iterator[_Candidate]:
    bound = {
        "recording": trace.musicbrainz_id,
        "release": trace.release_musicbrainz_id,
        "fingerprint": trace.fingerprint,
        "title": trace.title,
        "number": trace.number,
        "above": above,
    }
    if trace.musicbrainz_id and trace.release_musicbrainz_id:
        yield from (_Candidate(*row) for row in db.execute(_BY_MUSICBRAINZ.format(present=present), bound))
    if trace.fingerprint:
        yield from (_Candidate(*row) for row in db.execute(_BY_FINGERPRINT.format(present=present), bound))
    if trace.title and trace.artist:
        yield from (_Candidate(*row) for row in db.execute(_BY_TAGS.format(present=present), bound))


def _has_other_sound(new: Trace, here: _Candidate) -> bool:
    return None not in (new.fingerprint, here.fingerprint) and new.fingerprint != here.fingerprint


def _is_there(db: sqlite3.Connection, candidate: _Candidate, is_there: IsThere) -> bool:
    """Missing ones are not, wherever their disk is."""
    if not candidate.is_present:
        return False
    (root,) = db.execute("SELECT path FROM roots WHERE id = ?", (candidate.root_id,)).fetchone()
    folder = Path(from_column(root))
    stamp = (candidate.size_bytes, candidate.mtime_ns)
    path = folder / file_of(from_column(candidate.path))
    return is_there(FileState(folder, path, *stamp, file_fingerprint(candidate.fingerprint)))


def _was_undone(db: sqlite3.Connection, track: int, root: int, path: str) -> bool:
    """Somebody said that these two are not the same."""
    found = db.execute(
        """SELECT 1 FROM track_matches
        WHERE track_id = ? AND to_root_id = ? AND to_path = ? AND undone_ms IS NOT NULL LIMIT 1""",
        (track, root, to_column(path)),
    )
    return found.fetchone() is not None


def _is_marked(db: sqlite3.Connection, track: int) -> bool:
    found = db.execute("SELECT 1 FROM marks WHERE kind = 'tr' AND item_id = ? LIMIT 1", (track,))
    return found.fetchone() is not None


def stem(path: str) -> str:
    return path.rpartition("/")[2].partition("\0")[0].rpartition(".")[0]
