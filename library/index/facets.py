"""What a filter asks of a thing, as words of the index that nobody can type; pure.

Words and filters then meet inside the index, in the time of the rarer of the two.
"""

from __future__ import annotations

from collections.abc import Iterable

# A letter of Unicode's private area is part of a word for the index, and in no text: words.asked drops it.
_MARK = "\ue000"
EVERYTHING = f"{_MARK}all"
_OLDEST, _NEWEST = 1000, 2999


def facets(
    *, year: int | None, genres: Iterable[int], formats: Iterable[str], libraries: Iterable[int]
) -> str:
    years = [] if year is None else [f"{_MARK}y{year}"]
    return " ".join(
        [
            EVERYTHING,
            *years,
            *map(genre_facet, genres),
            *dict.fromkeys(map(format_facet, formats)),
            *map(library_facet, libraries),
        ]
    )


def genre_facet(genre: int) -> str:
    return f"{_MARK}g{genre}"


def format_facet(name: str) -> str:
    return f"{_MARK}f{name}"


def library_facet(library: int) -> str:
    return f"{_MARK}l{library}"


def year_facets(low: int, high: int) -> list[str]:
    """Terms of the index's syntax; whole decades and centuries as beginnings of a word."""
    terms: list[str] = []
    year, high = max(low, _OLDEST), min(high, _NEWEST)
    while year <= high:
        for span, letters in ((1000, 1), (100, 2), (10, 3), (1, 4)):
            if year % span == 0 and year + span - 1 <= high:
                word = f'"{_MARK}y{str(year)[:letters]}"'
                terms.append(word if span == 1 else f"{word} *")
                year += span
                break
    return terms
