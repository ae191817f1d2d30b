"""What a household might want to put in order: doubles, and what is missing or odd, each with its remedy."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from library.database import Reader
from library.ids import release_id, track_id
from library.model import Double, DoubleKind, Finding, FindingKind, Limits, Page, UserId
from library.queries import values

_DOUBLES = {
    DoubleKind.SOUND: "fingerprint",
    DoubleKind.RECORDING: "musicbrainz_id",
}

# Shorter is a fragment, longer a mistake of the header or a whole day's recording.
_SHORT_MS = 2_000
_LONG_MS = 8 * 3_600_000

_FINDINGS = {
    FindingKind.NO_COVER: (
        "releases r WHERE track_count > 0 AND cover_id IS NULL",
        "r.id, r.title, r.artist, NULL",
        "r.sort_key, r.id",
    ),
    FindingKind.NO_ALBUM_ARTIST: (
        """releases r WHERE track_count > 0 AND EXISTS (
            SELECT 1 FROM tracks t WHERE t.release_id = r.id AND t.is_present = 1
                AND t.album IS NOT NULL AND t.album_artist IS NULL)""",
        "r.id, r.title, r.artist, NULL",
        "r.sort_key, r.id",
    ),
    FindingKind.ODD_LENGTH: (
        f"tracks t WHERE is_present = 1 AND (duration_ms < {_SHORT_MS} OR duration_ms > {_LONG_MS})",
        "t.id, t.title, t.artist, t.duration_ms / 1000 || ' s'",
        "t.sort_key, t.id",
    ),
    FindingKind.WRONG_LETTERS: (
        "tracks t WHERE is_present = 1 AND better IS NOT NULL",
        "t.id, t.title, t.artist, t.better",
        "t.sort_key, t.id",
    ),
}
_REMEDIES = {
    FindingKind.NO_COVER: "Put a picture named cover.jpg into its folder, or one into its files' tags.",
    FindingKind.NO_ALBUM_ARTIST: "Set the album artist of all its tracks to the same name in a tag editor.",
    FindingKind.ODD_LENGTH: "Listen to it: a very short or long file often is a broken download or rip.",
    FindingKind.WRONG_LETTERS: "Its tags seem to be written in an old Cyrillic encoding; write them anew as shown.",
}


class Findings:
    """Any thread."""

    def __init__(self, database: Reader) -> None:
        self._database = database

    def doubles(self, kind: DoubleKind, limits: Limits, user: UserId | None) -> Page[Double]:
        """Tracks that are the same; a page of a stable order."""
        column = _DOUBLES[kind]
        grouped = f"""FROM tracks WHERE is_present = 1 AND {column} IS NOT NULL
            GROUP BY {column} HAVING count(*) > 1"""
        with self._database.snapshot() as db:
            (total,) = db.execute(f"SELECT count(*) FROM (SELECT 1 {grouped})").fetchone()
            page = f"SELECT {column} {grouped} ORDER BY {column} LIMIT ? OFFSET ?"
            rows = db.execute(
                f"""SELECT {column}, id FROM tracks
                WHERE is_present = 1 AND {column} IN ({page}) ORDER BY {column}, id""",
                (limits.limit, limits.offset),
            )
            ids: dict[str, list[int]] = defaultdict(list)
            for sound, number in rows:
                ids[sound].append(number)
            found = {t.id: t for t in values.tracks(db, [n for each in ids.values() for n in each], user)}
            items = tuple(Double(tuple(found[track_id(n)] for n in each)) for each in ids.values())
            return Page(items, limits.offset, total)

    def findings(self, kind: FindingKind, limits: Limits) -> Page[Finding]:
        source, columns, order = _FINDINGS[kind]
        with self._database.snapshot() as db:
            rows = db.execute(
                f"SELECT {columns} FROM {source} ORDER BY {order} LIMIT ? OFFSET ?",
                (limits.limit, limits.offset),
            )
            items = tuple(_finding(kind, row, is_release=source.startswith("releases")) for row in rows)
            (total,) = db.execute(f"SELECT count(*) FROM {source}").fetchone()
            return Page(items, limits.offset, total)


def _finding(kind: FindingKind, row: sqlite3.Row, *, is_release: bool) -> Finding:
    number, title, artist, detail = row
    id = release_id(number) if is_release else track_id(number)
    return Finding(id, title, artist, detail, _REMEDIES[kind])
