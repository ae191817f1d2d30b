"""Titles between the bytes: what a radio reads out of it is what was put in."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from server.streaming import BytesFeed, TitledFeed, titled_size_bytes
from server.streaming.titles import INTERVAL_BYTES, title_block
from tests.fakes.feeds import ListFeed


def heard_by_a_radio(stream: bytes) -> tuple[bytes, list[str]]:
    """The sound and the titles, read as a player does that knows only icy-metaint."""
    sound, titles = b"", []
    while len(stream) > INTERVAL_BYTES:
        sound, stream = sound + stream[:INTERVAL_BYTES], stream[INTERVAL_BYTES:]
        told, stream = stream[1 : 1 + 16 * stream[0]], stream[1 + 16 * stream[0] :]
        if told:
            titles.append(told.rstrip(b"\0").decode())
    return sound + stream, titles


@given(
    st.integers(0, 100_000), st.lists(st.integers(1, 40_000), min_size=1, max_size=5), st.text(max_size=40)
)
def test_however_it_is_taken_the_sound_is_the_same_and_the_size_was_foretold(
    size: int, takes: list[int], title: str
) -> None:
    sound = random.Random(size).randbytes(size)
    feed = TitledFeed(BytesFeed(sound), title)
    stream = b""
    while block := feed.take(takes[len(stream) % len(takes)]):
        stream += block
    assert len(stream) == titled_size_bytes(size, title)
    got, titles = heard_by_a_radio(stream)
    assert got == sound
    assert len(titles) == (1 if size >= INTERVAL_BYTES else 0)
    assert b"".join(TitledFeed(BytesFeed(sound), title)) == stream


def test_a_title_is_written_as_radios_expect_it() -> None:
    assert title_block("a - b") == b"\x02StreamTitle='a - b';".ljust(33, b"\0")
    assert title_block("it's") == b"\x02StreamTitle='it's';".ljust(33, b"\0")
    assert b"a' ;b\xc3\xa9 c" in title_block("a';b\u00e9\r\nc")


def test_a_title_that_is_too_long_is_cut_between_letters() -> None:
    block = title_block("\u00e9" * 5_000)
    assert len(block) == 1 + 255 * 16
    assert block[0] == 255
    assert block[1:].rstrip(b"\0").decode().endswith("\u00e9';")


def test_it_waits_for_sound_but_not_for_a_title() -> None:
    inner = ListFeed([b"x" * INTERVAL_BYTES, b"y"])
    feed = TitledFeed(inner, "t")
    assert feed.take(1 << 20) == b"x" * INTERVAL_BYTES
    inner.held = True
    assert feed.is_ready()
    assert feed.take(1 << 20) == title_block("t")
    assert not feed.is_ready()
    inner.release()
    assert feed.take(9) == b"y"
    feed.close()
    assert inner.closed
