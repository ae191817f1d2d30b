from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from server.streaming.forms import ogg


def crc_by_the_book(data: bytes) -> int:
    """RFC 3533 §6, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ 0x04C11DB7 if value & 0x80000000 else value << 1) & 0xFFFFFFFF
    return value


@given(st.binary(max_size=300))
def test_the_checksum_is_that_of_the_rfc(data: bytes) -> None:
    assert ogg.crc(data) == crc_by_the_book(data)


@given(st.integers(1, 50), st.sampled_from([160, 240, 254, 255, 256, 320, 510]))
def test_a_page_has_the_size_that_was_foretold(count: int, size: int) -> None:
    page = ogg.Page(7, 3, 960).pack([bytes(size)] * count)
    assert len(page) == ogg.page_size(count, size)


def test_a_page_says_what_it_is() -> None:
    page = ogg.Page(serial=0xDEAD, number=9, granule=4800, is_last=True).pack([b"abc", bytes(255)])
    capture, version, flags, granule, serial, number, crc, segments = struct.unpack_from("<4sBBqIIIB", page)
    assert (capture, version, flags, granule, serial, number) == (b"OggS", 0, 4, 4800, 0xDEAD, 9)
    assert page[27 : 27 + segments] == bytes([3, 255, 0])
    assert page[27 + segments :] == b"abc" + bytes(255)
    blank = page[:22] + bytes(4) + page[26:]
    assert crc == crc_by_the_book(blank)


def test_a_stream_begins_with_its_two_headers() -> None:
    head = ogg.header_pages(5, 44_100)
    assert head[5] == 2  # the first page of a stream
    assert head[28:36] == b"OpusHead"
    assert struct.unpack_from("<BBHI", head, 36) == (1, 2, 312, 44_100)
    assert b"OpusTags" in head
