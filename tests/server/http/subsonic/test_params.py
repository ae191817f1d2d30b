"""Reading parameters: every complaint names the parameter."""

from __future__ import annotations

import pytest

from server.http.subsonic.errors import Failed, ParameterMissing
from server.http.subsonic.params import Params

PARAMS = Params(
    {
        "id": ["a", "", "b"],
        "size": ["7"],
        "time": ["5", "6"],
        "empty": [""],
        "word": ["seven"],
        "below": ["-1"],
        "long": ["9" * 50],
        "yes": ["True"],
        "no": ["0"],
    }
)


def test_texts_keep_their_order_and_leave_out_the_empty() -> None:
    assert PARAMS.texts("id") == ["a", "b"]
    assert PARAMS.texts("none") == []
    assert PARAMS.text("id") == "a"


def test_absent_and_empty_can_be_told_apart() -> None:
    assert PARAMS.find_text("empty") == ""
    assert PARAMS.find_text("none") is None


@pytest.mark.parametrize("name", ["none", "empty"])
def test_a_missing_parameter_is_named(name: str) -> None:
    with pytest.raises(ParameterMissing, match=name):
        PARAMS.text(name)
    with pytest.raises(ParameterMissing, match=name):
        PARAMS.required_number(name)


def test_numbers_are_cut_to_the_highest_and_default_when_absent() -> None:
    assert PARAMS.number("size", 10, highest=500) == 7
    assert PARAMS.number("size", 10, highest=5) == 5
    assert PARAMS.number("none", 10, highest=500) == 10
    assert PARAMS.number("empty", 10, highest=500) == 10
    assert PARAMS.numbers("time") == [5, 6]
    assert PARAMS.find_number("below") == -1


@pytest.mark.parametrize("name", ["word", "long", "below"])
def test_what_is_no_number_is_refused_by_name(name: str) -> None:
    with pytest.raises(Failed, match=name):
        PARAMS.number(name, 10, highest=500)


def test_flags_are_true_or_false_in_any_spelling() -> None:
    assert PARAMS.flag("yes", default=False)
    assert not PARAMS.flag("no", default=True)
    assert PARAMS.flag("none", default=True)
    with pytest.raises(Failed, match="word"):
        PARAMS.flag("word", default=True)
