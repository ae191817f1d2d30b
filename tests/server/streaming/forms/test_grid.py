from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.streaming.forms import Grid


@given(st.lists(st.integers(1, 50), max_size=3), st.integers(1, 400), st.integers(0, 5000))
def test_the_chunks_hold_every_packet_once_and_in_order(ramp: list[int], rest: int, packets: int) -> None:
    grid = Grid(tuple(ramp), rest)
    spans = [grid.span(number, packets) for number in range(grid.count(packets))]
    assert [n for start, count in spans for n in range(start, start + count)] == list(range(packets))
    assert all(count > 0 for _, count in spans)
