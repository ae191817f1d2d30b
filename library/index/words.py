"""Cuts names and queries into the words by which they meet; pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from library.names import APOSTROPHES, fold
from library.transliteration import latin

_WORDS = re.compile(r"[^\W_]+")
_LATIN_WORDS = re.compile(r"[a-z0-9]+")
# Thai, Kana, Han, Hangul: written without spaces, so a word is also found from its middle on.
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LONG = 30
# How Germans and Scandinavians write their vowels on other keyboards: Mädchen, Maedchen.
_VOWELS = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"}
_TWO_LETTERED = str.maketrans(_VOWELS)


def asked(text: str) -> list[str]:
    """The words of a text, folded; empty if it has no letter or digit."""
    return _WORDS.findall(fold(text))


def spelled(text: str) -> list[tuple[str, ...]]:
    """As `asked`, each word followed by its spelling in Latin letters if it is in others."""
    if text.isascii():
        return [(word,) for word in asked(text)]
    in_latin: dict[str, str] = {}
    for raw in _raw_words(text):
        folded, also = asked(raw), _latin(raw)
        if len(folded) == len(also) == 1:
            in_latin[folded[0]] = also[0]
    return [tuple(dict.fromkeys([word, in_latin.get(word, word)])) for word in asked(text)]


def indexed(*texts: str) -> str:
    """What the search index holds for these texts: their words in order, then other ways to write them."""
    plain = [word for text in texts for word in asked(text)]
    others = dict.fromkeys(form for text in texts for form in _others(text))
    if not others:
        return " ".join(plain)
    known = set(plain)
    return " ".join([*plain, *(form for form in others if form not in known)])


@lru_cache(maxsize=4096)  # the names of a release come back with each of its tracks
def _others(text: str) -> list[str]:
    folded = fold(text)
    is_plain = folded.replace(" ", "").isalnum()  # as most are: nothing is to be put together
    # `acdc` beside `ac dc`
    chunks = () if is_plain else folded.split()
    squeezed = ["".join(parts) for chunk in chunks if len(parts := _WORDS.findall(chunk)) > 1]
    if text.isascii():
        return squeezed
    raw = _raw_words(text)
    foreign = [form for word in [*raw, *_endings(raw)] if not fold(word).isascii() for form in _latin(word)]
    return [*squeezed, *_two_lettered(text), *_endings(_WORDS.findall(folded)), *foreign]


def _raw_words(text: str) -> list[str]:
    # Not folded: without its marks ポ is read `ho`, й is и.
    return _WORDS.findall(APOSTROPHES.sub("", unicodedata.normalize("NFC", text).casefold()))


def _endings(words: list[str]) -> list[str]:
    return [word[at:] for word in words if _UNSPACED.search(word) for at in range(1, min(len(word), _LONG))]


def _two_lettered(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text).casefold()
    if not any(vowel in composed for vowel in _VOWELS):
        return []
    return asked(composed.translate(_TWO_LETTERED))


def _latin(word: str) -> list[str]:
    return _LATIN_WORDS.findall(latin(word))
