"""The collection: who made what, in which key, and in which file format; data only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from library.demo.score import DORIAN, MAJOR, MINOR, Part, Piece

_ALL = frozenset(Part)


class Format(StrEnum):
    FLAC = "flac"
    MP3 = "mp3"
    OPUS = "opus"
    M4A = "m4a"


class Motif(StrEnum):
    """What its cover shows."""

    TIDES = "tides"
    LANTERNS = "lanterns"
    TILES = "tiles"


@dataclass(frozen=True, slots=True)
class Movement:
    title: str
    format: Format
    piece: Piece


@dataclass(frozen=True, slots=True)
class Record:
    """`is_continuous`: one piece of music whose tracks join without a seam."""

    title: str
    artist: str
    year: int
    genre: str
    motif: Motif
    movements: tuple[Movement, ...]
    is_continuous: bool = False


_TIDES = Record(
    "Four Tides",
    "The Low Tide Ensemble",
    2021,
    "Ambient",
    Motif.TIDES,
    (
        Movement(
            "Ebb",
            Format.FLAC,
            Piece(72, 45, DORIAN, (0, 3, 5, 4), 8, frozenset({Part.PAD, Part.PLUCK}), 11),
        ),
        Movement(
            "Slack Water",
            Format.FLAC,
            Piece(72, 45, DORIAN, (3, 0, 4, 6), 8, frozenset({Part.PAD, Part.PLUCK, Part.BASS}), 12),
        ),
        Movement("Flood", Format.FLAC, Piece(72, 45, DORIAN, (0, 5, 3, 4), 9, _ALL, 13)),
        Movement(
            "High Water",
            Format.FLAC,
            Piece(72, 45, DORIAN, (5, 3, 0, 0), 9, frozenset({Part.PAD, Part.BASS, Part.BELL}), 14),
        ),
    ),
    is_continuous=True,
)
_LANTERNS = Record(
    "Paper Lanterns",
    "Juno Vale",
    2019,
    "Electronic",
    Motif.LANTERNS,
    (
        Movement("Lights on the River", Format.OPUS, Piece(96, 48, MAJOR, (0, 4, 5, 3), 10, _ALL, 21)),
        Movement(
            "Folding",
            Format.OPUS,
            Piece(
                84,
                50,
                MINOR,
                (0, 5, 2, 6),
                9,
                frozenset({Part.PLUCK, Part.BASS, Part.BELL}),
                22,
                arpeggio=(0, 2, 1, 2, 3, 2, 1, 2),
            ),
        ),
        Movement(
            "Night Market",
            Format.MP3,
            Piece(108, 43, DORIAN, (0, 3, 0, 4), 12, _ALL, 23, arpeggio=(0, 3, 2, 3, 1, 3, 2, 1)),
        ),
        Movement(
            "Letting Go",
            Format.OPUS,
            Piece(66, 47, MAJOR, (3, 0, 1, 4), 7, frozenset({Part.PAD, Part.BELL}), 24),
        ),
    ),
)
_TILES = Record(
    "Small Rooms",
    "Juno Vale",
    2023,
    "Folk",
    Motif.TILES,
    (
        Movement(
            "Kitchen, Morning",
            Format.M4A,
            Piece(100, 50, MAJOR, (0, 3, 4, 0), 11, frozenset({Part.PLUCK, Part.BASS}), 31),
        ),
        Movement("Hallway", Format.MP3, Piece(88, 45, MINOR, (0, 6, 5, 4), 9, _ALL, 32)),
        Movement(
            "Attic, Rain",
            Format.M4A,
            Piece(76, 52, DORIAN, (0, 2, 3, 5), 8, frozenset({Part.PAD, Part.PLUCK, Part.BELL}), 33),
        ),
        Movement(
            "Door Left Open",
            Format.MP3,
            Piece(92, 48, MAJOR, (5, 3, 0, 4), 10, _ALL, 34, arpeggio=(0, 1, 3, 2, 0, 1, 3, 1)),
        ),
    ),
)
RECORDS = (_TIDES, _LANTERNS, _TILES)
