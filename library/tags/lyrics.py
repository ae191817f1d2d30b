"""Lyrics as text files and tags write them, as lines with times; pure but for `embedded_lyrics`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from mutagen.id3 import ID3, SYLT, USLT
from mutagen.mp4 import MP4Tags

from library.errors import UnreadableFile
from library.model import LyricLine, Lyrics, LyricWord
from library.tags.fields import field_name
from library.tags.formats import opened

_TIME = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_TIMES = re.compile(rf"\s*(?:{_TIME.pattern}\s*)+")  # in front of a line
_WORD_TIME = re.compile(r"[<\[](\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?[>\]]")  # enhanced LRC: before each word
_HEADER = re.compile(r"\[([a-zA-Z#]+):([^\]]*)\]")
_PARAGRAPH = re.compile(r"<p\b([^>]*)>(.*?)</p\s*>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.(\d+))?s?")
_TAG = re.compile(r"<(/?)\s*([\w:]+)([^>]*?)(/?)>")
_ASIDE = {"x-translation", "x-roman"}  # a span's role: the line once more, in other words or letters
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
        pairs = [
            (str(text), int(at_ms)) for text, at_ms in cast(list[tuple[str, int]], getattr(frame, "text", []))
        ]
        return _lyrics(list(_sylt(pairs)), _language(language))
    return None


def _sylt(pairs: list[tuple[str, int]]) -> Iterator[LyricLine]:
    """Lines; or syllables, of which the first of a line begins with a line feed (ID3v2.4 §4.9)."""
    if not any(text.startswith("\n") for text, _ in pairs[1:]):
        yield from (LyricLine(text.strip(), at_ms) for text, at_ms in pairs)
        return
    line = _Line()
    for text, at_ms in pairs:
        if text.startswith("\n") and line.parts:
            yield line.closed()
            line = _Line()
        line.start_ms = at_ms if line.start_ms is None else line.start_ms
        line.add(text, at_ms)
    yield line.closed()


@dataclass(slots=True)
class _Line:
    """A line that grows word by word; white space is one space, and none at its ends."""

    start_ms: int | None = None
    end_ms: int | None = None
    parts: list[str] = field(default_factory=list)
    words: list[LyricWord] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, start_ms: int | None = None, end_ms: int | None = None) -> None:
        word = " ".join(text.split())
        if text[:1].isspace() or not word:
            self._space()
        if word:
            if start_ms is not None:
                self.words.append(LyricWord(word, self.length, start_ms, end_ms))
            self._append(word)
            if text[-1:].isspace():
                self._space()

    def end_word(self, at_ms: int) -> None:
        """The last word ends here, unless it has an end."""
        if self.words and self.words[-1].end_ms is None:
            self.words[-1] = replace(self.words[-1], end_ms=at_ms)

    def closed(self) -> LyricLine:
        return LyricLine("".join(self.parts).rstrip(), self.start_ms, self.end_ms, tuple(self.words))

    def _space(self) -> None:
        if self.parts and self.parts[-1] != " ":
            self._append(" ")

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _lrc(text: str) -> list[LyricLine]:
    """A line may begin with several times; `offset` moves all of them, positive to the front."""
    headers = {name.lower(): value.strip() for name, value in _HEADER.findall(text)}
    offset = headers.get("offset", "0")
    offset_ms = int(offset) if re.fullmatch(r"[+-]?\d{1,7}", offset) else 0
    lines: list[LyricLine] = []
    for line in text.split("\n"):
        if match := _TIMES.match(line):
            times = [_ms(*time) - offset_ms for time in _TIME.findall(match[0])]
            sung = _enhanced(line[match.end() :], offset_ms)
            lines += (_moved(sung, max(0, at_ms), at_ms - times[0]) for at_ms in times)
    return sorted(lines, key=lambda line: line.start_ms or 0)


def _enhanced(text: str, offset_ms: int) -> LyricLine:
    """`<00:01.00>One <00:01.50>word<00:02.00>`: the last time is the end of the last word."""
    line, at, start_ms = _Line(), 0, None
    for match in _WORD_TIME.finditer(text):
        line.add(text[at : match.start()], start_ms)
        start_ms, at = max(0, _ms(*match.groups("")) - offset_ms), match.end()
    line.add(text[at:], start_ms)
    if start_ms is not None and not text[at:].strip():
        line.end_word(start_ms)
    return line.closed()


def _moved(line: LyricLine, start_ms: int, by_ms: int) -> LyricLine:
    """The same once more, at another time."""
    if not by_ms or not line.words:
        return replace(line, start_ms=start_ms)
    words = tuple(
        replace(
            word,
            start_ms=max(0, word.start_ms + by_ms),
            end_ms=None if word.end_ms is None else max(0, word.end_ms + by_ms),
        )
        for word in line.words
    )
    return replace(line, start_ms=start_ms, words=words)


def _ms(minutes: str, seconds: str, fraction: str) -> int:
    return (60 * int(minutes) + int(seconds)) * 1000 + int(fraction.ljust(3, "0") or 0)


def _ttml(text: str) -> list[LyricLine]:
    """The paragraphs, with the times of the spans in them. Not parsed as XML, which may hold bombs."""
    lines = []
    for told, inside in _PARAGRAPH.findall(text):
        attributes = _attributes(told)
        start_ms = _clock_ms(attributes.get("begin"))
        if start_ms is not None:
            line = _Line(start_ms, _clock_ms(attributes.get("end")))
            _add_spans(line, inside)
            lines.append(line.closed())
    return lines


def _add_spans(line: _Line, inside: str) -> None:
    spans: list[dict[str, str]] = []
    at = 0
    for tag in _TAG.finditer(inside):
        _add_text(line, inside[at : tag.start()], spans)
        at = tag.end()
        closes, name, told, is_empty = tag.groups()
        if name.rpartition(":")[2] == "br":
            line.add(" ")
        elif closes and spans:
            spans.pop()
        elif not closes and not is_empty:
            spans.append(_attributes(told))
    _add_text(line, inside[at:], spans)


def _add_text(line: _Line, text: str, spans: list[dict[str, str]]) -> None:
    """With the times of the innermost span, if that has some."""
    if not text or any(span.get("role") in _ASIDE for span in spans):
        return
    timed = spans[-1] if spans else {}
    start_ms, end_ms = _clock_ms(timed.get("begin")), _clock_ms(timed.get("end"))
    line.add(html.unescape(text), start_ms, end_ms)


def _attributes(told: str) -> dict[str, str]:
    """By name without its namespace."""
    return {name.rpartition(":")[2]: one or other for name, one, other in _ATTRIBUTE.findall(told[:1_000])}


def _clock_ms(text: str | None) -> int | None:
    match = _CLOCK.fullmatch(text[:40]) if text else None
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole_s = 3_600 * int(hours or 0) + 60 * int(minutes or 0) + int(seconds)
    return whole_s * 1000 + int((fraction or "")[:3].ljust(3, "0"))


def _lyrics(lines: list[LyricLine], language: str | None) -> Lyrics | None:
    if not any(line.text for line in lines):
        return None
    is_synced = all(line.start_ms is not None for line in lines)
    return Lyrics(tuple(lines[:_MAX_LINES]), is_synced, language)


def _language(code: str) -> str | None:
    """ISO 639-2; `xxx` is ID3's word for unknown."""
    return code if re.fullmatch("[a-z]{3}", code) and code != "xxx" else None
