"""Keeps the rows by which long lists are read in order; inside the caller's transaction. Totals and
revisions are kept by triggers, see library.migrations; but new tracks are counted here."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from library.ids import IN_IDS, ids_json
from library.names import identity, sort_key


def count_new_tracks(db: sqlite3.Connection, *, last: int) -> None:
    """All with ids above `last` have just been inserted; whoever does that calls this in the same transaction."""
    db.execute(
        """UPDATE totals SET revision = totals.revision + 1, count = totals.count + new.count,
            duration_ms = totals.duration_ms + new.duration_ms, size_bytes = totals.size_bytes + new.size_bytes
        FROM (SELECT count(*) AS count, coalesce(sum(duration_ms), 0) AS duration_ms,
                coalesce(sum(size_bytes), 0) AS size_bytes
            FROM tracks WHERE id > ? AND is_present = 1) AS new
        WHERE kind = 'tr' AND new.count > 0""",
        (last,),
    )
    db.execute(
        """UPDATE folders SET listing = NULL
        WHERE listing IS NOT NULL AND id IN (SELECT folder_id FROM tracks WHERE id > ?)""",
        (last,),
    )


def list_things(db: sqlite3.Connection, *, tracks: Collection[int], releases: Collection[int]) -> None:
    """Genres, labels and credits of these, as far as they can be seen."""
    _list_genres(db, "track", "tracks t", "t.is_present = 1", tracks)
    _list_genres(db, "release", "releases t", "t.track_count > 0", releases)
    _list_labels(db, releases)
    _list_credits(db, releases)


def spell_labels(db: sqlite3.Connection) -> None:
    """As most of their releases spell them; for the end of a scan, since a label may have many."""
    db.execute(
        """UPDATE labels SET name = coalesce((
            SELECT name FROM listed_release_labels WHERE label_id = labels.id
            GROUP BY name ORDER BY count(*) DESC, name LIMIT 1), name)"""
    )


def _list_genres(db: sqlite3.Connection, kind: str, source: str, visible: str, ids: Collection[int]) -> None:
    bound = (ids_json(ids),)
    db.execute(f"DELETE FROM listed_{kind}_genres WHERE {kind}_id {IN_IDS}", bound)
    db.execute(
        f"""INSERT OR IGNORE INTO listed_{kind}_genres (genre_id, sort_key, {kind}_id)
        SELECT g.genre_id, t.sort_key, t.id FROM {source} JOIN {kind}_genres g ON g.{kind}_id = t.id
        WHERE {visible} AND t.id {IN_IDS}""",
        bound,
    )


def _list_labels(db: sqlite3.Connection, releases: Collection[int]) -> None:
    bound = (ids_json(releases),)
    db.execute(f"DELETE FROM listed_release_labels WHERE release_id {IN_IDS}", bound)
    rows = db.execute(
        f"""SELECT r.id, r.sort_key, v.value FROM releases r JOIN release_values v ON v.release_id = r.id
        WHERE v.field = 'label' AND r.track_count > 0 AND r.id {IN_IDS} ORDER BY r.id, v.position""",
        bound,
    ).fetchall()
    db.executemany(
        "INSERT INTO labels (key, name, sort_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(identity(name), name, sort_key(name)) for name in {name for *_, name in rows}],
    )
    first = {(release, identity(name)): (order, name) for release, order, name in reversed(rows)}
    db.executemany(
        """INSERT INTO listed_release_labels (label_id, sort_key, release_id, name)
        SELECT id, ?, ?, ? FROM labels WHERE key = ?""",
        [(order, release, name, key) for (release, key), (order, name) in first.items()],
    )


def _list_credits(db: sqlite3.Connection, releases: Collection[int]) -> None:
    bound = (ids_json(releases),)
    db.execute(f"DELETE FROM listed_release_credits WHERE release_id {IN_IDS}", bound)
    db.execute(
        f"""INSERT INTO listed_release_credits (artist_id, role, sort_key, release_id)
        SELECT DISTINCT c.artist_id, c.role, r.sort_key, r.id
        FROM releases r JOIN tracks t ON t.release_id = r.id JOIN track_parts c ON c.track_id = t.id
        WHERE t.is_present = 1 AND r.track_count > 0 AND r.id {IN_IDS}""",
        bound,
    )
