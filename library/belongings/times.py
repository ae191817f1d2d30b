"""Times as programs written in Go leave them in SQLite."""

from __future__ import annotations

from datetime import UTC, datetime


def time_told(text: object) -> datetime | None:
    """`2024-05-01 20:15:00.123456789+02:00`, `…T…Z`; nanoseconds are cut."""
    if not isinstance(text, str) or len(text) < 19:
        return None
    try:
        when = datetime.fromisoformat(text[:19])
        zone = text[19:].lstrip(".0123456789").strip()
        return (
            when.replace(tzinfo=UTC)
            if zone in ("", "Z", "UTC")
            else datetime.fromisoformat(text[:19] + zone[:6])
        )
    except ValueError:
        return None
