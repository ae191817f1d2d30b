"""Sheets do not say in which encoding they are."""

from __future__ import annotations

import codecs

import pytest

from library.tags.cue.text import decoded

_WESTERN = 'PERFORMER "Sigur Rós"\nTITLE "Ágætis byrjun – Motörhead, Beyoncé, Bénabar: don’t"\n'
_JAPANESE = 'PERFORMER "坂本龍一"\nTITLE "戦場のメリークリスマス"\n'
_KANJI = 'PERFORMER "中島美雪"\n'
_RUSSIAN = 'PERFORMER "Кино"\nTITLE "Группа крови"\n'


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (text, encoding)
            for text in (_WESTERN, _JAPANESE, _RUSSIAN)
            for encoding in ("utf-8", "utf-8-sig")
        ),
        *((text, "utf-16") for text in (_WESTERN, _JAPANESE, _RUSSIAN)),
        (_WESTERN * 3, "utf-16-le"),
        (_WESTERN * 3, "utf-16-be"),
        (_WESTERN, "cp1252"),
        (_JAPANESE, "cp932"),
        (_KANJI, "cp932"),
        (_RUSSIAN, "cp1251"),
    ],
)
def test_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_a_mark_of_the_other_order_counts() -> None:
    assert decoded(codecs.BOM_UTF16_BE + _WESTERN.encode("utf-16-be")) == _WESTERN


@pytest.mark.parametrize(
    "word", ["Motörhead", "Björk", "Sigur Rós", "Bénabar", "Señor", "Für Elise", "don’t"]
)
def test_a_lonely_accent_is_not_japanese(word: str) -> None:
    assert decoded(f'TITLE "{word}"'.encode("cp1252")) == f'TITLE "{word}"'
