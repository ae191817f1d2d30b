"""Lyrics as text files and tags write them, as lines with times; pure but for `embedded_lyrics`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from mutagen.id3 import ID3, SYLT, USLT
from mutagen.mp4 import MP4Tags

from library.errors import UnreadableFile
from library.model import LyricLine, Lyrics
from library.tags.fields import field_name
from library.tags.formats import opened

_TIME = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_WORD_TIME = re.compile(r"<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")  # enhanced LRC: a time before each word
_HEADER = re.compile(r"\[([a-zA-Z#]+):([^\]]*)\]")
_PARAGRAPH = re.compile(r'<p\b[^>]*?\bbegin="([^"]{1,40})"[^>]*>(.*?)</p\s*>', re.DOTALL)
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d+))?s?")
_TAG = re.compile(r"<[^>]*>")
_MAX_LINES = 5_000
_SYLT_MS = 2  # ID3v2.4 §4.9: time stamps in milliseconds

_FIELDS = {"lyrics", "unsyncedlyrics", "syncedlyrics"}


def parsed_lyrics(text: str, *, language: str | None = None) -> Lyrics | None:
    """Of LRC, TTML or plain text, whichever it is; None if no line says anything."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "<tt" in text[:2_000] and "</tt" in text:
        lines = _ttml(text)
    elif _TIME.search(text):
        lines = _lrc(text)
    else:
        lines = [LyricLine(line.strip()) for line in text.strip("\n").split("\n")]
    return _lyrics(lines, language)


def embedded_lyrics(path: Path) -> list[Lyrics]:
    """Those with times first. Raises: UnreadableFile."""
    found: list[Lyrics]
    try:
        file = opened(path)
        found = [] if file is None or file.tags is None else list(_embedded(cast(object, file.tags)))
    except Exception as accident:  # a foreign parser on bytes from anywhere: see read.read
        raise UnreadableFile(path, "Its lyrics could not be read.") from accident
    return sorted(found, key=lambda lyrics: not lyrics.is_synced)


def _embedded(tags: object) -> Iterator[Lyrics]:
    if isinstance(tags, ID3):
        found = [_id3(frame) for frame in cast(Mapping[str, object], tags).values()]
    elif isinstance(tags, MP4Tags):
        found = [parsed_lyrics(text) for text in cast(dict[str, list[str]], tags).get("\xa9lyr", [])]
    else:
        items = cast(Mapping[str, object], tags).items()
        found = [
            parsed_lyrics(str(value))
            for name, values in items
            if field_name(name.removeprefix("WM/")) in _FIELDS
            for value in (values if isinstance(values, list) else [values])
        ]
    yield from (lyrics for lyrics in found if lyrics is not None)


def _id3(frame: object) -> Lyrics | None:
    language = str(getattr(frame, "lang", "")).strip("\0 ").lower()
    if isinstance(frame, USLT):
        return parsed_lyrics(str(getattr(frame, "text", "")), language=_language(language))
    if isinstance(frame, SYLT) and getattr(frame, "format", 0) == _SYLT_MS:
        pairs = cast(list[tuple[str, int]], getattr(frame, "text", []))
        return _lyrics([LyricLine(text.strip(), int(at_ms)) for text, at_ms in pairs], _language(language))
    return None


def _lrc(text: str) -> list[LyricLine]:
    """A line may begin with several times; `offset` moves all of them, positive to the front."""
    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(text)}
    offset = headers.get("offset", "0")
    offset_ms = int(offset) if re.fullmatch(r"[+-]?\d{1,7}", offset) else 0
    lines = []
    for line in text.split("\n"):
        words = _WORD_TIME.sub("", _TIME.sub("", line)).strip()
        for minutes, seconds, fraction in _TIME.findall(line):
            at_ms = (60 * int(minutes) + int(seconds)) * 1000 + int(fraction.ljust(3, "0") or 0)
            lines.append(LyricLine(words, max(0, at_ms - offset_ms)))
    return sorted(lines, key=lambda line: line.start_ms or 0)


def _ttml(text: str) -> list[LyricLine]:
    """The paragraphs; their parts' own times are left out. Not parsed as XML, which may hold bombs."""
    lines = []
    for begin, inside in _PARAGRAPH.findall(text):
        if match := _CLOCK.fullmatch(begin):
            hours, minutes, seconds, fraction = match.groups()
            whole_s = 3_600 * int(hours or 0) + 60 * int(minutes or 0) + int(seconds)
            words = " ".join(html.unescape(_TAG.sub("", inside)).split())
            lines.append(LyricLine(words, whole_s * 1000 + int((fraction or "")[:3].ljust(3, "0"))))
    return lines


def _lyrics(lines: list[LyricLine], language: str | None) -> Lyrics | None:
    if not any(line.text for line in lines):
        return None
    is_synced = all(line.start_ms is not None for line in lines)
    return Lyrics(tuple(lines[:_MAX_LINES]), is_synced, language)


def _language(code: str) -> str | None:
    """ISO 639-2; `xxx` is ID3's word for unknown."""
    return code if re.fullmatch("[a-z]{3}", code) and code != "xxx" else None
