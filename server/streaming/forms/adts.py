"""AAC as a bare stream, for clients that ask for exactly that; everybody else gets it in MP4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.streaming.forms.grid import Grid

_PACKET_SAMPLES = 1024


@dataclass(frozen=True, slots=True)
class Adts:
    """AAC-LC frames with ADTS headers (ISO 14496-3 §1.A.2). Their sizes vary, so the length is not known.

    ADTS cannot tell a decoder to leave the encoder's first 1024 samples out, so packet 0 is left out instead:
    the music begins at 0, faded in over 21 ms.
    """

    samples: int

    head = b""
    first_packet = 1
    needs_digest = False
    grid = Grid(ramp=(24, 94), rest=376)  # 0.5 s, 2 s, then 8 s, because of the long pre-roll

    @property
    def packet_count(self) -> int:
        return -(-self.samples // _PACKET_SAMPLES)

    def final_head(self, sizes: Sequence[int], digest: bytes) -> bytes:
        return b""

    def size_bytes(self, first: int, count: int) -> None:
        return None

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return b"".join(_header(len(packet)) + packet for packet in packets)


def _header(payload_bytes: int) -> bytes:
    """MPEG-4, AAC-LC, 48 kHz (index 3), stereo, no CRC, fullness of a variable rate."""
    size = payload_bytes + 7
    bits = 0xFFF1 << 40 | 0b01_0011_0_010_0000 << 26 | size << 13 | 0x7FF << 2
    return bits.to_bytes(7, "big")
