"""Ogg pages of a fixed layout for Opus (RFC 3533, RFC 7845): each page's place is known beforehand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from server.streaming.forms.grid import Grid
from server.streaming.profiles import RATE_HZ

PRE_SKIP = 312  # libopus' look-ahead at 48 kHz: this many decoded samples are not to be heard

_PACKET_SAMPLES = 960
_PAGE_PACKETS = 50
_FIRST, _LAST = 2, 4
_CRC_AT = 22
_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class Page:
    serial: int
    number: int
    granule: int  # samples up to the end of this page, the pre-skip included
    is_last: bool = False

    def pack(self, packets: Sequence[bytes]) -> bytes:
        """The page that holds exactly these packets, whole."""
        lacing = b"".join(_lacing(len(packet)) for packet in packets)
        flags = (_FIRST if self.number == 0 else 0) | (_LAST if self.is_last else 0)
        fields = struct.pack("<4sBBqIII", b"OggS", 0, flags, self.granule, self.serial, self.number, 0)
        page = bytearray(fields + bytes([len(lacing)]) + lacing + b"".join(packets))
        struct.pack_into("<I", page, _CRC_AT, crc(page))
        return bytes(page)


def header_pages(serial: int, source_rate_hz: int) -> bytes:
    """OpusHead and OpusTags, each on its own page (RFC 7845 §3)."""
    head = struct.pack("<8sBBHIhB", b"OpusHead", 1, 2, PRE_SKIP, source_rate_hz, 0, 0)
    vendor = b"Segue"
    tags = b"OpusTags" + struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", 0)
    return Page(serial, 0, 0).pack([head]) + Page(serial, 1, 0).pack([tags])


def page_size(packet_count: int, packet_bytes: int) -> int:
    """The size of a page of equal packets."""
    return 27 + packet_count * (packet_bytes // 255 + 1 + packet_bytes)


def crc(page: bytes | bytearray) -> int:
    """RFC 3533 §6: polynomial 0x04c11db7 from 0, most significant bit first.

    zlib's is the same with all bits mirrored, so mirrored bytes go in and a mirrored sum comes out: C speed.
    """
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRRORED), "big")


def _lacing(size: int) -> bytes:
    return b"\xff" * (size // 255) + bytes([size % 255])


@dataclass(frozen=True, slots=True)
class OggOpus:
    """Hard-CBR Opus, a page a second; a shorter page first."""

    bitrate_kbps: int
    samples: int
    serial: int
    source_rate_hz: int

    first_packet = 0
    # 1 s: 10 ms of work, 2 s, then 4 s: 40 ms, 8 % of it pre-roll. With half a second first, what a player needs to
    # begin (a second) took twice the work: a pre-roll, another opening of the file.
    grid = Grid(ramp=(50, 100), rest=200)

    @property
    def head(self) -> bytes:
        return header_pages(self.serial, self.source_rate_hz)

    @property
    def packet_count(self) -> int:
        return -(-(self.samples + PRE_SKIP) // _PACKET_SAMPLES)

    def size_bytes(self, first: int, count: int) -> int:
        packet_bytes = self.bitrate_kbps * _PACKET_SAMPLES // 8 * 1000 // RATE_HZ
        pages, rest = divmod(count, _PAGE_PACKETS)  # every chunk begins a page
        last = page_size(rest, packet_bytes) if rest else 0
        return pages * page_size(_PAGE_PACKETS, packet_bytes) + last

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        steps = range(0, len(packets), _PAGE_PACKETS)
        return b"".join(self._page(first + at, packets[at : at + _PAGE_PACKETS]) for at in steps)

    def _page(self, first: int, packets: Sequence[bytes]) -> bytes:
        end = first + len(packets)
        granule = min(end * _PACKET_SAMPLES, self.samples + PRE_SKIP)
        number = 2 - (-first // _PAGE_PACKETS)
        return Page(self.serial, number, granule, is_last=end == self.packet_count).pack(packets)
