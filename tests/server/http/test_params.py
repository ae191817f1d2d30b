"""Parameters and bodies, decoded strictly."""

from __future__ import annotations

import pytest
from msgspec import Struct
from werkzeug.datastructures import MultiDict

from server.http.errors import Invalid
from server.http.params import read_query


class Query(Struct, kw_only=True):
    word: str
    number: int = 7
    on: bool = False
    maybe: str | None = None


def test_each_parameter_is_read_as_its_type() -> None:
    read = read_query(MultiDict([("word", "null"), ("number", "12"), ("on", "true"), ("else", "x")]), Query)
    assert read == Query(word="null", number=12, on=True)


def test_the_first_value_counts() -> None:
    assert read_query(MultiDict([("word", "a"), ("word", "b")]), Query).word == "a"


@pytest.mark.parametrize(("name", "value"), [("number", "twelve"), ("number", ""), ("on", "maybe")])
def test_an_impossible_value_is_named(name: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_query(MultiDict([("word", "x"), (name, value)]), Query)
    assert refused.value.field == name


def test_a_missing_parameter_is_invalid() -> None:
    with pytest.raises(Invalid, match="word"):
        read_query(MultiDict(), Query)
