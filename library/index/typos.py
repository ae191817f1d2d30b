"""How a mistyped word is recognised: words at one slip from each other share a signature; pure.

A signature is the beginning of a word with one letter left out, or none. Two beginnings that differ by one
wrong, missing, doubled or swapped letter share one (but for words of five letters meant for six). So looking up the
5 to 7 signatures of a query's word finds the candidates by equality; shared trigrams would have to be counted for
ten thousands of words, and none survives a slip in the middle of a short word (`qeuen`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

SHORTEST = 3  # letters; of shorter words a slip could be anything
_LEVELS = (4, 6)  # letters of the beginning: the short one serves queries of 3 to 5 letters, also unfinished
_TWO_SLIPS_FROM = 8  # letters


def stored_signatures(word: str) -> set[int]:
    """Under which a word of the vocabulary is found. A number is never meant by another one: none."""
    return set() if word.isdecimal() else all_signatures(word)


def all_signatures(word: str) -> set[int]:
    """Of numbers, too: as they were stored before."""
    if len(word) < SHORTEST:
        return set()
    return {_code(level, rest) for level in _LEVELS for rest in _shortened(word[:level])}


def asked_signatures(word: str) -> set[int]:
    """Under which the words are that `word`, finished or not, may have been meant for."""
    if len(word) < SHORTEST or word.isdecimal():
        return set()
    level = _LEVELS[len(word) >= _LEVELS[1]]
    return {_code(level, rest) for rest in _shortened(word[:level])}


def allowed_slips(word: str) -> int:
    return 2 if len(word) >= _TWO_SLIPS_FROM else 1 if len(word) >= SHORTEST else 0


def distance(typed: str, meant: str, *, is_finished: bool, at_most: int) -> int:
    """Slips between the two – wrong, missing, doubled, swapped letters – or `at_most` + 1. An unfinished word
    is compared with the beginning of the other that suits it best."""
    if is_finished and abs(len(typed) - len(meant)) > at_most:
        return at_most + 1
    meant = meant[: len(typed) + at_most]
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, other in enumerate(meant, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most and min(before) > at_most:
            return at_most + 1
    return min(at_most + 1, row[-1] if is_finished else min(row))


def _shortened(beginning: str) -> Iterable[str]:
    yield beginning
    for at in range(len(beginning)):
        yield beginning[:at] + beginning[at + 1 :]


def _code(level: int, rest: str) -> int:
    # A number is half the size of the text; rare equal codes are sorted out by `distance`.
    return zlib.crc32(f"{level}{rest}".encode())
