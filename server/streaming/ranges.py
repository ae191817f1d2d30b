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


@dataclass(frozen=True, slots=True)
class NotGrown:
    """503: these bytes may exist some day."""


Answer = Whole | Part | NotModified | Unsatisfiable | NotGrown


@dataclass(frozen=True, slots=True)
class State:
    """What is being served, as far as ranges and conditions care. `etag` is strong and without quotes."""

    etag: str
    modified_utc: datetime
    size_bytes: int | None  # None: not known yet
    ready_bytes: int | None = None  # then only these can be answered by their place; None: no ranges at all


def choose(headers: Mapping[str, str], state: State) -> Answer:
    """The answer to a GET; a HEAD is told the same. `headers` by their usual spelling."""
    if _has_it(headers, state):
        return NotModified()
    wanted = headers.get("Range")
    if wanted is None or not _same_state(headers.get("If-Range"), state):
        return Whole()
    if state.size_bytes is None:
        return Whole() if state.ready_bytes is None else _of_growing(wanted, state.ready_bytes)
    return parse_range(wanted, state.size_bytes)


def end_asked_for(text: str) -> int | None:
    """So many bytes must there be for this range; None: all, or it is no range at all."""
    found = _ONE_RANGE.fullmatch(text.strip())
    return int(found[2]) + 1 if found is not None and found[2] is not None else None


def _of_growing(text: str, ready_bytes: int) -> Answer:
    """Less than was asked for, if it comes to that (§15.3.7): what there is, as long as it begins there."""
    found = _ONE_RANGE.fullmatch(text.strip())
    if found is None or (found[1] == "0" and found[2] is None):
        return Whole()
    if found[1] is None:
        return NotGrown()
    answer = parse_range(text, ready_bytes)
    return NotGrown() if isinstance(answer, Unsatisfiable) else answer


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
