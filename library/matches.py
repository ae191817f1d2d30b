"""Which tracks were recognised in another file, and why; each match can be undone. The only writer of
`track_matches` beside the scan."""

from __future__ import annotations

import sqlite3

from library.clock import wall_ms
from library.database import Database, Reader
from library.errors import NotFound
from library.ids import act_number, track_id
from library.model import Limits, Page, TrackMatch
from library.paths import for_people, from_column
from library.queries import utc
from library.scan import restored


class MatchStore:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, limits: Limits, through: Reader) -> Page[TrackMatch]:
        """Newest first, without undone ones; of what is seen `through` this reader."""
        with through.snapshot() as db:
            rows = db.execute(
                """SELECT m.*, t.title FROM track_matches m JOIN tracks t ON t.id = m.track_id
                WHERE m.undone_ms IS NULL ORDER BY m.id DESC LIMIT ? OFFSET ?""",
                (limits.limit, limits.offset),
            )
            items = tuple(_match(row) for row in rows)
            (total,) = db.execute("SELECT count(*) FROM track_matches WHERE undone_ms IS NULL").fetchone()
            return Page(items, limits.offset, total)

    def undo(self, id: str, through: Reader) -> None:
        """The file becomes a track of its own again, and the older track waits for its old file; marks stay
        with the older one. Only the last match of a track can be undone. Raises: NotFound, also if it is
        not seen `through` this reader."""
        number = act_number(id, "ma")
        if not through.reading().execute("SELECT 1 FROM track_matches WHERE id = ?", (number,)).fetchone():
            raise NotFound(id)
        with self._database.writing() as tables:
            db = tables.conn
            row = db.execute(
                """SELECT track_id, other_id, from_root_id, from_path FROM track_matches m
                WHERE id = ? AND undone_ms IS NULL AND NOT EXISTS (
                    SELECT 1 FROM track_matches later
                    WHERE later.track_id = m.track_id AND later.id > m.id AND later.undone_ms IS NULL)""",
                (number,),
            ).fetchone()
            if row is None:
                raise NotFound(id)
            restored(db, *row)
            db.execute("UPDATE track_matches SET undone_ms = ? WHERE id = ?", (wall_ms(), number))


def _match(row: sqlite3.Row) -> TrackMatch:
    return TrackMatch(
        id=f"ma-{row['id']}",
        track_id=track_id(row["track_id"]),
        title=row["title"],
        evidence=row["evidence"],
        from_path=for_people(from_column(row["from_path"]).partition("\0")[0]),
        to_path=for_people(from_column(row["to_path"])),
        matched_utc=utc(row["matched_ms"]),
    )
