"""Finds the cover inside an audio file; does not look at what it shows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import cast

from mutagen import FileType
from mutagen.apev2 import APEBinaryValue, APEv2
from mutagen.asf import ASFTags
from mutagen.flac import FLAC, Picture, error
from mutagen.id3 import APIC, ID3
from mutagen.mp4 import MP4Tags

from library.errors import UnreadableFile
from library.tags.formats import opened

_FRONT = 3  # ID3v2 APIC and FLAC PICTURE: "Cover (front)"
_MAX_BYTES = 32 * 2**20


def read_picture(path: Path) -> bytes | None:
    """The embedded cover; None if there is none. Raises: UnreadableFile."""
    try:
        file = opened(path)
        return None if file is None else picture_of(file)
    except Exception as accident:  # a foreign parser on bytes from anywhere: see read.read
        raise UnreadableFile(path, "Its picture could not be read.") from accident


def picture_of(file: FileType) -> bytes | None:
    """The front cover, or else the first picture."""
    pictures = [(kind, data) for kind, data in _pictures(file) if 0 < len(data) <= _MAX_BYTES]
    fronts = [data for kind, data in pictures if kind == _FRONT]
    return next(iter(fronts or [data for _, data in pictures]), None)


def digest_of(picture: bytes) -> str:
    return blake2b(picture, digest_size=16).hexdigest()


def _pictures(file: FileType) -> Iterator[tuple[int, bytes]]:
    """(ID3 picture type, data)."""
    tags = cast(object, file.tags)  # declared as None
    if isinstance(file, FLAC):
        yield from ((picture.type, picture.data) for picture in file.pictures)
    elif isinstance(tags, ID3):
        frames = [frame for frame in cast(Mapping[str, object], tags).values() if isinstance(frame, APIC)]
        yield from ((int(getattr(frame, "type", 0)), bytes(getattr(frame, "data", b""))) for frame in frames)
    elif isinstance(tags, MP4Tags):
        yield from ((_FRONT, bytes(cover)) for cover in cast(dict[str, list[bytes]], tags).get("covr", []))
    elif isinstance(tags, APEv2):
        yield from _ape_pictures(tags)
    elif isinstance(tags, ASFTags):
        pictures = cast(dict[str, list[object]], tags).get("WM/Picture", [])
        yield from (_asf_picture(bytes(getattr(each, "value", b""))) for each in pictures)
    elif tags is not None:
        yield from _comment_pictures(cast(dict[str, list[str]], tags).get("metadata_block_picture", []))


def _ape_pictures(tags: APEv2) -> Iterator[tuple[int, bytes]]:
    for key, value in cast(dict[str, APEBinaryValue], tags).items():
        if key.lower().startswith("cover art"):
            # file name, NUL, picture
            yield (_FRONT if "front" in key.lower() else 0), bytes(value.value or b"").partition(b"\0")[2]


def _asf_picture(value: bytes) -> tuple[int, bytes]:
    """WM_PICTURE: type, size, then MIME type and description in UTF-16 with a zero each."""
    texts = value[5:]
    for _ in range(2):
        end = next((at for at in range(0, min(len(texts), 2_048), 2) if texts[at : at + 2] == b"\0\0"), None)
        texts = b"" if end is None else texts[end + 2 :]
    return value[0] if value else 0, texts


def _comment_pictures(values: list[str]) -> Iterator[tuple[int, bytes]]:
    """A base64 of FLAC's picture block each: https://wiki.xiph.org/VorbisComment#METADATA_BLOCK_PICTURE"""
    for value in values:
        try:
            picture = Picture(base64.b64decode(value))  # type: ignore[no-untyped-call] # mutagen types not all
        except (binascii.Error, ValueError, error):
            continue
        yield picture.type, picture.data
