"""Reads the usual MP3 in a third of mutagen's time: ID3v2.3 or 2.4 of plain frames, and right behind it sound that says
how long it is. Of whatever is not usual it says nothing, and mutagen is asked: never may the two differ."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from mutagen import MutagenError
from mutagen.mp3 import MP3, MPEGInfo

from library.tags.encodings import repaired
from library.tags.fields import field_name
from library.tags.id3 import FRAMES
from library.tags.model import RawTags

_FIRST = 8_192  # bytes: the tags without a cover, and as many frames of sound as mutagen compares
_MAX_TAG_BYTES = 4 * 2**20
_V1_BYTES = 131  # where mutagen looks for ID3v1

_YEAR = re.compile(r"[12]\d{3}")
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_GENRE = re.compile(r"(?!CR$|RX$)(?=.*[^\d(])[^(\n]*")  # no number of ID3v1's list, in brackets or without
_DATES = {"TDRC", "TDRL", "TDOR"}
_NO_TEXT = {"APIC", "UFID", "COMM", "TXXX", "TCON", "TYER"}
# Without a meaning for the catalogue, whatever they hold.
_PASSED_OVER = {
    *("TSSE", "TENC", "TLEN", "TCOP", "TFLT", "TDTG", "TDEN", "TOWN", "TOPE", "TOAL", "TRSN", "TRSO", "TDLY"),
    *("PRIV", "POPM", "PCNT", "GEOB", "MCDI", "USLT", "SYLT", "WXXX", "WCOM", "WOAR", "WOAS", "WOAF", "WPUB"),
}
_ENCODINGS = {0: "latin-1", 1: "utf-16", 3: "utf-8"}
# What ID3v1 knows, too, with the comment, which nobody asks there.
_IN_V1 = {"title", "artist", "album", "date", "tracknumber", "genre"}


class _Unusual(Exception):
    """mutagen is to be asked."""


@dataclass(frozen=True, slots=True)
class UsualMp3:
    fields: RawTags
    sound: MP3  # with nothing but its `info`
    picture: bytes | None


def find_usual_mp3(file: int, size_bytes: int) -> UsualMp3 | None:
    """Of the open `file`, a descriptor. Raises: OSError."""
    head = os.pread(file, _FIRST, 0)
    if len(head) < 10 or head[:3] != b"ID3" or head[3] not in (3, 4) or head[5] or max(head[6:10]) > 127:
        return None
    end = 10 + _synchsafe(head[6:10])
    if end > min(_MAX_TAG_BYTES, size_bytes):
        return None
    if end + _FIRST // 2 > len(head):
        head += os.pread(file, end + _FIRST - len(head), len(head))
    tail = os.pread(file, _V1_BYTES, max(0, size_bytes - _V1_BYTES))
    try:
        fields, picture = _fields(head[:end], head[3])
        if b"TAG" in tail and not fields.keys() >= _IN_V1:
            return None  # then mutagen takes from there what is missing
        return UsualMp3(fields, _sound(head[end:]), picture)
    except (_Unusual, UnicodeDecodeError, MutagenError):
        return None


def _sound(data: bytes) -> MP3:
    if data[:1] != b"\xff":
        raise _Unusual
    info = MPEGInfo(BytesIO(data), 0)
    if info.sketchy:
        raise _Unusual
    sound = MP3.__new__(MP3)  # its constructor reads a file
    sound.info = info
    return sound


def _fields(tag: bytes, version: int) -> tuple[RawTags, bytes | None]:
    raw: RawTags = {}
    picture: bytes | None = None
    for name, data in _frames(tag, version):
        if name in _PASSED_OVER:
            continue
        if name == "APIC":
            if picture is not None:
                raise _Unusual
            picture = _picture(data)
            continue
        found = _special(name, data, version) if name in _NO_TEXT else (FRAMES.get(name), _mended(data))
        if found is None:
            continue
        field, texts = found
        if field is None or field in raw:  # two frames of one field: mutagen knows which comes first
            raise _Unusual
        if name in _DATES and not all(_DATE.fullmatch(text) for text in texts):
            raise _Unusual
        raw[field] = texts
    return raw, picture or None


def _frames(tag: bytes, version: int) -> Iterator[tuple[str, bytes]]:
    """ID3v2.4 §4: a name, a size, two bytes of flags; sizes of 2.3 are plain numbers."""
    at, end = 10, len(tag)
    while at + 10 <= end and tag[at]:
        size_bytes = tag[at + 4 : at + 8]
        if version == 4 and max(size_bytes) > 127:
            raise _Unusual  # as iTunes wrote them
        size = _synchsafe(size_bytes) if version == 4 else int.from_bytes(size_bytes, "big")
        if tag[at + 8] or tag[at + 9] or not 0 < size <= end - at - 10:
            raise _Unusual
        yield tag[at : at + 4].decode("ascii"), tag[at + 10 : at + 10 + size]
        at += 10 + size
    if any(tag[at : at + 10]):
        raise _Unusual


def _special(name: str, data: bytes, version: int) -> tuple[str | None, list[str]] | None:
    """None: it says nothing."""
    if name == "TCON":
        genres = _texts(data)
        if not all(map(_GENRE.fullmatch, genres)):
            raise _Unusual
        return "genre", genres
    if name == "TYER":
        years = _texts(data)
        if version == 4 or len(years) != 1 or not _YEAR.fullmatch(years[0]):
            raise _Unusual
        return "date", years
    if name == "UFID":
        owner, _, number = data.partition(b"\0")
        its = owner == b"http://musicbrainz.org"
        return ("musicbrainz_trackid", [number.decode("ascii", "replace")]) if its else None
    described = data[:1] + data[4:] if name == "COMM" else data  # without the language
    description = _texts(described, at_least=2)[0]
    texts = _mended(described, at_least=2)[1:]
    if name == "TXXX":
        field = field_name(description)
        if field in _IN_V1:
            raise _Unusual  # beside a frame that says the same
        return field, texts
    return {"": ("comment", texts), "iTunSMPB": ("itunsmpb", texts)}.get(description)


def _mended(data: bytes, *, at_least: int = 1) -> list[str]:
    texts = _texts(data, at_least=at_least)
    return texts if data[0] else [repaired(text) for text in texts]


def _texts(data: bytes, *, at_least: int = 1) -> list[str]:
    """Values are separated by zeros; the last one may end in some."""
    encoding = data[0]
    if encoding not in _ENCODINGS:
        raise _Unusual
    text = data[1:].decode(_ENCODINGS[encoding])
    if encoding == 1:
        text = _without_marks(data, text)
    texts = text.split("\0")
    while len(texts) > at_least and not texts[-1]:
        texts.pop()
    if len(texts) < at_least:
        raise _Unusual
    return texts


def _without_marks(data: bytes, text: str) -> str:
    """Each value of UTF-16 begins with a mark, of which the decoder takes away the first."""
    if data[1:3] not in (b"\xff\xfe", b"\xfe\xff") or "\ufffe" in text:
        raise _Unusual
    first, *others = text.split("\0")
    if any(other and other[0] != "\ufeff" for other in others):
        raise _Unusual
    return "\0".join([first, *(other[1:] for other in others)])


def _picture(data: bytes) -> bytes:
    """ID3v2.4 §4.14: an encoding, a MIME type, a kind, a description, the picture."""
    encoding = data[0]
    at = data.find(b"\0", 1) + 2
    if encoding not in _ENCODINGS or at < 3:
        raise _Unusual
    if encoding != 1:
        end = data.find(b"\0", at) + 1
    else:
        end = next((i + 2 for i in range(at, len(data) - 1, 2) if not data[i] and not data[i + 1]), 0)
    if not end:
        raise _Unusual
    data[at:end].decode(_ENCODINGS[encoding])  # what cannot be read mutagen drops as a whole
    return data[end:]


def _synchsafe(size: bytes) -> int:
    return size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]
