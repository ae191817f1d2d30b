"""How encoded packets become a stream's bytes, chunk by chunk: arithmetic over the absolute packet grid."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from server.streaming import mp3, ogg
from server.streaming.profiles import RATE_HZ, Codec, Profile

GRID_VERSION = 1  # raise it whenever any byte of any stream would be another one


class Form(Protocol):
    """A stream of `packet_count` packets in chunks of `chunk_packets`, the last chunk being shorter."""

    @property
    def head(self) -> bytes: ...
    @property
    def packet_count(self) -> int: ...
    @property
    def first_packet(self) -> int: ...  # of the encoder's, the first that belongs into the stream
    @property
    def chunk_packets(self) -> int: ...
    def chunk_size(self, packets: int) -> int | None:
        """The bytes of a chunk of so many packets; None: not known before they are encoded."""
        ...

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        """The bytes of the packets from number `first` on, which is the first of a chunk."""
        ...


def form_of(profile: Profile, samples: int, *, source_rate_hz: int, name: str) -> Form:
    """`samples` at 48 kHz; `name` seeds what must differ between streams."""
    match profile.codec:
        case Codec.OPUS:
            return OggOpus(profile.bitrate_kbps, samples, zlib.crc32(name.encode()), source_rate_hz)
        case Codec.MP3:
            return Mp3(profile.bitrate_kbps, samples)
        case Codec.AAC:
            return Adts(samples)
        case unknown:
            assert_never(unknown)


@dataclass(frozen=True, slots=True)
class OggOpus:
    """Hard-CBR Opus, a page a second."""

    bitrate_kbps: int
    samples: int
    serial: int
    source_rate_hz: int

    first_packet = 0
    chunk_packets = 200  # 4 s: about 30 ms of work, and 8 % of it pre-roll
    _PACKET_SAMPLES = 960
    _PAGE_PACKETS = 50

    @property
    def head(self) -> bytes:
        return ogg.header_pages(self.serial, self.source_rate_hz)

    @property
    def packet_count(self) -> int:
        return -(-(self.samples + ogg.PRE_SKIP) // self._PACKET_SAMPLES)

    def chunk_size(self, packets: int) -> int:
        packet_bytes = self.bitrate_kbps * self._PACKET_SAMPLES // 8 * 1000 // RATE_HZ
        pages, rest = divmod(packets, self._PAGE_PACKETS)
        last = ogg.page_size(rest, packet_bytes) if rest else 0
        return pages * ogg.page_size(self._PAGE_PACKETS, packet_bytes) + last

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        steps = range(0, len(packets), self._PAGE_PACKETS)
        return b"".join(self._page(first + at, packets[at : at + self._PAGE_PACKETS]) for at in steps)

    def _page(self, first: int, packets: Sequence[bytes]) -> bytes:
        end = first + len(packets)
        granule = min(end * self._PACKET_SAMPLES, self.samples + ogg.PRE_SKIP)
        number = 2 + first // self._PAGE_PACKETS
        return ogg.Page(self.serial, number, granule, is_last=end == self.packet_count).pack(packets)


@dataclass(frozen=True, slots=True)
class Mp3:
    """CBR MP3 without a bit reservoir, so that every frame stands for itself; an Info frame in front."""

    bitrate_kbps: int
    samples: int

    first_packet = 0
    chunk_packets = 125  # 3 s
    _DECODER_DELAY = 529

    @property
    def head(self) -> bytes:
        return mp3.info_frame(self.bitrate_kbps, self.packet_count, self.samples)

    @property
    def packet_count(self) -> int:
        return -(-(self.samples + mp3.LAME_DELAY + self._DECODER_DELAY) // mp3.FRAME_SAMPLES)

    def chunk_size(self, packets: int) -> int:
        return packets * mp3.frame_bytes(self.bitrate_kbps)

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(packets)


@dataclass(frozen=True, slots=True)
class Adts:
    """AAC-LC frames with ADTS headers (ISO 14496-3 §1.A.2). Their sizes vary, so the length is not known.

    ADTS cannot tell a decoder to leave the encoder's first 1024 samples out, so packet 0 is left out instead:
    the music begins at 0, faded in over 21 ms.
    """

    samples: int

    head = b""
    first_packet = 1
    chunk_packets = 376  # 8 s, because of the long pre-roll
    _PACKET_SAMPLES = 1024

    @property
    def packet_count(self) -> int:
        return -(-self.samples // self._PACKET_SAMPLES)

    def chunk_size(self, packets: int) -> None:
        return None

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(_adts_header(len(packet)) + packet for packet in packets)


def _adts_header(payload_bytes: int) -> bytes:
    """MPEG-4, AAC-LC, 48 kHz (index 3), stereo, no CRC, fullness of a variable rate."""
    size = payload_bytes + 7
    bits = 0xFFF1 << 40 | 0b01_0011_0_010_0000 << 26 | size << 13 | 0x7FF << 2
    return bits.to_bytes(7, "big")
