"""Which bytes a conditional or ranged request gets (RFC 9110 §13 and §14); knows no server and no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

_ONE_RANGE = re.compile(
    r"bytes\s*=\s*,*\s*(?:(\d{1,19})\s*-\s*(\d{1,19})?|-\s*(\d{1,19}))\s*,*\s*", re.IGNORECASE | re.ASCII
)
_ETAGS = re.compile(r'(?:W/)?"[^"]*"')


@dataclass(frozen=True, slots=True)
class Whole:
    """200: all of it."""


@dataclass(frozen=True, slots=True)
class Part:
    """206: the bytes from `start` up to, not including, `stop`."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the client has it."""


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """416: no byte of what was asked for exists."""


Answer = Whole | Part | NotModified | Unsatisfiable


@dataclass(frozen=True, slots=True)
class State:
    """What is being served, as far as ranges and conditions care. `etag` is strong and without quotes."""

    etag: str
    modified_utc: datetime
    size_bytes: int | None  # None: not known yet, so ranges cannot be answered


def choose(headers: Mapping[str, str], state: State) -> Answer:
    """The answer to a GET; a HEAD is told the same. `headers` by their usual spelling."""
    if _has_it(headers, state):
        return NotModified()
    wanted = headers.get("Range")
    if wanted is None or state.size_bytes is None or not _same_state(headers.get("If-Range"), state):
        return Whole()
    return parse_range(wanted, state.size_bytes)


def parse_range(text: str, size_bytes: int) -> Answer:
    """One range of bytes. Several ranges, other units and nonsense are ignored, as §14.2 allows: Whole."""
    found = _ONE_RANGE.fullmatch(text.strip())
    if found is None:
        return Whole()
    first, last, suffix = found.groups()
    if suffix is not None:
        start, stop = max(0, size_bytes - int(suffix)), size_bytes
    else:
        start = int(first)
        stop = size_bytes if last is None else min(int(last) + 1, size_bytes)
        if last is not None and int(last) < start:
            return Whole()
    return Part(start, stop) if start < stop else Unsatisfiable()


def _has_it(headers: Mapping[str, str], state: State) -> bool:
    """§13.2.2: If-None-Match, when present, is the only one that counts."""
    none_match = headers.get("If-None-Match")
    if none_match is not None:
        return none_match.strip() == "*" or f'"{state.etag}"' in _weakened(none_match)
    since = _date(headers.get("If-Modified-Since"))
    return since is not None and state.modified_utc.replace(microsecond=0) <= since


def _same_state(if_range: str | None, state: State) -> bool:
    """§13.1.5: a weak tag never matches; a date must be the exact one."""
    if if_range is None:
        return True
    if '"' in if_range:
        return if_range.strip() == f'"{state.etag}"'
    return _date(if_range) == state.modified_utc.replace(microsecond=0)


def _weakened(tags: str) -> set[str]:
    return {tag.removeprefix("W/") for tag in _ETAGS.findall(tags)}


def _date(text: str | None) -> datetime | None:
    """An aware date, or None for one that must be ignored."""
    if text is None:
        return None
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if date.tzinfo is not None else None
