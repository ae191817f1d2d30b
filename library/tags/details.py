"""What only some files say, as values; pure. Costs nothing where a file says none of it."""

from __future__ import annotations

import re
from math import isfinite

from library.tags.encodings import suggestion
from library.tags.model import ROLES, VALUE_FIELDS, Details, Gain, Part, RawTags
from library.tags.texts import distinct, find_text, find_uuid, split_values

_DATE = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(1\d{3}|20\d{2})(?!\d)")
_GAIN = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:db)?\s*$", re.IGNORECASE)
_WITH_PART = re.compile(r"(.+?)\s*\(([^()]+)\)")
_COUNTED = re.compile(r"\s*(\d{1,4})(?:\s*/\s*(\d{1,4}))?")
_ADVISORIES = {"1": "explicit", "4": "explicit", "explicit": "explicit", "2": "clean", "clean": "clean"}

_R128_TO_REPLAY_GAIN_DB = 5.0  # −23 LUFS (RFC 7845 §5.2.1) against ReplayGain's −18
_MAX_GAIN_DB = 64.0
_MAX_PEAK = 64.0

_GAINS = ("replaygain_track_gain", "replaygain_album_gain", "r128_track_gain", "r128_album_gain")
_TEXTS = {
    "titlesort": "sort_title",
    "albumsort": "sort_album",
    "initialkey": "key",
    "version": "version",
    "media": "media",
    "discsubtitle": "disc_title",
    "work": "work",
    "movementname": "movement",
    "releasestatus": "release_status",
    "releasecountry": "release_country",
}
_UUIDS = {
    "musicbrainz_workid": "work_musicbrainz_id",
    "musicbrainz_releasegroupid": "release_group_musicbrainz_id",
    "musicbrainz_releasetrackid": "release_track_musicbrainz_id",
}


def details(raw: RawTags) -> Details:
    found: dict[str, object] = {}
    for field, name in _TEXTS.items():
        if field in raw:
            found[name] = find_text(raw, field)
    for field, name in _UUIDS.items():
        if field in raw:
            found[name] = find_uuid(raw, field)
    if "movement" in raw:
        found |= _movement(raw)
    if "itunesadvisory" in raw:
        found["advisory"] = _ADVISORIES.get((find_text(raw, "itunesadvisory") or "").lower())
    if any(field in raw for field in _GAINS):
        found["gain"] = _gain(raw)
    return Details(
        **found,  # type: ignore[arg-type] # each name is a field of Details with the type of its parser
        date=_date(raw, "releasedate", "date", "year"),
        original_date=_date(raw, "originaldate", "originalyear"),
        parts=_parts(raw),
        values=_values(raw),
        better=_better(raw),
    )


def _date(raw: RawTags, *fields: str) -> str | None:
    """The first that can be read; days and months that no calendar has are left out."""
    for field in fields:
        if field in raw and (text := find_text(raw, field)):
            if match := _DAY_FIRST.search(text):
                day, month, year = match.groups()
            elif match := _DATE.search(text):
                year, month, day = match.groups()
            else:
                continue
            return _written(year, int(month or 0), int(day or 0))
    return None


def _written(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def _movement(raw: RawTags) -> dict[str, object]:
    """`movement` is a number, but a name in files of some programs."""
    text = find_text(raw, "movement") or ""
    match = _COUNTED.fullmatch(text)
    if match is None:
        return {} if "movementname" in raw else {"movement": text or None}
    total = match[2] or find_text(raw, "movementtotal") or ""
    return {
        "movement_number": int(match[1]) or None,
        "movement_total": (int(total) or None) if total.isdecimal() and len(total) <= 4 else None,
    }


def _gain(raw: RawTags) -> Gain:
    return Gain(
        track_db=_gain_db(raw, "track"),
        track_peak=_peak(raw, "replaygain_track_peak"),
        album_db=_gain_db(raw, "album"),
        album_peak=_peak(raw, "replaygain_album_peak"),
    )


def _gain_db(raw: RawTags, kind: str) -> float | None:
    number = _decimal(raw, f"replaygain_{kind}_gain")
    if number is None and (r128 := _decimal(raw, f"r128_{kind}_gain")) is not None:
        number = r128 / 256 + _R128_TO_REPLAY_GAIN_DB  # Q7.8, RFC 7845 §5.2.1
    return round(number, 3) if number is not None and abs(number) <= _MAX_GAIN_DB else None


def _peak(raw: RawTags, field: str) -> float | None:
    number = _decimal(raw, field)
    return number if number is not None and 0 < number <= _MAX_PEAK else None


def _decimal(raw: RawTags, field: str) -> float | None:
    match = _GAIN.match(find_text(raw, field) or "") if field in raw else None
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    return number if isfinite(number) else None


def _parts(raw: RawTags) -> tuple[Part, ...]:
    parts: list[Part] = []
    for role in ROLES:
        if role in raw:
            parts += [_part(role, name) for name in distinct(split_values(raw[role]))]
    return tuple(parts)


def _part(role: str, text: str) -> Part:
    match = _WITH_PART.fullmatch(text) if role == "performer" else None
    return Part(role, match[1], match[2]) if match else Part(role, text)


def _values(raw: RawTags) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = ((field, tuple(distinct(split_values(raw[field])))) for field in VALUE_FIELDS if field in raw)
    return tuple((field, values) for field, values in found if values)


def _better(raw: RawTags) -> str | None:
    """`Title – Artist – Album` as they probably were meant, if any of them has an unlikely spelling."""
    told = ("title", "artist", "album")
    if all(text.isascii() for field in told for text in raw.get(field, ())):
        return None
    texts = [find_text(raw, field) or "" for field in told]
    meant = [suggestion(text) for text in texts]
    if not any(meant):
        return None
    return " – ".join(filter(None, (better or text for better, text in zip(meant, texts, strict=True))))
