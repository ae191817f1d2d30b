"""What was measured, by track, and what it says of a release; the only writer of `sounds`."""

from __future__ import annotations

import sqlite3

from library.analysis.blocks import integrated_lufs, unpacked
from library.analysis.messages import Answer
from library.database import Database, Reader
from library.ids import number_of, track_id
from library.model import Loudness, MediaFile, Sound, TrackId

_OF_RELEASE = """
    SELECT s.blocks, s.true_peak FROM tracks t LEFT JOIN sounds s ON s.track_id = t.id
    WHERE t.release_id = (SELECT release_id FROM tracks WHERE id = ?) AND t.is_present = 1 LIMIT ?"""
_MOST_TRACKS = 500  # of a release: a longer one is a folder of everything, and has no loudness of its own


class SoundStore:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, number: int, most: int) -> list[TrackId]:
        """The next tracks by row that are there, from the one after `number` on; measured or not."""
        rows = self._database.reading().execute(
            "SELECT id FROM tracks WHERE id > ? AND is_present = 1 ORDER BY id LIMIT ?", (number, most)
        )
        return [track_id(row[0]) for row in rows]

    def is_measured(self, media: MediaFile) -> bool:
        """Whether this state of the file was listened to, whatever came of it."""
        row = self._database.reading().execute(
            "SELECT state FROM sounds WHERE track_id = ?", (number_of(media.track_id, "tr"),)
        )
        found = row.fetchone()
        return found is not None and found[0] == media.state

    def count(self) -> int:
        return int(self._database.reading().execute("SELECT count(*) FROM sounds").fetchone()[0])

    def write(self, media: MediaFile, answer: Answer) -> None:
        row = (
            number_of(media.track_id, "tr"),
            media.state,
            answer.blocks,
            None if answer.blocks is None else integrated_lufs([unpacked(answer.blocks)]),
            answer.range_lu,
            answer.true_peak,
            answer.waveform,
            answer.begins_ms,
            answer.ends_ms,
            answer.reason,
        )
        with self._database.writing() as tables:
            tables.conn.execute("INSERT OR REPLACE INTO sounds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


class Sounds:
    """Any thread."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of(self, media: MediaFile) -> Sound | None:
        """None: this state of the file is not measured yet, or could not be."""
        number = number_of(media.track_id, "tr")
        with self._reader.snapshot() as db:
            row = db.execute("SELECT * FROM sounds WHERE track_id = ?", (number,)).fetchone()
            if row is None or row["state"] != media.state or row["blocks"] is None:
                return None
            return Sound(
                track=_loudness([row]),
                release=_release(db, number),
                range_lu=row["range_lu"],
                waveform=row["waveform"],
                begins_ms=row["begins_ms"],
                ends_ms=row["ends_ms"],
            )


def _release(db: sqlite3.Connection, number: int) -> Loudness | None:
    rows = db.execute(_OF_RELEASE, (number, _MOST_TRACKS + 1)).fetchall()
    is_whole = len(rows) <= _MOST_TRACKS and all(row["blocks"] is not None for row in rows)
    return _loudness(rows) if is_whole else None


def _loudness(rows: list[sqlite3.Row]) -> Loudness:
    return Loudness(
        integrated_lufs=integrated_lufs(unpacked(row["blocks"]) for row in rows),
        true_peak=max(row["true_peak"] for row in rows),
    )
