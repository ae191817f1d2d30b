from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from devices import Capabilities, PlayToken
from server.streaming import OpenFile
from server.streaming.pace import Pace, Paced
from tests.fakes.clock import FakeClock
from tests.fakes.feeds import ListFeed
from tests.server.streaming.conftest import Written
from tests.server.streaming.test_streams import Shelf, signed_in, streams_in

KBPS_320 = Pace(40_000)


def test_the_first_half_minute_comes_at_full_speed_and_the_rest_hardly_faster_than_it_is_heard() -> None:
    clock = FakeClock()
    paced = Paced(ListFeed([bytes(10_000)] * 1000), KBPS_320, now_ms=clock.now_ms)
    seconds: list[int] = []
    for _ in range(60):
        sent = 0
        while paced.is_ready():
            sent += len(paced.take(1 << 17))
        seconds.append(sent)
        clock.advance(seconds=1)
    assert 20 * 40_000 <= seconds[0] <= 30 * 40_000
    assert max(seconds[1:]) <= 1.5 * 40_000
    assert sum(seconds[1:31]) >= 30 * 40_000  # never slower than it is heard


@given(st.lists(st.integers(0, 100_000), max_size=50))
def test_after_a_pause_no_more_comes_at_once_than_at_the_beginning(pauses_ms: list[int]) -> None:
    left = 0.0
    for pause_ms in pauses_ms:
        left = KBPS_320.after(left, pause_ms)
        assert left <= KBPS_320.burst_bytes


def test_only_a_link_for_a_speaker_is_paced(written: Written, tmp_path: Path) -> None:
    shelf = Shelf()
    streams = streams_in(tmp_path, shelf)
    media = written("flac")
    shelf.media[media.track_id] = media
    device = Capabilities(frozenset({"audio/flac"}))
    for is_paced in (False, True):
        offer = streams.offer(media, device, token=PlayToken("t"), is_paced=is_paced)
        opened = streams.open_link(signed_in(offer.path))
        body = opened.sent(opened.rendition.open(0, None), asked=None)
        assert isinstance(body, OpenFile) != is_paced
        if isinstance(body, OpenFile):
            body.file.close()
        else:
            assert isinstance(body, Paced)
            assert b"".join(body) == media.path.read_bytes()
            body.close()


def test_what_was_replaced_is_over_for_good(tmp_path: Path) -> None:
    streams = streams_in(tmp_path)
    tokens = [PlayToken(f"se-1.{number}") for number in range(3)]
    for old, new in pairwise(tokens):
        streams.supersede(old)
        assert streams.is_over(old)
        assert not streams.is_over(new)
