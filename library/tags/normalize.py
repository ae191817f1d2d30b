"""Turns the raw fields of any format into Tags; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from library.tags.model import Name, RawTags, Tags

# "&", "," and "/" are parts of names (AC/DC, Earth, Wind & Fire): only what taggers write as separators
# splits.
_SEPARATORS = re.compile(r"[;\x00]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_NUMBER = re.compile(r"\s*(\d{1,4})\s*(?:(?:/|of)\s*(\d{1,4}))?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TRUE = {"1", "true", "yes"}

_MAX_NAME = 1_000  # letters; longer is an accident or an attack, and would be carried through every list
_MAX_COMMENT = 10_000
_MAX_VALUES = 100


def normalize(raw: RawTags) -> Tags:
    number, number_total = _number(raw, "tracknumber", "tracktotal", "totaltracks")
    disc, disc_total = _number(raw, "discnumber", "disctotal", "totaldiscs")
    artists = _credits(raw, plural="artists", singular="artist", kind="artist")
    album_artists = _credits(raw, plural="albumartists", singular="albumartist", kind="albumartist")
    return Tags(
        title=_text(raw, "title"),
        artists=artists,
        artist=_display(raw, "artist", artists),
        album=_text(raw, "album"),
        album_artists=album_artists,
        album_artist=_display(raw, "albumartist", album_artists),
        disc=disc,
        disc_total=disc_total,
        number=number,
        number_total=number_total,
        year=_year(raw),
        genres=tuple(_distinct(_split(raw.get("genre", ())))),
        is_compilation=(_text(raw, "compilation") or "").lower() in _TRUE,
        musicbrainz_id=_uuid(raw, "musicbrainz_trackid"),
        release_musicbrainz_id=_uuid(raw, "musicbrainz_albumid"),
        bpm=_bpm(raw),
        comment=_text(raw, "comment", limit=_MAX_COMMENT),
    )


def cleaned(text: str, limit: int = _MAX_NAME) -> str:
    """Without control characters and halves of surrogate pairs, which neither SQLite nor JSON can carry."""
    return _UNPRINTABLE.sub("", text)[:limit].strip()


def _text(raw: RawTags, field: str, limit: int = _MAX_NAME) -> str | None:
    for value in raw.get(field, ()):
        if text := cleaned(value.split("\0")[0], limit):
            return text
    return None


def _split(values: Iterable[str]) -> list[str]:
    return [part for value in values for piece in _SEPARATORS.split(value) if (part := cleaned(piece))][
        :_MAX_VALUES
    ]


def _distinct(values: Iterable[str]) -> list[str]:
    """The first spelling of each, in order."""
    distinct: dict[str, str] = {}
    for value in values:
        distinct.setdefault(value.casefold(), value)
    return list(distinct.values())


def _credits(raw: RawTags, *, plural: str, singular: str, kind: str) -> tuple[Name, ...]:
    names = _distinct(_split(raw.get(plural, ()))) or _distinct(_split(raw.get(singular, ())))
    sort_names = _split(raw.get(f"{kind}sort", ()))
    ids = [uuid.lower() for uuid in _split(raw.get(f"musicbrainz_{kind}id", ())) if _UUID.fullmatch(uuid)]
    # Ids and sort names belong to names by position only, so unless there are as many they tell nothing.
    sorts_by_position = sort_names if len(sort_names) == len(names) else [None] * len(names)
    ids_by_position = ids if len(ids) == len(names) else [None] * len(names)
    return tuple(map(Name, names, sorts_by_position, ids_by_position))


def _display(raw: RawTags, field: str, names: tuple[Name, ...]) -> str | None:
    values = _distinct(_split(raw.get(field, ())))
    if len(values) == 1:
        return values[0]
    return ", ".join(values or [name.name for name in names]) or None


def _number(raw: RawTags, field: str, *totals: str) -> tuple[int | None, int | None]:
    match = _NUMBER.match(_text(raw, field) or "")
    if match is None:
        return None, None
    total = match[2] or next(
        (text for name in totals if (text := _text(raw, name)) and text.isdecimal()), None
    )
    return int(match[1]) or None, (int(total) or None) if total else None


def _year(raw: RawTags) -> int | None:
    for field in ("date", "year", "originaldate", "originalyear"):
        if match := _YEAR.search(_text(raw, field) or ""):
            return int(match[1])
    return None


def _uuid(raw: RawTags, field: str) -> str | None:
    text = _text(raw, field)
    return text.lower() if text and _UUID.fullmatch(text) else None


def _bpm(raw: RawTags) -> int | None:
    match = re.match(r"\d{1,3}(?:\.\d+)?", _text(raw, "bpm") or "")
    return (round(float(match[0])) or None) if match else None
