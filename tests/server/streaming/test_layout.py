from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.streaming.layout import Layout

pieces = st.lists(st.binary(min_size=1, max_size=9), min_size=1, max_size=12)


@given(st.binary(max_size=9), pieces, st.integers(0, 120), st.integers(0, 120))
def test_spans_are_a_slice_of_the_whole(head: bytes, chunks: list[bytes], start: int, stop: int) -> None:
    layout = Layout(len(head), [len(chunk) for chunk in chunks])
    whole = b"".join([head, *chunks])
    assert layout.size_bytes == len(whole)
    spans = list(layout.spans(start, stop))
    assert b"".join([head, *chunks][s.number][s.start : s.stop] for s in spans) == whole[start:stop]
    assert all(span.start < span.stop for span in spans)
