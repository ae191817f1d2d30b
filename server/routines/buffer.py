"""How far ahead of what sounds a device has fetched: an estimate from bytes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.streaming import Fetch

_FROM = re.compile(r"bytes=(\d+)-")


def reached_ms(fetches: Iterable[Fetch], duration_ms: int) -> int | None:
    """To which position the furthest of a load's requests goes, as if each second had as many bytes; None: unknown."""
    reached = [part for fetch in fetches if (part := _reached(fetch)) is not None]
    return round(max(reached) * duration_ms) if reached else None


def _reached(fetch: Fetch) -> float | None:
    """As a part of the whole."""
    if not fetch.size_bytes or not fetch.sent_bytes:
        return None
    begins = _FROM.match(fetch.asked or "")
    first_byte = int(begins[1]) if begins else 0
    return min(1.0, (first_byte + fetch.sent_bytes) / fetch.size_bytes)
