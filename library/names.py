"""Decides when two names are the same, how they sort, and which words find them; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNKNOWN = "Unknown Artist"
VARIOUS = "Various Artists"

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n"}
)
APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_WORDS = re.compile(r"[^\W_]+")
# A scan folds the same names for every track of a release: remembering them saves it a third of its time.
_REMEMBERED = 8_192
_ARTICLES = ("the ", "a ", "an ")
_LAST = "\U0010ffff"  # names without a letter or digit sort behind all others


@lru_cache(_REMEMBERED)
def identity(name: str) -> str:
    """Equal for spellings of one name: case, width, kinds of spaces, hyphens and apostrophes do not
    matter."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = APOSTROPHES.sub("'", folded).replace("‐", "-").replace("–", "-")
    return " ".join(folded.split())


@lru_cache(_REMEMBERED)
def fold(text: str) -> str:
    """Without case and diacritics: `Sigur Rós` → `sigur ros`."""
    if text.isascii():
        return APOSTROPHES.sub("", text.lower())
    # Before NFKD, which makes a space and an accent of ´.
    apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text.casefold()))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    # NFC: or Hangul would stay in single letters.
    return APOSTROPHES.sub("", unicodedata.normalize("NFC", bare.translate(_LETTERS)))


def sort_name(name: str) -> str:
    """`The Beatles` → `Beatles, The`: articles of English names go to the end."""
    for article in _ARTICLES:
        if name.casefold().startswith(article) and len(name) > len(article):
            return f"{name[len(article) :]}, {name[: len(article) - 1]}"
    return name


def sort_key(name: str) -> str:
    """What a name is ordered by, compared code point by code point; numbers sort by value up to 10 digits."""
    words = _WORDS.findall(fold(name))
    if not words:
        return _LAST + fold(name)
    return " ".join([f"{int(word):010d}" if word.isdecimal() and len(word) <= 10 else word for word in words])


def query_words(text: str) -> list[str]:
    """The words of a person's query, folded; empty if it has no letter or digit."""
    return _WORDS.findall(fold(text))
