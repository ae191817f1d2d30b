from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.index.typos import asked_signatures, distance, stored_signatures

WORDS = st.text("abcdef", min_size=3, max_size=9)


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        *(("queen", "queen", 0), ("qeuen", "queen", 1), ("quen", "queen", 1), ("queeen", "queen", 1)),
        *(("quewn", "queen", 1), ("beatels", "beatles", 1), ("abba", "abca", 1), ("abba", "queen", 3)),
    ],
)
def test_slips_are_counted(typed: str, meant: str, slips: int) -> None:
    assert distance(typed, meant, is_finished=True, at_most=2) == slips


def test_an_unfinished_word_is_compared_with_a_beginning() -> None:
    assert distance("baetl", "beatles", is_finished=False, at_most=1) == 1
    assert distance("baetl", "beatles", is_finished=True, at_most=1) == 2


@given(meant=WORDS, place=st.integers(0, 8), letter=st.sampled_from("abcdef"), slip=st.integers(0, 3))
def test_words_at_one_slip_share_a_signature(meant: str, place: int, letter: str, slip: int) -> None:
    place %= len(meant)
    typed = (
        meant[:place] + letter + meant[place + 1 :],
        meant[:place] + meant[place + 1 :],
        meant[:place] + letter + meant[place:],
        meant[:place] + meant[place : place + 2][::-1] + meant[place + 2 :],
    )[slip]
    if len(typed) >= 3:
        assert distance(typed, meant, is_finished=True, at_most=2) <= 1
        # Only at the seam between the short and the long beginning may a word be missed.
        if not (len(typed) == 5 and len(meant) == 6) and len(typed) >= 4:
            assert asked_signatures(typed) & stored_signatures(meant)


@given(one=WORDS, other=WORDS)
def test_a_distance_is_the_same_both_ways(one: str, other: str) -> None:
    there = distance(one, other, is_finished=True, at_most=9)
    assert there == distance(other, one, is_finished=True, at_most=9)
