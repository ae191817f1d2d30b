"""Which covers have no colour yet, and which they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from library.database import Database
from library.pictures import picture_sources
from library.scan.outcomes import Outcome, PictureSeen, PictureToSee

_CHUNK = 200  # covers a transaction


def uncoloured(database: Database) -> Iterator[list[tuple[Path, PictureToSee]]]:
    """Chunk by chunk, each cover whose bytes are somewhere; covers that are not there any more are left out."""
    last = 0
    while True:
        db = database.reading()
        rows = db.execute(
            "SELECT id, digest FROM covers WHERE colour IS NULL AND id > ? ORDER BY id LIMIT ?",
            (last, _CHUNK),
        ).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        wanted = [
            (source.root, PictureToSee(cover, digest, source.path, source.is_image))
            for cover, digest in rows
            for source in picture_sources(db, cover)[:1]
        ]
        if wanted:
            yield wanted


def note_colours(database: Database, outcomes: Iterable[Outcome]) -> None:
    told = [(seen.colour, seen.cover) for seen in outcomes if isinstance(seen, PictureSeen)]
    rows = [(colour, cover) for colour, cover in told if colour is not None]
    if rows:
        with database.writing() as tables:
            tables.conn.executemany("UPDATE covers SET colour = ? WHERE id = ?", rows)
