"""Work that a change of the tables leaves for the code of the day: what can be computed anew from the rest."""

from __future__ import annotations

import logging

from library.database import Database
from library.index import index
from library.listed import list_things

log = logging.getLogger(__name__)


def do_chores(database: Database) -> None:
    """All in one transaction: done or still to do. A large library takes minutes, once."""
    if not database.reading().execute("SELECT 1 FROM chores").fetchone():
        return
    with database.writing() as tables:
        db = tables.conn
        tracks, releases, artists = (
            [row[0] for row in db.execute(f"SELECT id FROM {table}")]
            for table in ("tracks", "releases", "artists")
        )
        if tracks:
            log.info("the search index is being made anew; this happens once")
        list_things(db, tracks=tracks, releases=releases)
        index(db, tracks=tracks, releases=releases, artists=artists)
        db.execute("DELETE FROM chores")
