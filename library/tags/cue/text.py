"""The letters of a file that does not say in which encoding it is; pure."""

from __future__ import annotations

import re

from library.tags.encodings import suggestion

_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
_HEAD = 64  # bytes: commands, which are ASCII in any language
_QUOTED = re.compile(r'"([^"\n]*)"')


def decoded(data: bytes) -> str:
    """By its mark, else UTF-16 if every second byte is zero, else UTF-8, else Shift-JIS or Cyrillic where it
    reads like that, else Windows' Western one."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    head = data[:_HEAD]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if zeros.count(0) > _HEAD // 4:
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _japanese(data) or _western(data)


def _japanese(data: bytes) -> str | None:
    """Western accents stand alone and would become single rare characters or private ones; Japanese comes in
    words, most of them with kana."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    words = _JAPANESE.findall(text)
    if not words or _PRIVATE.search(text):
        return None
    return text if _KANA.search(text) or all(len(word) > 1 for word in words) else None


def _western(data: bytes) -> str:
    text = data.decode("cp1252", "replace")
    if suggestion(" ".join(_QUOTED.findall(data.decode("latin-1")))) is not None:
        return data.decode("cp1251", "replace")
    return text
