"""ID3's frames under the common field names: versions 2.2 and 2.3 arrive here as 2.4, version 1 as the few
frames that it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from mutagen.id3 import COMM, ID3, RVA2, TCON, TXXX, UFID, Encoding, Frame, PairedTextFrame, TextFrame

from library.tags.encodings import repaired
from library.tags.fields import add, field_name
from library.tags.model import RawTags

_FRAMES = {
    "TIT2": "title",
    "TIT1": "grouping",
    "TIT3": "subtitle",
    "TPE1": "artist",
    "TPE2": "albumartist",
    "TPE3": "conductor",
    "TPE4": "remixer",
    "TCOM": "composer",
    "TEXT": "lyricist",
    "TALB": "album",
    "TRCK": "tracknumber",
    "TPOS": "discnumber",
    "TSST": "discsubtitle",
    "TDRC": "date",
    "TDRL": "releasedate",
    "TDOR": "originaldate",
    "TCMP": "compilation",
    "TBPM": "bpm",
    "TKEY": "initialkey",
    "TMOO": "mood",
    "TSRC": "isrc",
    "TPUB": "label",
    "TMED": "media",
    "TLAN": "language",
    "TSOT": "titlesort",
    "TSOA": "albumsort",
    "TSOP": "artistsort",
    "TSO2": "albumartistsort",
    "TSOC": "composersort",
    "GRP1": "grouping",
    "MVNM": "movementname",
    "MVIN": "movement",
}
# TIPL's functions that have a field of their own elsewhere; TMCL's instruments all are performers.
_FUNCTIONS = {
    "arranger": "arranger",
    "engineer": "engineer",
    "producer": "producer",
    "mix": "mixer",
    "dj-mix": "djmixer",
    "lyricist": "lyricist",
    "remixer": "remixer",
    "conductor": "conductor",
    "composer": "composer",
}

# mutagen's own types know neither its mappings' methods nor its frames' fields: hence the casts and getattr.


def id3_fields(tags: ID3) -> RawTags:
    raw: RawTags = {}
    for frame in cast(Mapping[str, Frame], tags).values():
        name = _FRAMES.get(frame.FrameID)
        if name is not None:
            raw.setdefault(name, []).extend(_texts(frame))
        elif isinstance(frame, TCON):
            add(raw, "genre", frame.genres)  # "(17)" and "17" become "Rock"
        elif isinstance(frame, TXXX):
            add(raw, field_name(str(getattr(frame, "desc", ""))), _texts(frame))
        else:
            _add_special(raw, frame)
    return raw


def _add_special(raw: RawTags, frame: Frame) -> None:
    match frame:
        case COMM():
            if not (description := str(getattr(frame, "desc", ""))):  # else it is some program's data
                add(raw, "comment", _texts(frame))
            elif description == "iTunSMPB":
                add(raw, "itunsmpb", _texts(frame))
        case UFID() if getattr(frame, "owner", "") == "http://musicbrainz.org":
            add(raw, "musicbrainz_trackid", [bytes(getattr(frame, "data", b"")).decode("ascii", "replace")])
        case RVA2():
            _add_volume(raw, frame)
        case PairedTextFrame():
            _add_people(raw, frame.FrameID, cast(Iterable[list[str]], getattr(frame, "people", ())))


def _add_people(raw: RawTags, frame: str, people: Iterable[list[str]]) -> None:
    for part in people:
        if len(part) != 2:
            continue
        function, name = part
        if frame == "TMCL":
            add(raw, "performer", [f"{name} ({function})" if function else name])
        elif field := _FUNCTIONS.get(function.strip().lower()):
            add(raw, field, [name])


def _add_volume(raw: RawTags, frame: RVA2) -> None:
    """As mp3gain and others wrote it before there were fields of that name; channel 1 is the master volume."""
    kind = str(getattr(frame, "desc", "")).lower()
    if kind in ("track", "album") and getattr(frame, "channel", 0) == 1:
        raw.setdefault(f"replaygain_{kind}_gain", [str(getattr(frame, "gain", ""))])
        if peak := getattr(frame, "peak", 0):
            raw.setdefault(f"replaygain_{kind}_peak", [str(peak)])


def _texts(frame: Frame) -> list[str]:
    texts = list(map(str, getattr(frame, "text", ())))
    if getattr(frame, "encoding", None) == Encoding.LATIN1 and isinstance(frame, TextFrame):
        return [repaired(text) for text in texts]
    return texts
