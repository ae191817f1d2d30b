"""A cue sheet as values: files, and the tracks inside each, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

FRAMES_PER_S = 75  # of a CD: a frame is 588 samples at 44.1 kHz


class SheetBroken(Exception):
    """`reason` is a sentence for people; `files` are those that it names all the same."""

    def __init__(self, reason: str, files: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.files = files


@dataclass(frozen=True, slots=True)
class SheetTrack:
    number: int
    starts_s: Fraction  # its INDEX 01; the gap before it, INDEX 00, belongs to the track before
    fields: dict[str, list[str]] = field(default_factory=dict)  # as RawTags


@dataclass(frozen=True, slots=True)
class SheetFile:
    name: str  # as the sheet says: often another suffix than the file's, or a path of another computer
    tracks: tuple[SheetTrack, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    files: tuple[SheetFile, ...]
    fields: dict[str, list[str]] = field(default_factory=dict)  # of all its tracks
