"""How far ahead of what sounds a device has fetched: an estimate from bytes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.streaming import Fetch

NEAR = 0.01  # headers and varying bitrates: so far off a request still belongs to the position
_FROM = re.compile(r"bytes=(\d+)-")


def reached_ms(fetches: Iterable[Fetch], position_ms: int, duration_ms: int) -> int | None:
    """To which position a load was fetched without a hole from `position_ms` on, as if each second had as many bytes;
    None: unknown. A device that looked at the end of a file has not fetched what is before it."""
    spans = sorted(span for fetch in fetches if (span := _span(fetch)) is not None)
    if not spans or not duration_ms:
        return None
    reached = position_ms / duration_ms
    for begin, end in spans:
        if begin <= reached + NEAR:
            reached = max(reached, end)
    return min(duration_ms, round(reached * duration_ms))


def _span(fetch: Fetch) -> tuple[float, float] | None:
    """What was sent, as parts of the whole."""
    if not fetch.size_bytes or not fetch.sent_bytes:
        return None
    begins = _FROM.match(fetch.asked or "")
    first_byte = int(begins[1]) if begins else 0
    return first_byte / fetch.size_bytes, (first_byte + fetch.sent_bytes) / fetch.size_bytes
