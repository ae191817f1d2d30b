"""What a smart list holds at this moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from library.rules import SOURCE, Limit, Meaning, SmartRules, compile_rule, ordering

_DAY_MS = 86_400_000
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Held:
    track: int
    duration_ms: int
    size_bytes: int


def held(db: sqlite3.Connection, rules: SmartRules, *, owner: int, now_ms: int) -> list[Held]:
    """In its order, within its limits; the owner's ratings and plays count, whoever looks."""
    genres = [(row[0], row[1]) for row in db.execute("SELECT id, name FROM genres")]
    where = compile_rule(rules.where, Meaning(owner, now_ms, genres))
    order = ordering(rules.sort, day=now_ms // _DAY_MS)
    rows = db.execute(
        f"""SELECT t.id, t.duration_ms, t.size_bytes FROM {SOURCE}
        WHERE t.is_present = 1 AND {where.sql} ORDER BY {order.sql} LIMIT ?""",
        (owner, *where.bound, *order.bound, rules.limit.count or _MOST),
    )
    return list(_within(rules.limit, (Held(*row) for row in rows)))


def _within(limit: Limit, tracks: Iterable[Held]) -> Iterator[Held]:
    left_ms = None if limit.minutes is None else limit.minutes * 60_000
    left_bytes = None if limit.megabytes is None else limit.megabytes * 1_000_000
    for track in tracks:
        if left_ms is not None:
            left_ms -= track.duration_ms
        if left_bytes is not None:
            left_bytes -= track.size_bytes
        if (left_ms or 0) < 0 or (left_bytes or 0) < 0:
            return
        yield track
