from __future__ import annotations

import io
import wave

import pytest

from server.streaming.forms.wave import BareSamples, Wave


@pytest.mark.parametrize("samples", [0, 1, 4095, 4096, 4097, 100_000])
def test_the_header_tells_the_exact_length(samples: int) -> None:
    form = Wave(BareSamples(samples, channels=2, bits=16), rate_hz=44_100)
    chunks = [form.grid.span(n, form.packet_count) for n in range(form.grid.count(form.packet_count))]
    body = bytes(sum(form.size_bytes(first, count) for first, count in chunks))
    with wave.open(io.BytesIO(form.head + body)) as read:
        assert (read.getnframes(), read.getframerate(), read.getsampwidth()) == (samples, 44_100, 2)
    assert len(body) == samples * 4


def test_a_length_beyond_four_gigabytes_says_until_the_end() -> None:
    form = Wave(BareSamples(2**31, channels=2, bits=24), rate_hz=96_000)
    assert form.head[4:8] == form.head[-4:] == b"\xff\xff\xff\xff"
