"""Brings the fields of ID3, MP4, APEv2 and Vorbis comments under one set of names; leaves their values as
they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from mutagen.apev2 import APETextValue, APEv2
from mutagen.id3 import ID3, TCON, TXXX, UFID, Frame, TextFrame
from mutagen.mp4 import MP4Tags

from library.tags.model import RawTags

_ID3 = {
    "TIT2": "title",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TALB": "album",
    "TRCK": "tracknumber",
    "TPOS": "discnumber",
    "TDRC": "date",
    "TDOR": "originaldate",
    "TCMP": "compilation",
    "TBPM": "bpm",
    "TSOP": "artistsort",
    "TSO2": "albumartistsort",
}
_MP4 = {
    "\xa9nam": "title",
    "\xa9ART": "artist",
    "aART": "albumartist",
    "\xa9alb": "album",
    "\xa9day": "date",
    "\xa9gen": "genre",
    "\xa9cmt": "comment",
    "soar": "artistsort",
    "soaa": "albumartistsort",
}
_FREEFORM = "----:com.apple.itunes:"

# What taggers call fields elsewhere, spaces and case aside.
_ALIASES = {
    "albumartist": "albumartist",
    "album_artist": "albumartist",
    "ensemble": "albumartist",
    "track": "tracknumber",
    "disc": "discnumber",
    "disk": "discnumber",
    "year": "year",
    "tempo": "bpm",
    "description": "comment",
    "musicbrainztrackid": "musicbrainz_trackid",
    "musicbrainzalbumid": "musicbrainz_albumid",
    "musicbrainzartistid": "musicbrainz_artistid",
    "musicbrainzalbumartistid": "musicbrainz_albumartistid",
}


# mutagen's own types know neither its mappings' methods nor its frames' fields: hence the casts and getattr.


def id3_fields(tags: ID3) -> RawTags:
    raw: RawTags = {}
    for frame in cast(Mapping[str, Frame], tags).values():
        texts = [str(text) for text in getattr(frame, "text", ())]
        name = str(getattr(frame, "desc", ""))
        if isinstance(frame, TCON):
            _add(raw, "genre", frame.genres)  # "(17)" and "17" become "Rock"
        elif isinstance(frame, TXXX):
            _add(raw, _name(name), texts)
        elif isinstance(frame, UFID) and getattr(frame, "owner", "") == "http://musicbrainz.org":
            _add(raw, "musicbrainz_trackid", [bytes(getattr(frame, "data", b"")).decode("ascii", "replace")])
        elif frame.FrameID == "COMM" and not name:  # with a description it is some program's data
            _add(raw, "comment", texts)
        elif frame.FrameID in _ID3 and isinstance(frame, TextFrame):
            _add(raw, _ID3[frame.FrameID], texts)
    return raw


def mp4_fields(tags: MP4Tags) -> RawTags:
    raw: RawTags = {}
    for key, values in cast(Mapping[str, list[object]], tags).items():
        if key in _MP4:
            _add(raw, _MP4[key], map(str, values))
        elif key.lower().startswith(_FREEFORM):
            _add(
                raw,
                _name(key[len(_FREEFORM) :]),
                [bytes(cast(bytes, value)).decode("utf-8", "replace") for value in values],
            )
        elif key in ("trkn", "disk") and values:
            _add(
                raw,
                _name({"trkn": "track"}.get(key, key)),
                ["/".join(map(str, cast(tuple[int, int], values[0])))],
            )
        elif key == "cpil":
            _add(raw, "compilation", ["1" if values else "0"])
        elif key == "tmpo":
            _add(raw, "bpm", map(str, values))
    return raw


def ape_fields(tags: APEv2) -> RawTags:
    raw: RawTags = {}
    for key, value in cast(Mapping[str, object], tags).items():
        if isinstance(value, APETextValue):
            _add(raw, _name(key), list(value))
    return raw


def comment_fields(comments: Iterable[tuple[str, str]]) -> RawTags:
    """Of Vorbis comments, and of anything else that already has such names."""
    raw: RawTags = {}
    for key, value in comments:
        _add(raw, _name(key), [value])
    return raw


def _add(raw: RawTags, name: str, values: Iterable[str]) -> None:
    raw.setdefault(name, []).extend(values)


def _name(name: str) -> str:
    lower = name.strip().lower()
    if lower in _ALIASES:
        return _ALIASES[lower]
    return _ALIASES.get(lower.replace(" ", ""), lower.replace(" ", ""))
