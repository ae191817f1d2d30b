"""MP4's atoms under the common field names, and the chapters of audiobooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from mutagen.mp4 import MP4Tags

from library.tags.fields import add, field_name
from library.tags.model import RawTags

_TEXTS = {
    "\xa9nam": "title",
    "\xa9ART": "artist",
    "aART": "albumartist",
    "\xa9alb": "album",
    "\xa9day": "date",
    "\xa9gen": "genre",
    "\xa9cmt": "comment",
    "\xa9wrt": "composer",
    "\xa9grp": "grouping",
    "\xa9wrk": "work",
    "\xa9mvn": "movementname",
    "sonm": "titlesort",
    "soal": "albumsort",
    "soar": "artistsort",
    "soaa": "albumartistsort",
    "soco": "composersort",
}
_NUMBERS = {"tmpo": "bpm", "\xa9mvi": "movement", "\xa9mvc": "movementtotal", "rtng": "itunesadvisory"}
_PAIRS = {"trkn": "tracknumber", "disk": "discnumber"}
_FREEFORM = "----:com.apple.itunes:"


def mp4_fields(tags: MP4Tags) -> RawTags:
    raw: RawTags = {}
    for key, values in cast(Mapping[str, list[object]], tags).items():
        if key in _TEXTS:
            add(raw, _TEXTS[key], map(str, values))
        elif key[:4] == "----":
            if key.lower().startswith(_FREEFORM):
                texts = [bytes(cast(bytes, value)).decode("utf-8", "replace") for value in values]
                add(raw, field_name(key[len(_FREEFORM) :]), texts)
        elif key in _NUMBERS:
            add(raw, _NUMBERS[key], map(str, values))
        elif key in _PAIRS and values:
            add(raw, _PAIRS[key], ["/".join(map(str, cast(tuple[int, int], values[0])))])
        elif key == "cpil":
            add(raw, "compilation", ["1" if values else "0"])
    return raw
