"""FLAC whose frames are made in any order: each gets its number here, and a head that tells what is known.

RFC 9639: §8 metadata, §9 frames. A frame's own CRC-16 covers its number; as a CRC is linear, it is corrected
for the new header without reading the sound again.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from server.streaming.forms.grid import Grid

FLAC_PACKET_SAMPLES = 4096
_NO_DIGEST = bytes(16)  # §8.2: not known
_PLACEHOLDER = struct.pack(">QQH", (1 << 64) - 1, 0, 0)  # §8.5
_EXTRA_BYTES = {6: 1, 7: 2}  # of the block size; §9.1.1
_RATE_BYTES = {12: 1, 13: 2, 14: 2}
_CRC8, _CRC16 = 0x07, 0x8005


@dataclass(frozen=True, slots=True)
class Flac:
    """Native FLAC. Until all of it was made its head says neither the digest nor where the chunks begin."""

    samples: int
    rate_hz: int
    channels: int
    bits: int
    packet_samples: int = FLAC_PACKET_SAMPLES

    first_packet = 0
    needs_digest = True

    @property
    def grid(self) -> Grid:
        """About 0.5 s, 2 s, then 6.5 s at 44.1 kHz."""
        half_s, two_s, rest = (
            max(1, round(count * FLAC_PACKET_SAMPLES / self.packet_samples)) for count in (6, 24, 72)
        )
        return Grid(ramp=(half_s, two_s), rest=rest)

    @property
    def packet_count(self) -> int:
        return -(-self.samples // self.packet_samples)

    @property
    def head(self) -> bytes:
        return self._head(_NO_DIGEST, [_PLACEHOLDER] * self._chunk_count)

    def final_head(self, sizes: Sequence[int], digest: bytes) -> bytes:
        """As long as `head`: with the MD5 of the samples and a seek point for each chunk."""
        starts = accumulate(sizes[:-1], initial=0)
        points = [self._point(number, start) for number, start in enumerate(starts)] if sizes else []
        return self._head(digest, points)

    def size_bytes(self, first: int, count: int) -> None:
        return None

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(numbered(packet, first + at) for at, packet in enumerate(packets))

    def stream_info(self, digest: bytes = _NO_DIGEST) -> bytes:
        """§8.2; the sizes of the smallest and the largest frame are not told."""
        numbers = self.rate_hz << 44 | (self.channels - 1) << 41 | (self.bits - 1) << 36 | self.samples
        return struct.pack(">HH6xQ", self.packet_samples, self.packet_samples, numbers) + digest

    @property
    def _chunk_count(self) -> int:
        return self.grid.count(self.packet_count)

    def _head(self, digest: bytes, points: Sequence[bytes]) -> bytes:
        info = self.stream_info(digest)
        table = b"".join(points)
        return (
            b"fLaC" + _block(0, info, is_last=not table) + (_block(3, table, is_last=True) if table else b"")
        )

    def _point(self, number: int, start: int) -> bytes:
        first, _ = self.grid.span(number, self.packet_count)
        in_frame = min(self.packet_samples, self.samples - first * self.packet_samples)
        return struct.pack(">QQH", first * self.packet_samples, start, in_frame)


def numbered(frame: bytes, number: int) -> bytes:
    """The same frame of a fixed block size, as the one of that number."""
    old_bytes = 4 + _coded_length(frame[4])
    if frame[4:old_bytes] == coded(number):
        return frame
    extra = _EXTRA_BYTES.get(frame[2] >> 4, 0) + _RATE_BYTES.get(frame[2] & 15, 0)
    old_head, body = frame[: old_bytes + extra + 1], frame[old_bytes + extra + 1 : -2]
    head = frame[:4] + coded(number) + frame[old_bytes : old_bytes + extra]
    head += bytes([_crc(head, _CRC8, 8)])
    changed = _crc(old_head, _CRC16, 16) ^ _crc(head, _CRC16, 16)
    total = int.from_bytes(frame[-2:], "big") ^ _shifted(changed, len(body))
    return head + body + total.to_bytes(2, "big")


def coded(number: int) -> bytes:
    """§9.1.5: UTF-8's way of writing, for up to 36 bits."""
    if number < 0x80:
        return bytes([number])
    tail = []
    length = 2
    while number >> (6 * (length - 1) + 7 - length):
        length += 1
    for _ in range(length - 1):
        tail.append(0x80 | number & 0x3F)
        number >>= 6
    return bytes([0xFF << (8 - length) & 0xFF | number, *reversed(tail)])


def _coded_length(first: int) -> int:
    return 1 if first < 0x80 else 8 - (first ^ 0xFF).bit_length()


def _block(kind: int, content: bytes, *, is_last: bool) -> bytes:
    return bytes([is_last << 7 | kind]) + len(content).to_bytes(3, "big") + content


def _crc(data: bytes, polynomial: int, bits: int) -> int:
    table, mask, value = _table(polynomial, bits), (1 << bits) - 1, 0
    for byte in data:
        value = (value << 8 & mask) ^ table[value >> (bits - 8) ^ byte]
    return value


@cache
def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    """What a byte in front comes to, bit by bit."""
    top, mask = 1 << (bits - 1), (1 << bits) - 1
    table = []
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        table.append(value)
    return tuple(table)


def _shifted(crc: int, count: int) -> int:
    """The CRC-16 after `count` more bytes of zero: times x to the power of 8 x `count`."""
    return _times(_times(crc, _power(count & 0x7F)), _power(count & ~0x7F))


@cache
def _power(count: int) -> int:
    """x to the power of 8 x `count`; a few hundred different ones are asked for."""
    result, power = 1, 0x100
    while count:
        if count & 1:
            result = _times(result, power)
        power = _times(power, power)
        count >>= 1
    return result


def _times(a: int, b: int) -> int:
    """Polynomials over two elements, modulo that of CRC-16."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1 ^ 0x18005) if a & 0x8000 else a << 1
        b >>= 1
    return product
