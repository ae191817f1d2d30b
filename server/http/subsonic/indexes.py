"""Names under their letters, as getArtists and getIndexes show them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# Subsonic's own list, which apps expect; sent along as `ignoredArticles`.
IGNORED_ARTICLES = ("The", "El", "La", "Los", "Las", "Le", "Les")


def by_letter(things: Iterable[T], name_of: Callable[[T], str]) -> dict[str, list[T]]:
    """ "#" first, then the letters; below a letter by name without its article."""
    letters: dict[str, list[T]] = {}
    for _key, thing in sorted(
        ((sort_key(name_of(thing)), thing) for thing in things), key=lambda pair: pair[0]
    ):
        letters.setdefault(letter(name_of(thing)), []).append(thing)
    return dict(sorted(letters.items()))


def letter(name: str) -> str:
    """The capital without its accent ("É" stands under E); whatever has no capitals stands under "#"."""
    first = unicodedata.normalize("NFKD", without_article(name))[:1].upper()[:1]
    return first if first and first != first.lower() else "#"


def sort_key(name: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", without_article(name)).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char)), name


def without_article(name: str) -> str:
    article, _, rest = name.strip().partition(" ")
    return rest.strip() or name.strip() if article.title() in IGNORED_ARTICLES else name.strip()
