from __future__ import annotations

import hashlib
import io
import random
import struct

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.streaming.forms.flac import Flac, coded, numbered


def crc_by_the_book(data: bytes) -> int:
    """RFC 9639 §9.3, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005 if value & 0x8000 else value << 1) & 0xFFFF
    return value


def frame_numbered(number: int, body: bytes) -> bytes:
    """By the book: 4096 samples, 44.1 kHz, stereo, 16 bits."""
    head = bytes([0xFF, 0xF8, 0xC9, 0x18]) + coded(number)
    value = 0
    for byte in head:
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x07 if value & 0x80 else value << 1) & 0xFF
    frame = head + bytes([value]) + body
    return frame + crc_by_the_book(frame).to_bytes(2, "big")


@given(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.binary(min_size=1, max_size=300))
def test_a_frame_gets_another_number_and_stays_right(old: int, new: int, body: bytes) -> None:
    assert numbered(frame_numbered(old, body), new) == frame_numbered(new, body)


@given(st.integers(0, 0xD7FF))
def test_numbers_are_written_as_utf_8_writes_characters(number: int) -> None:
    assert coded(number) == chr(number).encode()


@pytest.mark.parametrize("samples", [1, 4096, 4097, 1_000_000])
def test_the_head_stays_as_long_as_it_was(samples: int) -> None:
    form = Flac(samples, 44_100, 2, 16)
    chunks = form.grid.count(form.packet_count)
    final = form.final_head([1000] * chunks, b"d" * 16)
    assert len(final) == len(form.head)
    assert final[26:42] == b"d" * 16
    assert form.head[26:42] == bytes(16)


def test_seek_points_name_the_chunks() -> None:
    form = Flac(1_000_000, 44_100, 2, 16)
    sizes = [random.Random(n).randrange(1, 9999) for n in range(form.grid.count(form.packet_count))]
    table = form.final_head(sizes, bytes(16))[46:]
    points = [struct.unpack_from(">QQH", table, at) for at in range(0, len(table), 18)]
    assert [point[1] for point in points] == [sum(sizes[:n]) for n in range(len(sizes))]
    assert points[1][0] == 6 * 4096
    assert points[0][2] == 4096


def test_a_digest_is_that_of_the_reference_encoder() -> None:
    """What Digest hashes (interleaved, little-endian) is what FFmpeg's encoder writes into its own head."""
    pcm = np.random.default_rng(1).integers(-9999, 9999, (1, 20_000), np.int16)
    file = io.BytesIO()
    with av.open(file, "w", format="flac") as out:
        stream = out.add_stream("flac", rate=44_100, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(pcm, "s16", "stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        for each in (frame, None):
            out.mux(stream.encode(each))
    assert file.getvalue()[26:42] == hashlib.md5(pcm.tobytes(), usedforsecurity=False).digest()
