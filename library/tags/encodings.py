"""Texts that were written in one encoding and are marked as another; pure.

Only what is certain is changed: bytes marked Latin-1 that are valid UTF-8 beyond ASCII are UTF-8. That they
are Cyrillic in Windows' code page is only likely, and only ever suggested.
"""

from __future__ import annotations

_MIN_LETTERS = 4
_LIKELY = 0.7


def repaired(text: str) -> str:
    """`CafÃ©` → `Café`."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def suggestion(text: str) -> str | None:
    """`Êèíî` → `Кино`; None where nothing speaks for it.

    Words of Western languages hold few letters beyond ASCII; a word that is made of nothing else is none.
    """
    if text.isascii():
        return None
    letters = [letter for letter in text if letter.isalpha()]
    high = [letter for letter in letters if "\xc0" <= letter <= "\xff"]
    if len(high) < _MIN_LETTERS or len(high) < _LIKELY * len(letters):
        return None
    try:
        return text.encode("latin-1").decode("cp1251")
    except UnicodeError:
        return None
