"""The frame in front of an MP3 that tells its length and where the music begins in it (the Xing/LAME tag)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from server.streaming.forms.grid import Grid

FRAME_SAMPLES = 1152
LAME_DELAY = 576  # what LAME writes into its tag; decoders add their own 529 samples to it

_DECODER_DELAY = 529
_BITRATE_INDEX = {128: 9, 192: 11, 320: 14}  # MPEG-1 layer III
_HAS_FRAMES, _HAS_BYTES, _HAS_TOC, _HAS_QUALITY = 1, 2, 4, 8


def frame_bytes(bitrate_kbps: int) -> int:
    """At 48 kHz every frame of a constant bitrate has the same size."""
    return bitrate_kbps * 3


def info_frame(bitrate_kbps: int, frame_count: int, samples: int) -> bytes:
    """A silent frame with "Info" (constant bitrate), the count and bytes of the frames, delay and padding.

    Layout: Xing tag after 32 bytes of side information, then 36 bytes of LAME's extension
    (gabriel.mp3-tech.org/mp3infotag.html).
    """
    size = frame_bytes(bitrate_kbps)
    header = bytes([0xFF, 0xFB, _BITRATE_INDEX[bitrate_kbps] << 4 | 1 << 2, 0x40])  # 48 kHz, joint stereo
    flags = _HAS_FRAMES | _HAS_BYTES | _HAS_TOC | _HAS_QUALITY
    toc = bytes(percent * 256 // 100 for percent in range(100))
    tag = b"Info" + struct.pack(">III", flags, frame_count, (frame_count + 1) * size) + toc + bytes(4)
    body = header + bytes(32) + tag + _lame(bitrate_kbps, frame_count, samples, (frame_count + 1) * size)
    body += struct.pack(">H", _crc16(body))
    return body + bytes(size - len(body))


def _lame(bitrate_kbps: int, frame_count: int, samples: int, total_bytes: int) -> bytes:
    padding = frame_count * FRAME_SAMPLES - samples - LAME_DELAY
    return (
        b"LAME3.100"
        + bytes([0x01, 0])  # tag revision 0, constant bitrate; no low-pass told
        + bytes(8)  # no replay gain
        + bytes([0, min(bitrate_kbps, 255)])
        + (LAME_DELAY << 12 | padding).to_bytes(3, "big")
        + bytes(4)  # misc, mp3 gain, preset
        + struct.pack(">I", total_bytes)
        + bytes(2)  # checksum of the music: not known before it is encoded
    )


def _crc16(data: bytes) -> int:
    """CRC-16/ARC, which the LAME tag uses for itself."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


@dataclass(frozen=True, slots=True)
class Mp3:
    """CBR MP3 without a bit reservoir, so that every frame stands for itself; an Info frame in front."""

    bitrate_kbps: int
    samples: int

    first_packet = 0
    grid = Grid(ramp=(21, 42), rest=125)  # 0.5 s, 1 s, then 3 s

    @property
    def head(self) -> bytes:
        return info_frame(self.bitrate_kbps, self.packet_count, self.samples)

    @property
    def packet_count(self) -> int:
        return -(-(self.samples + LAME_DELAY + _DECODER_DELAY) // FRAME_SAMPLES)

    def size_bytes(self, first: int, count: int) -> int:
        return count * frame_bytes(self.bitrate_kbps)

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(packets)
