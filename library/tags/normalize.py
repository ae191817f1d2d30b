"""Turns the raw fields of any format into Tags; pure."""

from __future__ import annotations

import re

from library.tags.details import details
from library.tags.model import Name, RawTags, Tags
from library.tags.texts import cleaned, distinct, find_text, find_uuid, split_values, uuids

__all__ = ["cleaned", "normalize"]

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_NUMBER = re.compile(r"\s*(\d{1,4})\s*(?:(?:/|of)\s*(\d{1,4}))?")
_BPM = re.compile(r"\d{1,3}(?:\.\d+)?")
_TRUE = {"1", "true", "yes"}

_MAX_COMMENT = 10_000


def normalize(raw: RawTags) -> Tags:
    number, number_total = _number(raw, "tracknumber", "tracktotal", "totaltracks")
    disc, disc_total = _number(raw, "discnumber", "disctotal", "totaldiscs")
    artists, artist_ids = _credits(raw, plural="artists", singular="artist", kind="artist")
    album_artists, album_artist_ids = _credits(
        raw, plural="albumartists", singular="albumartist", kind="albumartist"
    )
    return Tags(
        title=find_text(raw, "title"),
        artists=artists,
        artist=_display(raw, "artist", artists),
        album=find_text(raw, "album"),
        album_artists=album_artists,
        album_artist=_display(raw, "albumartist", album_artists),
        disc=disc,
        disc_total=disc_total,
        number=number,
        number_total=number_total,
        year=_year(raw),
        genres=tuple(distinct(split_values(raw.get("genre", ())))),
        is_compilation="compilation" in raw and (find_text(raw, "compilation") or "").lower() in _TRUE,
        musicbrainz_id=find_uuid(raw, "musicbrainz_trackid"),
        release_musicbrainz_id=find_uuid(raw, "musicbrainz_albumid"),
        bpm=_bpm(raw),
        comment=find_text(raw, "comment", limit=_MAX_COMMENT),
        details=details(raw),
        artist_ids=artist_ids,
        album_artist_ids=album_artist_ids,
    )


def _credits(
    raw: RawTags, *, plural: str, singular: str, kind: str
) -> tuple[tuple[Name, ...], tuple[str, ...]]:
    """Names, and the ids that belong to none of them yet."""
    names = distinct(split_values(raw.get(plural, ()))) or distinct(split_values(raw.get(singular, ())))
    if not names:
        return (), ()
    sort_names = split_values(raw.get(f"{kind}sort", ()))
    ids = uuids(raw.get(f"musicbrainz_{kind}id", ()))
    # Ids and sort names belong to names by position only, so unless there are as many they tell nothing.
    sorts_by_position = sort_names if len(sort_names) == len(names) else [None] * len(names)
    ids_by_position = ids if len(ids) == len(names) else [None] * len(names)
    left = () if len(ids) == len(names) else tuple(ids)
    return tuple(map(Name, names, sorts_by_position, ids_by_position)), left


def _display(raw: RawTags, field: str, names: tuple[Name, ...]) -> str | None:
    values = distinct(split_values(raw.get(field, ())))
    if len(values) == 1:
        return values[0]
    return ", ".join(values or [name.name for name in names]) or None


def _number(raw: RawTags, field: str, *totals: str) -> tuple[int | None, int | None]:
    match = _NUMBER.match(find_text(raw, field) or "")
    if match is None:
        return None, None
    total = match[2] or next(
        (text for name in totals if (text := find_text(raw, name)) and text.isdecimal()), None
    )
    return int(match[1]) or None, (int(total[:9]) or None) if total else None


def _year(raw: RawTags) -> int | None:
    for field in ("date", "year", "originaldate", "originalyear"):
        if field in raw and (match := _YEAR.search(find_text(raw, field) or "")):
            return int(match[1])
    return None


def _bpm(raw: RawTags) -> int | None:
    match = _BPM.match(find_text(raw, "bpm") or "") if "bpm" in raw else None
    return (round(float(match[0])) or None) if match else None
