"""Writes the notes of a piece from its key, chords and mood; pure, and the same notes every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
BEATS = 4  # in a bar


class Part(StrEnum):
    PAD = "pad"
    BASS = "bass"
    PLUCK = "pluck"
    BELL = "bell"


@dataclass(frozen=True, slots=True)
class Note:
    part: Part
    at_beats: float
    beats: float
    pitch: int  # MIDI
    loudness: float  # 0..1
    pan: float  # −1 left, 1 right


@dataclass(frozen=True, slots=True)
class Piece:
    """`chords`: a degree of the scale a bar, 0 the tonic; repeated until `bars` are full."""

    bpm: float
    tonic: int  # MIDI, around 48
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    bars: int
    parts: frozenset[Part]
    seed: int
    arpeggio: tuple[int, ...] = (0, 1, 2, 3, 2, 1, 2, 1)  # chord tones, an eighth each

    @property
    def seconds(self) -> float:
        return self.bars * BEATS * 60 / self.bpm


def notes(piece: Piece) -> Iterator[Note]:
    """In no order; the last bar only holds its chord."""
    for bar in range(piece.bars):
        degree = piece.chords[bar % len(piece.chords)]
        is_last = bar == piece.bars - 1
        if Part.PAD in piece.parts:
            yield from _chord(piece, bar, degree)
        if Part.BASS in piece.parts:
            yield from _bass_line(piece, bar, degree, is_last=is_last)
        if Part.PLUCK in piece.parts and not is_last:
            yield from _arpeggio(piece, bar, degree)
    if Part.BELL in piece.parts:
        yield from _melody(piece)


def _pitch(piece: Piece, degree: int) -> int:
    octave, step = divmod(degree, len(piece.scale))
    return piece.tonic + 12 * octave + piece.scale[step]


def _chord(piece: Piece, bar: int, degree: int) -> Iterator[Note]:
    for third, pan in ((0, -0.5), (2, 0.5), (4, -0.15), (6, 0.3)):
        # A bar and a half: each chord melts into the next.
        yield Note(Part.PAD, bar * BEATS, BEATS * 1.5, _pitch(piece, degree % 7 + third), 0.15, pan)


def _bass_line(piece: Piece, bar: int, degree: int, *, is_last: bool) -> Iterator[Note]:
    root = _pitch(piece, degree % 7) - 12
    low = root - 12 if root > 43 else root
    yield Note(Part.BASS, bar * BEATS, BEATS if is_last else 2.4, low, 0.42, 0)
    if not is_last:
        yield Note(Part.BASS, bar * BEATS + 2.5, 1.4, low + 7 if bar % 2 else low, 0.3, 0)


def _arpeggio(piece: Piece, bar: int, degree: int) -> Iterator[Note]:
    for eighth, tone in enumerate(piece.arpeggio):
        pitch = _pitch(piece, degree % 7 + (0, 2, 4, 7)[tone % 4]) + 12
        accent = 0.34 if eighth % 4 == 0 else 0.25
        yield Note(Part.PLUCK, bar * BEATS + eighth / 2, 2.2, pitch, accent, -0.45 if eighth % 2 else 0.35)


def _melody(piece: Piece) -> Iterator[Note]:
    """Enters after two bars, walks by steps, and lands on a tone of the chord at each half of a bar."""
    tune = random.Random(piece.seed)  # noqa: S311 - a melody
    step = 7
    for bar in range(2, piece.bars - 1):
        degree = piece.chords[bar % len(piece.chords)] % 7
        rhythm = tune.choice(((0, 1.5, 2, 3), (0, 1, 2), (0.5, 2, 3.5), (0, 2, 2.5, 3)))
        for at, until in zip(rhythm, (*rhythm[1:], 4.0), strict=True):
            step = min(13, max(5, step + tune.choice((-2, -1, -1, 1, 1, 2))))
            if at % 2 == 0:
                step = _nearest_chord_tone(degree, step)
            yield Note(Part.BELL, bar * BEATS + at, (until - at) * 1.6, _pitch(piece, step) + 12, 0.2, 0.15)


def _nearest_chord_tone(degree: int, step: int) -> int:
    tones = [7 * octave + degree + third for octave in (-1, 0, 1, 2) for third in (0, 2, 4)]
    return min(tones, key=lambda tone: (abs(tone - step), tone))
