from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.rules import AgeRule, FlagRule, NumberRule, Rule, SmartRules, TextRule, checked
from library.rules.grammar import parse, rules_of


def _word(value: str, field: str = "anywhere", op: str = "matches") -> TextRule:
    return msgspec.convert({"kind": "text", "field": field, "op": op, "value": value}, TextRule)


def _number(field: str, op: str, value: float, to: float | None = None) -> NumberRule:
    return msgspec.convert({"kind": "number", "field": field, "op": op, "value": value, "to": to}, NumberRule)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("love me", [_word("love"), _word("me")]),
        ("artist:björk", [_word("björk", "artist")]),
        ('artist:"sigur rós"', [_word("sigur rós", "artist", "contains")]),
        ('"of the"', [_word("of the", op="contains")]),
        ("album:debut", [_word("debut", "release")]),
        ("year:1980..1989", [_number("year", "from_to", 1980, 1989)]),
        ("year:1980..", [_number("year", "from_to", 1980)]),
        ("year:1993", [_number("year", "is", 1993)]),
        ("rating:>3", [_number("rating", "above", 3)]),
        ("bpm:<=90", [_number("bpm", "below", 90.001)]),
        ("FORMAT:flac", [_word("flac", "format")]),
        ("is:starred", [msgspec.convert({"kind": "flag", "field": "starred", "value": True}, FlagRule)]),
        (
            "added:<2w",
            [msgspec.convert({"kind": "age", "field": "added", "op": "within", "days": 14}, AgeRule)],
        ),
        ("year:soon", [_word("year soon")]),
        ("mission: impossible", [_word("mission:"), _word("impossible")]),
        ("re:stacks", [_word("re stacks")]),
        ("- ! …", []),
        ("", []),
    ],
)
def test_terms_become_rules(text: str, rules: list[Rule]) -> None:
    assert list(parse(text).wanted) == rules
    assert parse(text).unwanted == ()


def test_a_minus_takes_away() -> None:
    query = parse('love -live -artist:"the band" -year:1990..')
    assert query.wanted == (_word("love"),)
    assert query.unwanted == (
        _word("live"),
        _word("the band", "artist", "contains"),
        _number("year", "from_to", 1990),
    )


@given(st.text(max_size=80))
def test_every_text_is_a_query_that_can_be_kept_as_rules(text: str) -> None:
    kept = SmartRules(where=rules_of(parse(text)))
    assert msgspec.json.decode(msgspec.json.encode(checked(kept)), type=SmartRules) == kept


@given(
    st.lists(
        st.sampled_from(
            ["love", "-live", 'artist:"x y"', "year:1980..", "rating:>3", "is:rated", "genre:jazz", '"a b"']
        ),
        max_size=8,
    )
)
def test_terms_do_not_depend_on_their_neighbours(terms: list[str]) -> None:
    whole = parse(" ".join(terms))
    alone = [parse(term) for term in terms]
    assert whole.wanted == tuple(rule for query in alone for rule in query.wanted)
    assert whole.unwanted == tuple(rule for query in alone for rule in query.unwanted)
