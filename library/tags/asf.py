"""ASF's attributes (Windows Media) under the common field names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from mutagen.asf import ASFTags

from library.tags.fields import add, field_name
from library.tags.model import RawTags

_ATTRIBUTES = {
    "Title": "title",
    "Author": "artist",
    "WM/AlbumTitle": "album",
    "WM/AlbumArtist": "albumartist",
    "WM/TrackNumber": "tracknumber",
    "WM/PartOfSet": "discnumber",
    "WM/Year": "date",
    "WM/OriginalReleaseTime": "originaldate",
    "WM/OriginalReleaseYear": "originalyear",
    "WM/BeatsPerMinute": "bpm",
    "WM/InitialKey": "initialkey",
    "WM/ContentGroupDescription": "grouping",
    "WM/CatalogNo": "catalognumber",
    "WM/SubTitle": "subtitle",
    "WM/IsCompilation": "compilation",
    "WM/TitleSortOrder": "titlesort",
}


def asf_fields(tags: ASFTags) -> RawTags:
    raw: RawTags = {}
    for key, value in cast(Iterable[tuple[str, object]], tags):
        if not isinstance(getattr(value, "value", None), bytes):
            add(
                raw,
                _ATTRIBUTES.get(key) or field_name(key.removeprefix("WM/").replace("/", "")),
                [str(value)],
            )
    return raw
