"""Single values out of raw fields: cleaned, cut to a sane length, split at what always separates; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from library.tags.model import RawTags

# "&", "," and "/" are parts of names (AC/DC, Earth, Wind & Fire): only what taggers write as separators
# splits everything; `separators` knows what else splits names.
_ALWAYS = re.compile(r"[;\x00]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

MAX_NAME = 1_000  # letters; longer is an accident or an attack, and would be carried through every list
_MAX_VALUES = 100


def cleaned(text: str, limit: int = MAX_NAME) -> str:
    """Without control characters and halves of surrogate pairs, which neither SQLite nor JSON can carry."""
    if text.isprintable():  # most are, and a test is faster than a replacement
        return text[:limit].strip()
    return _UNPRINTABLE.sub("", text)[:limit].strip()


def find_text(raw: RawTags, field: str, limit: int = MAX_NAME) -> str | None:
    for value in raw.get(field, ()):
        if text := cleaned(value.split("\0")[0], limit):
            return text
    return None


def find_uuid(raw: RawTags, field: str) -> str | None:
    text = find_text(raw, field) if field in raw else None
    return text.lower() if text and _UUID.fullmatch(text) else None


def uuids(values: Iterable[str]) -> list[str]:
    return [uuid.lower() for uuid in split_values(values) if _UUID.fullmatch(uuid)]


def split_values(values: Iterable[str]) -> list[str]:
    parts: list[str] = []
    for value in values:
        if ";" in value or "\0" in value:
            parts += [part for piece in _ALWAYS.split(value) if (part := cleaned(piece))]
        elif part := cleaned(value):
            parts.append(part)
    return parts[:_MAX_VALUES]


def distinct(values: Iterable[str]) -> list[str]:
    """The first spelling of each, in order."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(value.casefold(), value)
    return list(found.values())
