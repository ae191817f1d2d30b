"""The SQL of radio stations: rows in, values out; decides nothing."""

from __future__ import annotations

import sqlite3

from library import Database
from server.stations.model import Station, StationId


class StationStore:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self) -> int:
        return int(self._database.reading().execute("SELECT count(*) FROM stations").fetchone()[0])

    def all(self) -> list[Station]:
        """By name."""
        rows = self._database.reading().execute("SELECT * FROM stations ORDER BY name COLLATE NOCASE, id")
        return [_station(row) for row in rows]

    def find(self, id: StationId) -> Station | None:
        found = self._database.reading().execute("SELECT * FROM stations WHERE id = ?", (_number(id),))
        row = found.fetchone()
        return None if row is None else _station(row)

    def insert(self, name: str, stream_url: str, homepage_url: str) -> StationId:
        with self._database.writing() as tables:
            row = tables.execute(
                "INSERT INTO stations (name, stream_url, homepage_url) VALUES (?, ?, ?) RETURNING id",
                [name, stream_url, homepage_url],
            ).fetchone()
            return StationId(f"rs-{row[0]}")

    def update(self, station: Station) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE stations SET name = ?, stream_url = ?, homepage_url = ? WHERE id = ?",
                [station.name, station.stream_url, station.homepage_url, _number(station.id)],
            )

    def delete(self, id: StationId) -> None:
        with self._database.writing() as tables:
            tables.execute("DELETE FROM stations WHERE id = ?", [_number(id)])

    def find_picture(self, id: StationId) -> bytes | None:
        found = self._database.reading().execute(
            "SELECT data FROM station_pictures WHERE station_id = ?", (_number(id),)
        )
        row = found.fetchone()
        return None if row is None else bytes(row["data"])

    def set_picture(self, id: StationId, data: bytes, name: str) -> None:
        with self._database.writing() as tables:
            tables.execute("INSERT OR REPLACE INTO station_pictures VALUES (?, ?)", [_number(id), data])
            tables.execute("UPDATE stations SET picture = ? WHERE id = ?", [name, _number(id)])


def _station(row: sqlite3.Row) -> Station:
    return Station(
        StationId(f"rs-{row['id']}"), row["name"], row["stream_url"], row["homepage_url"], row["picture"]
    )


def _number(id: StationId) -> int:
    """-1, which no row has, for what is no id of a station; of a picture's id that of its station."""
    text = id.removeprefix("rs-").partition("-")[0]
    return int(text) if id.startswith("rs-") and text.isascii() and text.isdigit() and len(text) < 18 else -1
