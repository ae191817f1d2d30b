"""Sessions, handoffs and learned latencies in the database; the only SQL about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from devices import DeviceId, PlayToken
from library import Database, TrackId, UserId
from server.sessions.changes import HandoffRecord
from server.sessions.latency import Start
from server.sessions.model import Awaited, Entry, EntryId, Queue, Repeat, Session, SessionId
from server.sessions.timeline import Timeline

SERIAL_LEAP = 100_000  # a restart numbers on far beyond tokens that were given out and not saved
HANDOFFS_KEPT = 1_000
AWAITED_MS = 60_000  # speakers that are switched on are found within seconds
LATENCIES_KEPT = 9  # of each start


class SessionStore:
    """Any thread; each call is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, session: Session, *, queue_too: bool, outputs_too: bool) -> None:
        """`queue_too` rewrites the entries; without it only the place in them and the position."""
        queue = session.queue
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO sessions VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
                "name=excluded.name, queue_index=excluded.queue_index, queue_revision=excluded.queue_revision, "
                "shuffle=excluded.shuffle, repeat=excluded.repeat, position_ms=excluded.position_ms, "
                "serial=excluded.serial, rate=excluded.rate",
                (
                    session.id,
                    session.owner,
                    session.name,
                    queue.index,
                    queue.revision,
                    int(queue.shuffle),
                    queue.repeat.value,
                    session.timeline.position_ms,
                    session.serial,
                    session.timeline.rate,
                ),
            )
            if outputs_too:
                db.execute("DELETE FROM session_outputs WHERE session_id = ?", (session.id,))
                db.conn.executemany(
                    "INSERT INTO session_outputs VALUES (?,?,?,?,?)",
                    ((session.id, *held) for held in held_by(session)),
                )
            if queue_too:
                db.execute("DELETE FROM session_entries WHERE session_id = ?", (session.id,))
                db.conn.executemany(
                    "INSERT INTO session_entries VALUES (?,?,?,?,?,?)",
                    (
                        (session.id, place, e.id, e.track_id, e.duration_ms, e.rank)
                        for place, e in enumerate(queue.entries)
                    ),
                )

    def remove(self, id: SessionId) -> None:
        with self._database.writing() as db:
            db.execute("DELETE FROM session_entries WHERE session_id = ?", (id,))
            db.execute("DELETE FROM session_outputs WHERE session_id = ?", (id,))
            db.execute("DELETE FROM sessions WHERE id = ?", (id,))

    def load_all(self, *, now_ms: int) -> list[Session]:
        """As they were, paused and without outputs; what those held is awaited."""
        rows = self._database.reading().execute("SELECT * FROM sessions ORDER BY id").fetchall()
        return [
            Session(
                id=SessionId(row["id"]),
                owner=UserId(row["owner_id"]),
                name=row["name"],
                queue=_consistent(
                    Queue(
                        entries=self._entries(row["id"]),
                        index=row["queue_index"],
                        shuffle=bool(row["shuffle"]),
                        repeat=Repeat(row["repeat"]),
                        revision=row["queue_revision"],
                    )
                ),
                timeline=Timeline(row["position_ms"], now_ms, running=False, rate=row["rate"]),
                serial=row["serial"] + SERIAL_LEAP,
                awaited=self._awaited(row["id"], until_ms=now_ms + AWAITED_MS),
            )
            for row in rows
        ]

    def _entries(self, id: str) -> tuple[Entry, ...]:
        rows = self._database.reading().execute(
            "SELECT entry_id, track_id, duration_ms, rank FROM session_entries WHERE session_id = ? ORDER BY place",
            (id,),
        )
        return tuple(Entry(EntryId(r[0]), TrackId(r[1]), r[2], r[3]) for r in rows)

    def _awaited(self, id: str, *, until_ms: int) -> tuple[Awaited, ...]:
        rows = self._database.reading().execute(
            "SELECT device_id, token, next_token, next_entry_id FROM session_outputs WHERE session_id = ? "
            "ORDER BY device_id",
            (id,),
        )
        return tuple(Awaited(r[0], r[1], r[2], r[3], until_ms) for r in rows)

    def add_handoff(self, record: HandoffRecord) -> None:
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO handoffs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    record.id,
                    record.session,
                    " ".join(record.sources),
                    record.target,
                    record.outcome,
                    record.reason,
                    record.asked_utc.isoformat(),
                    record.predicted_ms,
                    record.audible_ms,
                    record.overlap_ms,
                    record.gap_ms,
                    record.position_error_ms,
                    record.corrections,
                    record.latency_ms,
                    int(record.is_cold),
                    record.mime,
                ),
            )
            db.execute("DELETE FROM handoffs WHERE id <= ?", (record.id - HANDOFFS_KEPT,))

    def list_handoffs(self, limit: int) -> list[HandoffRecord]:
        """Newest first."""
        rows = self._database.reading().execute("SELECT * FROM handoffs ORDER BY id DESC LIMIT ?", (limit,))
        return [
            HandoffRecord(
                id=row["id"],
                session=SessionId(row["session_id"]),
                sources=tuple(DeviceId(s) for s in row["source_ids"].split()),
                target=DeviceId(row["target_id"]),
                outcome=row["outcome"],
                reason=row["reason"],
                asked_utc=datetime.fromisoformat(row["asked_utc"]),
                predicted_ms=row["predicted_ms"],
                audible_ms=row["audible_ms"],
                overlap_ms=row["overlap_ms"],
                gap_ms=row["gap_ms"],
                position_error_ms=row["position_error_ms"],
                corrections=row["corrections"],
                latency_ms=row["latency_ms"],
                is_cold=bool(row["is_cold"]),
                mime=row["mime"],
            )
            for row in rows
        ]

    def last_handoff(self) -> int:
        row = self._database.reading().execute("SELECT coalesce(max(id), 0) FROM handoffs").fetchone()
        return int(row[0])

    def add_latency(self, start: Start, latency_ms: int) -> None:
        key = (start.device, start.mime, int(start.is_cold), int(start.is_seek))
        same = "device_id = ? AND mime = ? AND is_cold = ? AND is_seek = ?"
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO latencies (device_id, mime, is_cold, is_seek, latency_ms) VALUES (?,?,?,?,?)",
                (*key, latency_ms),
            )
            db.execute(
                f"DELETE FROM latencies WHERE {same} AND id NOT IN "
                f"(SELECT id FROM latencies WHERE {same} ORDER BY id DESC LIMIT ?)",
                (*key, *key, LATENCIES_KEPT),
            )

    def latencies(self) -> Iterable[tuple[Start, int]]:
        """Oldest first."""
        rows = self._database.reading().execute(
            "SELECT device_id, mime, is_cold, is_seek, latency_ms FROM latencies ORDER BY id"
        )
        return [(Start(DeviceId(r[0]), r[1], bool(r[2]), bool(r[3])), r[4]) for r in rows]


def held_by(session: Session) -> list[tuple[DeviceId, PlayToken, PlayToken | None, EntryId | None]]:
    """What the devices of a session hold: it may outlive this run."""
    holding = [(o.device, o.token, o.next_token, o.next_entry) for o in session.staying if o.loaded]
    waiting = [(a.device, a.token, a.next_token, a.next_entry) for a in session.awaited]
    return [*holding, *(w for w in waiting if w[0] not in {h[0] for h in holding})]


def _consistent(queue: Queue) -> Queue:
    """An index that is one of the entries, whatever was saved."""
    if not queue.entries:
        return replace(queue, index=None)
    return replace(queue, index=min(queue.index or 0, len(queue.entries) - 1))
