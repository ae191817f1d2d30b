"""Opens an MP3 with mutagen, in fewer steps than its own constructor takes: what matters of the file is read at once,
and frames are only translated where there are old ones: a third less time."""

from __future__ import annotations

import os
from collections.abc import Mapping
from io import BytesIO
from typing import cast

from mutagen import MutagenError
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, MPEGInfo

_FIRST = 8_192  # bytes: tags without a cover, and as many frames of sound as mutagen compares
_MAX_TAG_BYTES = 4 * 2**20
_V1_BYTES = 131  # of the end, where mutagen looks for ID3v1
# Of 2.3; those of 2.4 that are wrong in 2.4 files, too.
_OLD_FRAMES = frozenset(("TYER", "TDAT", "TIME", "TORY", "IPLS", "RVAD", "EQUA", "TRDA", "TSIZ"))


def find_mp3(file: int, size_bytes: int) -> MP3 | None:
    """Of the open `file`, a descriptor; None for what is not usual: then mutagen is to open it by itself.

    Raises: OSError, and what hostile bytes make mutagen raise.
    """
    try:
        return _mp3(file, size_bytes)
    except MutagenError:
        return None


def _mp3(file: int, size_bytes: int) -> MP3 | None:
    head = os.pread(file, _FIRST, 0)
    if head[:3] != b"ID3" or len(head) < 10:
        return None
    end = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    if max(head[6:10]) > 127 or end > min(_MAX_TAG_BYTES, size_bytes):
        return None
    if len(head) < end + _FIRST // 2:
        head += os.pread(file, end + _FIRST - len(head), len(head))
    rest_bytes = min(_V1_BYTES, size_bytes - len(head))
    known = head + os.pread(file, rest_bytes, size_bytes - rest_bytes) if rest_bytes > 0 else head
    tags = ID3(BytesIO(known), translate=False)  # type: ignore[no-untyped-call] # mutagen types not all
    if _is_old(tags):
        tags.update_to_v24()  # type: ignore[no-untyped-call] # as above
    info = MPEGInfo(BytesIO(known), end)
    if info.sketchy:
        return None
    opened = MP3.__new__(MP3)  # its constructor reads a file
    setattr(opened, "tags", tags)  # noqa: B010 - declared as None
    opened.info = info
    return opened


def _is_old(tags: ID3) -> bool:
    """Whether a frame is there that was another before, or a genre by its number: in brackets, or in a line of it."""
    frames = cast(Mapping[str, object], tags)
    genre = str(frames.get("TCON", ""))
    return (
        tags.version < (2, 4, 0) or not _OLD_FRAMES.isdisjoint(frames.keys()) or "(" in genre or "\n" in genre
    )
