"""How alike two tracks are, by what the library knows of them; pure.

What was measured is how loud a track is, how far its loudness moves and how high it peaks: enough to tell a lullaby
from a club mix, not a violin from a flute. Nothing is guessed for what was not measured.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNKNOWN = -1.0  # as OpenSubsonic says it

# What each kind of likeness counts: chosen so that a genre goes before an artist's other genre, and sound decides
# among those of one genre.
_GENRE, _ARTIST, _YEAR, _SOUND, _PLAYS = 4.0, 2.0, 1.5, 2.0, 0.3
_YEARS = 10.0  # so far apart half of the likeness is gone, about
_LUFS, _LU, _PEAK = 6.0, 5.0, 0.5  # what one step of difference is in each measure


@dataclass(frozen=True, slots=True)
class Sounding:
    """What was measured."""

    loudness_lufs: float
    range_lu: float
    true_peak: float


@dataclass(frozen=True, slots=True)
class Traits:
    number: int  # the track's row
    artists: frozenset[int]
    genres: frozenset[int]
    year: int | None
    sounding: Sounding | None  # None: not measured
    plays: int = 0


def sonic_likeness(one: Sounding | None, other: Sounding | None) -> float:
    """1: they measure the same, towards 0: nothing alike; UNKNOWN unless both are measured."""
    if one is None or other is None:
        return UNKNOWN
    steps = (
        (one.loudness_lufs - other.loudness_lufs) / _LUFS,
        (one.range_lu - other.range_lu) / _LU,
        (one.true_peak - other.true_peak) / _PEAK,
    )
    return round(math.exp(-math.hypot(*steps)), 4)


def likeness(seed: Traits, other: Traits) -> float:
    """A number to order by."""
    both = seed.genres | other.genres
    score = _GENRE * len(seed.genres & other.genres) / len(both) if both else 0.0
    score += _ARTIST if seed.artists & other.artists else 0.0
    if seed.year is not None and other.year is not None:
        score += _YEAR * math.exp(-abs(seed.year - other.year) / _YEARS)
    score += _SOUND * max(0.0, sonic_likeness(seed.sounding, other.sounding))
    return score + _PLAYS * math.log1p(other.plays)


def most_alike(seeds: Sequence[Traits], others: Iterable[Traits], count: int) -> list[Traits]:
    """Those most like any of the seeds, best first; no seed, and of one artist a third at most, as long as there are
    others."""
    own = {seed.number for seed in seeds}
    scored = [
        (max((likeness(seed, other) for seed in seeds), default=0.0), other)
        for other in others
        if other.number not in own
    ]
    scored.sort(key=lambda pair: (-pair[0], pair[1].number))
    of_artist: Counter[frozenset[int]] = Counter()
    first: list[Traits] = []
    rest: list[Traits] = []
    for _, other in scored:
        of_artist[other.artists] += 1
        (first if of_artist[other.artists] <= max(1, count // 3) else rest).append(other)
    return [*first, *rest][:count]


def sonic_path(start: Traits, end: Traits, others: Iterable[Traits], count: int) -> list[Traits]:
    """From one to the other by even steps of sound; only the two where either is not measured."""
    if start.sounding is None or end.sounding is None or count <= 2 or start.number == end.number:
        return [start, end][: max(1, count)] if start.number != end.number else [start]
    left = {other.number: other for other in others if other.sounding is not None}
    left = {number: other for number, other in left.items() if number not in (start.number, end.number)}
    path = [start]
    for step in range(1, count - 1):
        wanted = _between(start.sounding, end.sounding, step / (count - 1))
        nearest = max(left.values(), key=lambda other: sonic_likeness(wanted, other.sounding), default=None)
        if nearest is None:
            break
        path.append(left.pop(nearest.number))
    return [*path, end]


def _between(one: Sounding, other: Sounding, part: float) -> Sounding:
    return Sounding(
        one.loudness_lufs + part * (other.loudness_lufs - one.loudness_lufs),
        one.range_lu + part * (other.range_lu - one.range_lu),
        one.true_peak + part * (other.true_peak - one.true_peak),
    )
