from __future__ import annotations

import struct

import pytest

from server.streaming.forms import mp3


@pytest.mark.parametrize("bitrate_kbps", [128, 192, 320])
def test_the_info_frame_is_a_frame_like_the_others(bitrate_kbps: int) -> None:
    frame = mp3.info_frame(bitrate_kbps, 100, 110_000)
    assert len(frame) == mp3.frame_bytes(bitrate_kbps)
    assert frame[:2] == b"\xff\xfb"


def test_it_tells_the_length_and_where_the_music_lies() -> None:
    samples, frames = 110_000, 97
    frame = mp3.info_frame(192, frames, samples)
    assert frame[36:40] == b"Info"
    flags, count, size = struct.unpack_from(">III", frame, 40)
    assert (flags, count, size) == (15, frames, (frames + 1) * 576)
    toc = frame[52:152]
    assert list(toc) == sorted(toc)
    delay_and_padding = int.from_bytes(frame[177:180], "big")
    delay, padding = delay_and_padding >> 12, delay_and_padding & 0xFFF
    assert frames * 1152 - delay - padding == samples
