"""Playlist files – M3U, M3U8, PLS, XSPF – read into lines and written from tracks; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from library.model import Track
from library.playlists.model import Line

_EXTINF = re.compile(r"#EXTINF:\s*(-?\d+)(?:\.\d+)?[^,]*,(.*)")
_PLS = re.compile(r"(File|Title|Length)(\d{1,6})=(.*)", re.IGNORECASE)
_XSPF = "{http://xspf.org/ns/0/}"
_MOST_LINES = 50_000


class PlaylistFormat(StrEnum):
    M3U8 = "m3u8"
    M3U = "m3u"
    PLS = "pls"
    XSPF = "xspf"


def read_playlist(data: bytes) -> list[Line]:
    """Whatever format it is in; what cannot be understood is no line. A DTD is refused: entities could grow for
    ever."""
    text, _ = decoded_list(data)
    if text.lstrip().startswith("<"):
        return _read_xspf(text)[:_MOST_LINES]
    if text.lstrip().lower().startswith("[playlist]"):
        return _read_pls(text)[:_MOST_LINES]
    return read_m3u(text)[:_MOST_LINES]


def write_playlist(format: PlaylistFormat, name: str, tracks: Sequence[Track]) -> bytes:
    """With paths relative to the music folder. M3U is Latin-1 by tradition: what it lacks becomes `?`."""
    match format:
        case PlaylistFormat.M3U8:
            return _m3u(name, tracks).encode("utf-8", "replace")
        case PlaylistFormat.M3U:
            return _m3u(name, tracks).encode("latin-1", "replace")
        case PlaylistFormat.PLS:
            return _pls(tracks).encode("utf-8", "replace")
        case PlaylistFormat.XSPF:
            return _xspf(name, tracks).encode("utf-8", "replace")


# -- reading ----------------------------------------------------------------------------------------------


def decoded_list(data: bytes) -> tuple[str, str]:
    """With the encoding that it is in."""
    marked = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb": "utf-8-sig"}
    encoding = marked.get(data[:2], "utf-8")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def read_m3u(text: str) -> list[Line]:
    """A line for every path; `#EXTINF` in front of it tells more."""
    lines: list[Line] = []
    told = Line()
    for raw in text.splitlines():
        line = raw.strip()
        if match := _EXTINF.match(line):
            told = _told(match[2].strip(), _seconds(match[1]))
        elif line and not line.startswith("#"):
            lines.append(Line(_path(line), told.title, told.artist, told.album, told.duration_ms))
            told = Line()
    return lines


def _read_pls(text: str) -> list[Line]:
    found: dict[int, dict[str, str]] = {}
    for raw in text.splitlines():
        if match := _PLS.fullmatch(raw.strip()):
            found.setdefault(int(match[2]), {})[match[1].lower()] = match[3].strip()
    lines = []
    for _, fields in sorted(found.items()):
        told = _told(fields.get("title", ""), _seconds(fields.get("length", "-1")))
        if "file" in fields:
            lines.append(Line(_path(fields["file"]), told.title, told.artist, None, told.duration_ms))
    return lines


def _read_xspf(text: str) -> list[Line]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return []
    try:
        root = ET.fromstring(text)  # noqa: S314 - without a DTD there are no entities to grow
    except ET.ParseError:
        return []
    lines = []
    for track in root.iter(f"{_XSPF}track"):
        given = {child.tag.removeprefix(_XSPF): (child.text or "").strip() for child in track}
        duration = given.get("duration", "")
        line = Line(
            path=unquote(given["location"].removeprefix("file://")) if given.get("location") else None,
            title=given.get("title") or None,
            artist=given.get("creator") or None,
            album=given.get("album") or None,
            duration_ms=int(duration) if duration.isdecimal() and len(duration) < 12 else None,
        )
        if line.path or line.title:
            lines.append(line)
    return lines


def _told(text: str, duration_ms: int | None) -> Line:
    artist, dash, title = text.partition(" - ")
    if not dash:
        return Line(title=text or None, duration_ms=duration_ms)
    return Line(title=title.strip() or None, artist=artist.strip() or None, duration_ms=duration_ms)


def _seconds(text: str) -> int | None:
    return int(text) * 1000 if text.isdecimal() and len(text) < 9 and int(text) > 0 else None


def _path(location: str) -> str:
    return unquote(location.removeprefix("file://")) if location.lower().startswith("file:") else location


# -- writing ----------------------------------------------------------------------------------------------


def _m3u(name: str, tracks: Sequence[Track]) -> str:
    lines = ["#EXTM3U", f"#PLAYLIST:{_line(name)}"]
    for track in tracks:
        lines += [
            f"#EXTINF:{_rounded_s(track)},{_line(track.artist)} - {_line(track.title)}",
            _line(track.path),
        ]
    return "\n".join(lines) + "\n"


def _pls(tracks: Sequence[Track]) -> str:
    lines = ["[playlist]"]
    for at, track in enumerate(tracks, 1):
        title = f"{_line(track.artist)} - {_line(track.title)}"
        lines += [f"File{at}={_line(track.path)}", f"Title{at}={title}", f"Length{at}={_rounded_s(track)}"]
    return "\n".join([*lines, f"NumberOfEntries={len(tracks)}", "Version=2"]) + "\n"


def _xspf(name: str, tracks: Sequence[Track]) -> str:
    items = "".join(
        f"    <track><location>{escape(quote(track.path))}</location><title>{_xml(track.title)}</title>"
        f"<creator>{_xml(track.artist)}</creator><album>{_xml(track.release_title)}</album>"
        f"<duration>{track.duration_ms}</duration></track>\n"
        for track in tracks
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/">\n'
        f"  <title>{_xml(name)}</title>\n  <trackList>\n{items}  </trackList>\n</playlist>\n"
    )


def _rounded_s(track: Track) -> int:
    return round(track.duration_ms / 1000)


def _line(text: str) -> str:
    """On one line, whatever a tag holds."""
    return " ".join(text.split("\n")).replace("\r", " ")


def _xml(text: str) -> str:
    return escape("".join(letter for letter in text if letter.isprintable() or letter == " "))
