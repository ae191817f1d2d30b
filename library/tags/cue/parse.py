"""Reads the text of a cue sheet; pure.

Commands are lines; what comes before the first TRACK tells of all, what comes after a TRACK of that one:

    PERFORMER "Miles Davis"
    FILE "Kind of Blue.wav" WAVE
      TRACK 01 AUDIO
        TITLE "So What"
        INDEX 00 00:00:00       the gap
        INDEX 01 00:00:32       minutes, seconds, frames of 1/75 s
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from library.tags.cue.model import FRAMES_PER_S, Sheet, SheetBroken, SheetFile, SheetTrack
from library.tags.model import RawTags

_COMMAND = re.compile(r"\s*(REM\s+\w+|\w+)\s+(.*?)\s*", re.DOTALL)
_FILE = re.compile(r'"(.*)"(?:\s+\w+)?|(.*?)(?:\s+(?:WAVE|MP3|AIFF|FLAC|BINARY|MOTOROLA))?', re.IGNORECASE)
_TRACK = re.compile(r"(\d{1,3})\s+(\w+)(?:/\d+)?", re.IGNORECASE)
_INDEX = re.compile(r"(\d{1,2})\s+(.*)")
_TIME = re.compile(r"(\d{1,5}):([0-5]?\d):(\d{1,2})")
_MOST_TRACKS = 999  # a CD has 99; sheets of long mixes and audiobooks have more

_OF_TRACK = {
    "TITLE": "title",
    "PERFORMER": "artist",
    "SONGWRITER": "composer",
    "COMPOSER": "composer",
    "ARRANGER": "arranger",
    "ISRC": "isrc",
    "REM COMPOSER": "composer",
    "REM GENRE": "genre",
    "REM DATE": "date",
    "REM ISRC": "isrc",
    "REM REPLAYGAIN_TRACK_GAIN": "replaygain_track_gain",
    "REM REPLAYGAIN_TRACK_PEAK": "replaygain_track_peak",
}
_OF_ALL = {
    "TITLE": "album",
    "PERFORMER": "albumartist",
    "SONGWRITER": "composer",
    "COMPOSER": "composer",
    "ARRANGER": "arranger",
    "REM COMPOSER": "composer",
    "REM GENRE": "genre",
    "REM DATE": "date",
    "REM DISCNUMBER": "discnumber",
    "REM TOTALDISCS": "disctotal",
    "REM LABEL": "label",
    "REM CATALOGNUMBER": "catalognumber",
    "REM REPLAYGAIN_ALBUM_GAIN": "replaygain_album_gain",
    "REM REPLAYGAIN_ALBUM_PEAK": "replaygain_album_peak",
}


def parse_sheet(text: str) -> Sheet:
    """Raises: SheetBroken."""
    reading = _Reading()
    lines = [match for line in text.splitlines() if (match := _COMMAND.fullmatch(line))]
    try:
        for match in lines:
            reading.take(" ".join(match[1].upper().split()), match[2])
        return reading.sheet()
    except SheetBroken as broken:
        names = tuple(_file_name(match[2]) for match in lines if match[1].upper() == "FILE")
        raise SheetBroken(broken.reason, names) from None


@dataclass(slots=True)
class _Track:
    number: int
    is_audio: bool
    starts: tuple[str, Fraction] | None = None  # the file that was named last, and when
    fields: RawTags = field(default_factory=dict)


@dataclass(slots=True)
class _Reading:
    fields: RawTags = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    tracks: list[_Track] = field(default_factory=list)

    def take(self, command: str, rest: str) -> None:
        match command:
            case "FILE":
                self.files.append(_file_name(rest))
            case "TRACK":
                self._begin(rest)
            case "INDEX":
                self._index(rest)
            case _:
                told, names = (self.tracks[-1].fields, _OF_TRACK) if self.tracks else (self.fields, _OF_ALL)
                if command in names and (value := _unquoted(rest)):
                    told[names[command]] = [value]

    def sheet(self) -> Sheet:
        audio = [track for track in self.tracks if track.is_audio]
        if not audio:
            raise SheetBroken("It lists no tracks.")
        for track in audio:
            if track.starts is None:
                raise SheetBroken(f"It does not say where track {track.number} begins.")
        files = []
        for name in dict.fromkeys(self.files):
            inside = tuple(
                SheetTrack(track.number, track.starts[1], track.fields)
                for track in audio
                if track.starts is not None and track.starts[0] == name
            )
            _check_order(inside)
            files.append(SheetFile(name, inside))
        return Sheet(tuple(files), self.fields)

    def _begin(self, rest: str) -> None:
        match = _TRACK.fullmatch(rest)
        if match is None or len(self.tracks) == _MOST_TRACKS:
            raise SheetBroken(f"“TRACK {rest[:40]}” cannot be understood.")
        self.tracks.append(_Track(int(match[1]), match[2].upper() == "AUDIO"))

    def _index(self, rest: str) -> None:
        match = _INDEX.fullmatch(rest)
        time = _TIME.fullmatch(match[2]) if match else None
        if match is None or time is None or int(time[3]) >= FRAMES_PER_S or not (self.tracks and self.files):
            raise SheetBroken(f"“INDEX {rest[:40]}” cannot be understood.")
        if int(match[1]) == 1:
            minutes, seconds, frames = map(int, time.groups())
            starts_s = 60 * minutes + seconds + Fraction(frames, FRAMES_PER_S)
            self.tracks[-1].starts = (self.files[-1], starts_s)


def _file_name(rest: str) -> str:
    match = _FILE.fullmatch(rest)
    return (match[1] or match[2] or "") if match else rest


def _check_order(tracks: tuple[SheetTrack, ...]) -> None:
    for before, after in pairwise(tracks):
        if after.starts_s <= before.starts_s:
            raise SheetBroken(f"Track {after.number} does not begin after track {before.number}.")
        if after.number == before.number:
            raise SheetBroken(f"It lists track {after.number} twice.")


def _unquoted(rest: str) -> str:
    """Some programs forget a quotation mark, others write them inside."""
    if len(rest) >= 2 and rest[0] == rest[-1] == '"':
        return rest[1:-1].strip()
    return rest.strip('"').strip()
