"""Plain samples, bare or in a WAV file: every byte's place is known beforehand."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from devices import Samples
from server.streaming.forms.grid import Grid

PCM_PACKET_SAMPLES = 4096

_LARGEST = 0xFFFFFFFF  # players take it as "until the end"; nothing shorter than 6 hours gets there
_PCM, _EXTENSIBLE = 1, 0xFFFE
_PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")
# Front left and right, centre, LFE, …: in FFmpeg's order, which is WAVE's (mmreg.h).
_SPEAKERS = {1: 0x4, 2: 0x3, 3: 0x7, 4: 0x33, 5: 0x37, 6: 0x3F, 7: 0x70F, 8: 0x63F}


@dataclass(frozen=True, slots=True)
class BareSamples:
    """The last packet holds what is left."""

    samples: int
    channels: int
    bits: int

    head = b""
    first_packet = 0
    grid = Grid(ramp=(6,), rest=24)  # about 0.5 s, then 2 s

    @property
    def packet_count(self) -> int:
        return -(-self.samples // PCM_PACKET_SAMPLES)

    @property
    def block_bytes(self) -> int:
        return self.channels * self.bits // 8

    def size_bytes(self, first: int, count: int) -> int:
        stop = min(self.samples, (first + count) * PCM_PACKET_SAMPLES)
        return (stop - first * PCM_PACKET_SAMPLES) * self.block_bytes

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(packets)


@dataclass(frozen=True, slots=True)
class Wave:
    """A RIFF header before the samples (Microsoft, "Multiple channel audio data and WAVE files")."""

    data: BareSamples
    rate_hz: int

    first_packet = 0

    @property
    def grid(self) -> Grid:
        return self.data.grid

    @property
    def packet_count(self) -> int:
        return self.data.packet_count

    @property
    def head(self) -> bytes:
        data_bytes = self.data.samples * self.data.block_bytes
        format = self._format()
        riff_bytes = min(4 + 8 + len(format) + 8 + data_bytes, _LARGEST)
        riff = struct.pack("<4sI4s4sI", b"RIFF", riff_bytes, b"WAVE", b"fmt ", len(format))
        return riff + format + struct.pack("<4sI", b"data", min(data_bytes, _LARGEST))

    def size_bytes(self, first: int, count: int) -> int:
        return self.data.size_bytes(first, count)

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return self.data.pack(first, packets)

    def _format(self) -> bytes:
        data = self.data
        is_plain = data.channels <= 2 and data.bits == 16  # all else needs the longer form
        plain = struct.pack(
            "<HHIIHH", _PCM if is_plain else _EXTENSIBLE, data.channels, self.rate_hz,
            self.rate_hz * data.block_bytes, data.block_bytes, data.bits,
        )  # fmt: skip
        if is_plain:
            return plain
        return plain + struct.pack("<HHI", 22, data.bits, _SPEAKERS[data.channels]) + _PCM_GUID


def samples_in_wave(*, rate_hz: int, channels: int, bits: int) -> Samples:
    """Where the samples of such a file lie."""
    header_bytes = len(Wave(BareSamples(0, channels, bits), rate_hz).head)
    return Samples(rate_hz, channels, bits, header_bytes)
