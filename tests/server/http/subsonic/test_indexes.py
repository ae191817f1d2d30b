"""Names under letters."""

from __future__ import annotations

import pytest

from server.http.subsonic.indexes import by_letter, letter, without_article


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Abba", "A"),
        ("abba", "A"),
        ("Élan", "E"),
        ("Ölwerk", "O"),
        ("The Clocks", "C"),
        ("THE CLOCKS", "C"),
        ("Los Lobos", "L"),
        ("The", "T"),
        ("Theatre", "T"),
        ("ßharp", "S"),
        ("Ждём", "Ж"),
        ("Ωmega", "Ω"),
        ("10cc", "#"),
        ("!!!", "#"),
        ("東京", "#"),
        ("", "#"),
        (" ", "#"),
    ],
)
def test_each_name_has_its_letter(name: str, expected: str) -> None:
    assert letter(name) == expected


def test_a_name_that_is_only_an_article_stays() -> None:
    assert without_article("The ") == "The"
    assert without_article(" The  Who ") == "Who"


def test_letters_are_in_order_and_names_below_them_too() -> None:
    letters = by_letter(["The Beta", "Ärzte", "abba", "10cc", "Alpha", "Beta"], lambda name: name)
    assert letters == {"#": ["10cc"], "A": ["abba", "Alpha", "Ärzte"], "B": ["Beta", "The Beta"]}
    assert list(letters) == ["#", "A", "B"]
