"""The SQL of podcasts: rows in, values out; decides nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from library import Database
from server.podcasts.model import Channel, ChannelId, Episode, EpisodeId, Feed, Status

_EPISODES = "SELECT * FROM podcast_episodes WHERE {} ORDER BY published_utc DESC, id DESC LIMIT {}"
_ALL = -1


class PodcastStore:
    """Any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- channels -------------------------------------------------------------------------------------
    def channels(self) -> list[Channel]:
        """By title."""
        rows = self._database.reading().execute("SELECT * FROM podcasts ORDER BY title COLLATE NOCASE, id")
        return [_channel(row) for row in rows]

    def find_channel(self, id: ChannelId) -> Channel | None:
        found = self._database.reading().execute("SELECT * FROM podcasts WHERE id = ?", (_number(id, "pc-"),))
        row = found.fetchone()
        return None if row is None else _channel(row)

    def insert_channel(self, url: str) -> ChannelId | None:
        """None: the address is there already."""
        with self._database.writing() as tables:
            row = tables.execute(
                "INSERT INTO podcasts (url) VALUES (?) ON CONFLICT DO NOTHING RETURNING id", [url]
            ).fetchone()
            return None if row is None else ChannelId(f"pc-{row[0]}")

    def delete_channel(self, id: ChannelId) -> None:
        with self._database.writing() as tables:
            tables.execute("DELETE FROM podcasts WHERE id = ?", [_number(id, "pc-")])

    def noted(self, id: ChannelId, status: Status, error: str, at_utc: datetime) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE podcasts SET status = ?, error = ?, refreshed_utc = ? WHERE id = ?",
                [status, error, at_utc.isoformat(), _number(id, "pc-")],
            )

    def take(self, id: ChannelId, feed: Feed, *, etag: str, modified: str) -> None:
        """What the feed says now; episodes that it dropped stay, what became of known ones too."""
        number = _number(id, "pc-")
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE podcasts SET title = ?, description = ?, image_url = ?, etag = ?, modified = ? WHERE id = ?",
                [feed.title, feed.description, feed.image_url, etag, modified, number],
            )
            tables.conn.executemany(
                """INSERT INTO podcast_episodes (podcast_id, guid, title, description, published_utc, media_url, mime,
                    size_bytes, duration_s)
                SELECT ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM podcasts WHERE id = ?)
                ON CONFLICT (podcast_id, guid) DO UPDATE SET title = excluded.title,
                    description = excluded.description, media_url = excluded.media_url""",
                [
                    (
                        *(number, each.guid, each.title, each.description, _text(each.published_utc)),
                        *(each.media_url, each.mime, each.size_bytes, each.duration_s, number),
                    )
                    for each in feed.episodes
                ],
            )

    # -- episodes -------------------------------------------------------------------------------------
    def episodes(self, channel: ChannelId | None = None, *, most: int = _ALL) -> list[Episode]:
        """Newest first; None: of all."""
        if channel is None:
            return self._read("1", most)
        return self._read("podcast_id = ?", most, _number(channel, "pc-"))

    def episodes_of(self, channels: Sequence[ChannelId]) -> dict[ChannelId, list[Episode]]:
        """As `episodes`, of some podcasts together."""
        found: dict[ChannelId, list[Episode]] = {channel: [] for channel in channels}
        marks = ",".join("?" * len(channels))
        numbers = [_number(channel, "pc-") for channel in channels]
        for episode in self._read(f"podcast_id IN ({marks})", _ALL, *numbers):
            found[episode.channel_id].append(episode)
        return found

    def with_status(self, status: Status) -> list[Episode]:
        return self._read("status = ?", _ALL, status)

    def find_episode(self, id: EpisodeId) -> Episode | None:
        return next(iter(self._read("id = ?", 1, _number(id, "pe-"))), None)

    def set_status(self, ids: Iterable[EpisodeId], status: Status, error: str = "") -> None:
        with self._database.writing() as tables:
            tables.conn.executemany(
                "UPDATE podcast_episodes SET status = ?, error = ? WHERE id = ?",
                [(status, error, _number(id, "pe-")) for id in ids],
            )

    def want(self, id: EpisodeId) -> None:
        with self._database.writing() as tables:
            tables.execute("UPDATE podcast_episodes SET is_wanted = 1 WHERE id = ?", [_number(id, "pe-")])

    def arrived(self, id: EpisodeId, file: str, size_bytes: int) -> bool:
        """False: nobody waits for it any more."""
        with self._database.writing() as tables:
            done = tables.execute(
                """UPDATE podcast_episodes SET status = 'completed', error = '', file = ?, size_bytes = ?
                WHERE id = ? AND status = 'downloading'""",
                [file, size_bytes, _number(id, "pe-")],
            )
            return done.rowcount == 1

    def left(self, id: EpisodeId) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE podcast_episodes SET status = 'deleted', file = '', is_wanted = 0 WHERE id = ?",
                [_number(id, "pe-")],
            )

    def _read(self, condition: str, most: int, *values: object) -> list[Episode]:
        rows: Sequence[sqlite3.Row] = (
            self._database.reading().execute(_EPISODES.format(condition, int(most)), values).fetchall()
        )
        return [_episode(row) for row in rows]


def _channel(row: sqlite3.Row) -> Channel:
    return Channel(
        ChannelId(f"pc-{row['id']}"),
        *(row["url"], row["title"], row["description"], row["image_url"]),
        Status(row["status"]),
        *(row["error"], row["etag"], row["modified"], _time(row["refreshed_utc"])),
    )


def _episode(row: sqlite3.Row) -> Episode:
    return Episode(
        EpisodeId(f"pe-{row['id']}"),
        ChannelId(f"pc-{row['podcast_id']}"),
        *(row["title"], row["description"], _time(row["published_utc"])),
        *(row["media_url"], row["mime"], row["size_bytes"], row["duration_s"]),
        Status(row["status"]),
        *(row["error"], row["file"], bool(row["is_wanted"])),
    )


def _number(id: str, prefix: str) -> int:
    """-1, which no row has, for what is no such id."""
    text = id.removeprefix(prefix)
    return int(text) if id.startswith(prefix) and text.isascii() and text.isdigit() and len(text) < 18 else -1


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()
