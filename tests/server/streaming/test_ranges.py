from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.streaming.ranges import NotModified, Part, State, Unsatisfiable, Whole, choose, parse_range

MODIFIED = datetime(2024, 3, 5, 10, 30, 15, 999, tzinfo=UTC)
STATE = State("abc", MODIFIED, 1000)
THEN = format_datetime(MODIFIED, usegmt=True)
BEFORE = format_datetime(MODIFIED - timedelta(seconds=1), usegmt=True)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("bytes=0-499", Part(0, 500)),
        ("bytes=500-999", Part(500, 1000)),
        ("bytes=-500", Part(500, 1000)),
        ("bytes=9500-", Unsatisfiable()),
        ("bytes=0-0", Part(0, 1)),
        ("bytes=-1", Part(999, 1000)),
        ("bytes=-2000", Part(0, 1000)),
        ("bytes=-0", Unsatisfiable()),
        ("bytes=999-5000", Part(999, 1000)),
        ("BYTES = 1 - 2", Part(1, 3)),
        ("bytes=, 3-4 ,", Part(3, 5)),
        ("bytes=5-4", Whole()),
        ("bytes=-", Whole()),
        ("bytes=", Whole()),
        ("bytes=0-1,5-6", Whole()),
        ("items=0-1", Whole()),
        ("bytes=a-b", Whole()),
        ("bytes=٣-٤", Whole()),
        ("bytes=1-2; x", Whole()),
    ],
)
def test_a_range_means_what_the_rfc_says(text: str, answer: object) -> None:
    assert parse_range(text, 1000) == answer


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 3000))
def test_a_part_is_what_slicing_gives(first: int, last: int, size: int) -> None:
    answer = parse_range(f"bytes={first}-{last}", size)
    wanted = range(size)[first : last + 1]
    if last < first:
        assert answer == Whole()
    elif wanted:
        assert answer == Part(wanted[0], wanted[-1] + 1)
    else:
        assert answer == Unsatisfiable()


@given(st.integers(0, 5000), st.integers(0, 3000))
def test_a_suffix_is_what_slicing_gives(count: int, size: int) -> None:
    wanted = range(size)[-count:] if count else range(0)
    expected = Part(wanted[0], wanted[-1] + 1) if wanted else Unsatisfiable()
    assert parse_range(f"bytes=-{count}", size) == expected


@given(st.text(max_size=40), st.integers(0, 3000))
def test_no_text_breaks_the_parser(text: str, size: int) -> None:
    for answer in (parse_range(text, size), parse_range(f"bytes={text}", size)):
        if isinstance(answer, Part):
            assert 0 <= answer.start < answer.stop <= size


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_no_header_breaks_the_choice(none_match: str, since: str, if_range: str, wanted: str) -> None:
    headers = {"If-None-Match": none_match, "If-Modified-Since": since, "If-Range": if_range, "Range": wanted}
    assert choose(headers, STATE) is not None


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        ({}, Whole()),
        ({"Range": "bytes=1-2"}, Part(1, 3)),
        ({"If-None-Match": '"abc"'}, NotModified()),
        ({"If-None-Match": 'W/"abc"'}, NotModified()),
        ({"If-None-Match": '"x", "abc"'}, NotModified()),
        ({"If-None-Match": "*"}, NotModified()),
        ({"If-None-Match": '"x"'}, Whole()),
        ({"If-None-Match": '"x"', "If-Modified-Since": THEN}, Whole()),
        ({"If-Modified-Since": THEN}, NotModified()),
        ({"If-Modified-Since": BEFORE}, Whole()),
        ({"If-Modified-Since": "yesterday"}, Whole()),
        ({"If-None-Match": '"abc"', "Range": "bytes=1-2"}, NotModified()),
        ({"If-Range": '"abc"', "Range": "bytes=1-2"}, Part(1, 3)),
        ({"If-Range": 'W/"abc"', "Range": "bytes=1-2"}, Whole()),
        ({"If-Range": '"x"', "Range": "bytes=1-2"}, Whole()),
        ({"If-Range": THEN, "Range": "bytes=1-2"}, Part(1, 3)),
        ({"If-Range": BEFORE, "Range": "bytes=1-2"}, Whole()),
        ({"If-Range": "junk", "Range": "bytes=1-2"}, Whole()),
        ({"If-Range": '"x"', "Range": "bytes=5000-"}, Whole()),
    ],
)
def test_conditions_are_weighed_in_the_rfcs_order(headers: dict[str, str], answer: object) -> None:
    assert choose(headers, STATE) == answer


def test_without_a_size_there_are_no_ranges() -> None:
    assert choose({"Range": "bytes=1-2"}, State("abc", MODIFIED, None)) == Whole()
