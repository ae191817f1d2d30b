"""What was measured, by track; the only writer of `sounds`."""

from __future__ import annotations

from library.analysis.blocks import integrated_lufs, unpacked
from library.analysis.messages import Answer
from library.database import Database
from library.ids import number_of, track_id
from library.model import MediaFile, TrackId


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
