"""The SQL of shares: rows in, values out; decides nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from library import Database, UserId
from server.shares.model import Share, ShareId

_ITEMS = "SELECT share_id, item FROM share_items WHERE share_id IN ({}) ORDER BY share_id, place"


class ShareStore:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def insert(
        self, owner: UserId, key: str, items: Sequence[str], description: str, times: tuple[str, str | None]
    ) -> ShareId:
        with self._database.writing() as tables:
            row = tables.execute(
                "INSERT INTO shares (key, user_id, description, created_utc, expires_utc)"
                " VALUES (?, ?, ?, ?, ?) RETURNING id",
                [key, owner, description, *times],
            ).fetchone()
            tables.conn.executemany(
                "INSERT INTO share_items VALUES (?, ?, ?)",
                [(row[0], place, item) for place, item in enumerate(items)],
            )
            return ShareId(f"sh-{row[0]}")

    def count(self, owner: UserId) -> int:
        row = self._database.reading().execute("SELECT count(*) FROM shares WHERE user_id = ?", (owner,))
        return int(row.fetchone()[0])

    def owned_by(self, owner: UserId) -> list[Share]:
        """Newest first."""
        return self._read("user_id = ? ORDER BY id DESC", owner)

    def find(self, id: ShareId, owner: UserId) -> Share | None:
        return next(iter(self._read("id = ? AND user_id = ?", _number(id), owner)), None)

    def find_by_key(self, key: str) -> Share | None:
        return next(iter(self._read("key = ?", key)), None)

    def update(self, id: ShareId, description: str, expires_utc: datetime | None) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE shares SET description = ?, expires_utc = ? WHERE id = ?",
                [description, _text(expires_utc), _number(id)],
            )

    def visited(self, id: ShareId, at_utc: datetime) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE shares SET visits = visits + 1, visited_utc = ? WHERE id = ?",
                [at_utc.isoformat(), _number(id)],
            )

    def delete(self, id: ShareId) -> None:
        with self._database.writing() as tables:
            tables.execute("DELETE FROM shares WHERE id = ?", [_number(id)])

    def _read(self, condition: str, *values: object) -> list[Share]:
        db = self._database.reading()
        rows = db.execute(f"SELECT * FROM shares WHERE {condition}", values).fetchall()
        marks = ",".join("?" * len(rows))
        items = db.execute(_ITEMS.format(marks), [row["id"] for row in rows]).fetchall()
        of_share: dict[int, list[str]] = {row["id"]: [] for row in rows}
        for share, item in items:
            of_share[share].append(item)
        return [_share(row, of_share[row["id"]]) for row in rows]


def _share(row: sqlite3.Row, items: Iterable[str]) -> Share:
    return Share(
        ShareId(f"sh-{row['id']}"),
        row["key"],
        UserId(row["user_id"]),
        tuple(items),
        row["description"],
        datetime.fromisoformat(row["created_utc"]),
        _time(row["expires_utc"]),
        _time(row["visited_utc"]),
        row["visits"],
    )


def _number(id: ShareId) -> int:
    """-1, which no row has, for what is no id of a share."""
    text = id.removeprefix("sh-")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
