"""Brings the fields of Vorbis comments, APEv2 and everything that names fields freely under one set of names;
leaves their values as they are. ID3, MP4 and ASF have files of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import cast

from mutagen.apev2 import APETextValue, APEv2

from library.tags.model import RawTags

# What taggers call fields elsewhere, spaces, hyphens, underscores and case aside.
_ALIASES = {
    "albumartist": "albumartist",
    "ensemble": "albumartist",
    "track": "tracknumber",
    "disc": "discnumber",
    "disk": "discnumber",
    "tempo": "bpm",
    "description": "comment",
    "albumrating": "rating",
    "musicbrainztrackid": "musicbrainz_trackid",
    "musicbrainzalbumid": "musicbrainz_albumid",
    "musicbrainzartistid": "musicbrainz_artistid",
    "musicbrainzalbumartistid": "musicbrainz_albumartistid",
    "musicbrainzreleasegroupid": "musicbrainz_releasegroupid",
    "musicbrainzreleasetrackid": "musicbrainz_releasetrackid",
    "musicbrainzworkid": "musicbrainz_workid",
    "musicbrainzalbumtype": "releasetype",
    "musicbrainzalbumstatus": "releasestatus",
    "musicbrainzalbumreleasecountry": "releasecountry",
    "musicbrainzalbumcomment": "version",
    "albumversion": "version",
    "releasecomment": "version",
    "key": "initialkey",
    "mixartist": "remixer",
    "modifiedby": "remixer",
    "writer": "lyricist",
    "publisher": "label",
    "organization": "label",
    "recordlabel": "label",
    "catalognumber": "catalognumber",
    "labelno": "catalognumber",
    "contentgroup": "grouping",
    "work": "work",
    "movementname": "movementname",
    "movement": "movement",
    "part": "movementname",
    "setsubtitle": "discsubtitle",
    "advisory": "itunesadvisory",
    "releasetime": "releasedate",
    "titlesortorder": "titlesort",
    "albumsortorder": "albumsort",
    "artistsortorder": "artistsort",
    "albumartistsortorder": "albumartistsort",
    "origyear": "originalyear",
    "origdate": "originaldate",
    "replaygain_trackgain": "replaygain_track_gain",
    "creationtime": "date",
}


def ape_fields(tags: APEv2) -> RawTags:
    raw: RawTags = {}
    for key, value in cast(Mapping[str, object], tags).items():
        if isinstance(value, APETextValue):
            add(raw, field_name(key), list(value))
    return raw


def comment_fields(comments: Iterable[tuple[str, str]]) -> RawTags:
    """Of Vorbis comments, and of anything else that already has such names."""
    raw: RawTags = {}
    for key, value in comments:
        add(raw, field_name(key), (value,))
    return raw


def add(raw: RawTags, name: str, values: Iterable[str]) -> None:
    raw.setdefault(name, []).extend(values)


@lru_cache(4096)  # the same few hundred names in every file of a library
def field_name(name: str) -> str:
    lower = "".join(name.lower().split())
    return _ALIASES.get(lower) or _ALIASES.get(lower.replace("_", "").replace("-", ""), lower)
