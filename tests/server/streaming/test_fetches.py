"""What devices fetched: counted as it is sent, bounded, and told apart by load."""

from __future__ import annotations

import io

import pytest

from devices import DeviceId, PlayToken
from server.streaming import BytesFeed, FileFeed, OpenFile
from server.streaming.fetches import KEPT, TOKENS_KEPT, Fetches, metered
from tests.fakes.clock import FakeClock

KITCHEN, ONE, TWO = DeviceId("kitchen"), PlayToken("se-1.1"), PlayToken("se-1.2")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def fetches(clock: FakeClock) -> Fetches:
    book = Fetches(clock.now_ms)
    book.expect(KITCHEN, ONE)
    return book


def test_what_was_sent_is_counted_by_load_while_it_is_sent(fetches: Fetches, clock: FakeClock) -> None:
    assert fetches.sent_bytes(ONE) == 0
    begun_ms = clock.now_ms()
    feed = metered(BytesFeed(bytes(1_000)), fetches.begin(ONE, "bytes=0-"))
    feed.take(400)
    clock.advance(milliseconds=70)
    feed.take(100)
    [fetch] = fetches.list_of(KITCHEN)
    assert (fetch.token, fetch.asked, fetch.sent_bytes, fetch.is_closed) == (ONE, "bytes=0-", 500, False)
    assert (fetch.begun_ms, fetch.last_ms) == (begun_ms, begun_ms + 70)
    feed.close()
    assert fetches.list_of(KITCHEN)[0].is_closed
    assert fetches.sent_bytes(TWO) is None, "nobody was told to fetch it"


def test_a_file_is_counted_as_it_is_read(fetches: Fetches) -> None:
    body = metered(OpenFile(io.BytesIO(bytes(300)), 200), fetches.begin(ONE, None))
    assert isinstance(body, OpenFile)
    assert len(b"".join(FileFeed(body.file, body.length_bytes))) == 200
    assert fetches.sent_bytes(ONE) == 200


def test_what_is_looked_at_and_not_sent_does_not_count(fetches: Fetches) -> None:
    body = metered(OpenFile(io.BytesIO(bytes(300)), 200), fetches.begin(ONE, None))
    assert isinstance(body, OpenFile)
    body.file.seek(0, 2)
    assert fetches.sent_bytes(ONE) == 0
    body.file.seek(0)
    body.file.read(150)
    body.file.seek(0)
    assert fetches.sent_bytes(ONE) == 0
    body.file.seek(40, 1)
    body.file.seek(25, 1)
    assert fetches.sent_bytes(ONE) == 65


def test_of_a_device_the_newest_requests_are_kept(fetches: Fetches) -> None:
    for number in range(KEPT + 20):
        fetches.begin(ONE, f"bytes={number}-")
    kept = fetches.list_of(KITCHEN)
    assert len(kept) == KEPT
    assert kept[0].asked == f"bytes={KEPT + 19}-"


def test_what_was_given_out_long_ago_is_forgotten(fetches: Fetches) -> None:
    for number in range(TOKENS_KEPT):
        fetches.expect(KITCHEN, PlayToken(f"se-2.{number}"))
    assert fetches.sent_bytes(ONE) is None
    fetches.begin(ONE, None).add(1)
    assert fetches.list_of(KITCHEN) == []
