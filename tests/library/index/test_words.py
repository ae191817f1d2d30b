from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.index.words import asked, indexed, spelled


def test_joined_and_apart_spellings_are_indexed() -> None:
    assert {"ac", "dc", "acdc", "rem"} <= set(indexed("AC/DC", "R.E.M.").split())


def test_words_stay_in_their_order_so_that_phrases_are_found() -> None:
    assert indexed("The The", "Dogs of Lust") == "the the dogs of lust"


def test_words_of_scripts_without_spaces_are_found_from_their_middle_on() -> None:
    assert {"東京事変", "事変"} <= set(indexed("東京事変").split())
    assert "시대" in indexed("소녀시대").split()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Кино", "kino"),
        ("Ελληνικά", "ellinika"),
        ("ゆきの", "yukino"),
        ("ポルノ", "poruno"),
        ("Mädchen", "maedchen"),
        ("Mädchen", "madchen"),
        ("Blåkulla", "blaakulla"),
        ("Щорс", "shchors"),
        ("소녀시대", "sonyeosidae"),
    ],
)
def test_other_scripts_are_found_in_latin_letters(name: str, typed: str) -> None:
    assert typed in indexed(name).split()


def test_latin_names_are_found_in_other_scripts() -> None:
    assert spelled("Кино love") == [("кино", "kino"), ("love",)]


@given(st.text() | st.text(alphabet="aж'`´’ʼ ポ"))
def test_a_text_s_own_words_always_find_it(text: str) -> None:
    found = set(indexed(text).split())
    assert set(asked(text)) <= found
    assert all(spellings[0] in found for spellings in spelled(text) if len(spellings) > 1)
