"""Which of the candidates were most likely meant; pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

# What a word is worth where it is found. A title is what people type first, then who it is by.
_WHOLE = {"title": 6.0, "artist": 4.0, "release": 2.5}
_BEGUN = {"title": 4.0, "artist": 2.8, "release": 1.6}
_MEANT = 0.5  # of that, for a word with a typing error
_IS_IT, _BEGINS_SO, _ALL_IN_TITLE = 14.0, 5.0, 2.0
_EXTRA_WORD = 0.35  # less, for each word of the title that nobody asked for, at most ten
_STARRED, _RATED, _PLAYED = 1.0, 0.4, 0.9


class Candidate(
    NamedTuple
):  # made by the hundred for each letter typed: a dataclass takes three times as long
    number: int
    texts: tuple[str, ...]  # of its columns, as indexed
    key: str  # the folded words of its name
    sort_key: str
    plays: int = 0
    stars: int = 0
    rating: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """A word of the query with its spellings, and what may have been meant by it."""

    spellings: Sequence[str]
    meant: Sequence[str] = ()


def ranked(
    candidates: Sequence[Candidate], columns: Sequence[str], words: Sequence[Sought], phrase: str
) -> list[int]:
    """The ids, best first; equal ones by name."""
    worths = [(_BEGUN[column], _WHOLE[column]) for column in columns]
    scored = [(-score(one, worths, words, phrase), one.sort_key, one.number) for one in candidates]
    return [number for _, _, number in sorted(scored)]


def score(
    candidate: Candidate, worths: Sequence[tuple[float, float]], words: Sequence[Sought], phrase: str
) -> float:
    # With a space before each word and one at the end, whether a text has a word is one search in a string.
    texts = [(f" {text} ", *worth) for text, worth in zip(candidate.texts, worths, strict=True)]
    total = 0.0
    if words:
        total += 3 * sum(_worth(word, texts) for word in words) / len(words)
    title = f" {candidate.key} "
    if candidate.key == phrase:
        total += _IS_IT
    elif phrase and candidate.key.startswith(phrase):
        total += _BEGINS_SO
    if words and all(_is_in(word, title) for word in words):
        total += _ALL_IN_TITLE
    total -= _EXTRA_WORD * min(10, max(0, title.count(" ") - 1 - len(words)))
    if candidate.plays or candidate.stars or candidate.rating:
        total += _STARRED * min(2, candidate.stars) + _RATED * max(0, candidate.rating - 2)
        total += _PLAYED * math.log1p(candidate.plays)
    return total


def _worth(word: Sought, texts: Sequence[tuple[str, float, float]]) -> float:
    best = 0.0
    for text, begun, whole in texts:
        for spelling in word.spellings:
            if best < whole and f" {spelling}" in text:
                best = whole if f" {spelling} " in text else max(best, begun)
        for at, meant in enumerate(word.meant):
            worth = _MEANT * whole / (1 + 0.1 * at)
            if best < worth and f" {meant} " in text:
                best = worth
    return best


def _is_in(word: Sought, title: str) -> bool:
    return any(f" {one}" in title for one in (*word.spellings, *word.meant))
