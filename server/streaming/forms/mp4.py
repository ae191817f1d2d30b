"""AAC and FLAC in fragments of MP4: each chunk is a segment, for one long download and for HLS alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.streaming.forms import boxes
from server.streaming.forms.flac import Flac, numbered
from server.streaming.forms.grid import Grid

_AAC_SAMPLES = 1024
AAC_PRIMING = _AAC_SAMPLES
_AAC_CONFIG = bytes([0x11, 0x90])  # AAC-LC, 48 kHz, stereo (ISO 14496-3 §1.6.2)


@dataclass(frozen=True, slots=True)
class AacMp4:
    """AAC-LC of 48 kHz. Packet 0 is the encoder's delay, which the edit list leaves out (ISO 14496-12 §8.6.6)."""

    samples: int
    bitrate_kbps: int

    first_packet = 0
    grid = Grid(ramp=(24, 94), rest=376)  # 0.5 s, 2 s, then 8 s
    needs_digest = False

    @property
    def packet_count(self) -> int:
        return 1 + -(-self.samples // _AAC_SAMPLES)

    @property
    def init(self) -> bytes:
        """What every segment needs before it."""
        entry = boxes.aac_entry(48_000, 2, _AAC_CONFIG, self.bitrate_kbps * 1000)
        return boxes.init_segment(
            entry, rate_hz=48_000, samples=self.samples, priming=_AAC_SAMPLES
        )  # fmt: skip

    @property
    def head(self) -> bytes:
        return self.init + boxes.room_for_index(self.grid.count(self.packet_count))

    def final_head(self, sizes: Sequence[int], digest: bytes) -> bytes:
        return self.init + boxes.index(48_000, sizes, self.durations())

    def durations(self) -> list[int]:
        """Of what is heard of each chunk, in samples."""
        count = self.packet_count
        spans = (self.grid.span(number, count) for number in range(self.grid.count(count)))
        first, *rest = [sum(self._packet_spans(at, packets)) for at, packets in spans]
        return [first - _AAC_SAMPLES, *rest]

    def size_bytes(self, first: int, count: int) -> None:
        return None

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        return boxes.segment(first, first * _AAC_SAMPLES, packets, self._packet_spans(first, len(packets)))

    def _packet_spans(self, first: int, count: int) -> list[int]:
        """The last packet ends with the music."""
        left = _AAC_SAMPLES + self.samples - first * _AAC_SAMPLES
        return [min(_AAC_SAMPLES, left - at * _AAC_SAMPLES) for at in range(count)]


@dataclass(frozen=True, slots=True)
class FlacMp4:
    """FLAC frames as samples of a track: the same sound, bit by bit."""

    flac: Flac

    first_packet = 0
    needs_digest = False

    @property
    def samples(self) -> int:
        return self.flac.samples

    @property
    def grid(self) -> Grid:
        return self.flac.grid

    @property
    def packet_count(self) -> int:
        return self.flac.packet_count

    @property
    def init(self) -> bytes:
        flac = self.flac
        entry = boxes.flac_entry(flac.rate_hz, flac.channels, flac.bits, flac.stream_info())
        return boxes.init_segment(entry, rate_hz=flac.rate_hz, samples=flac.samples, priming=0)

    @property
    def head(self) -> bytes:
        return self.init + boxes.room_for_index(self.grid.count(self.packet_count))

    def final_head(self, sizes: Sequence[int], digest: bytes) -> bytes:
        return self.init + boxes.index(self.flac.rate_hz, sizes, self.durations())

    def durations(self) -> list[int]:
        count = self.packet_count
        spans = (self.grid.span(number, count) for number in range(self.grid.count(count)))
        return [sum(self._packet_spans(first, packets)) for first, packets in spans]

    def size_bytes(self, first: int, count: int) -> None:
        return None

    def pack(self, first: int, packets: Sequence[bytes]) -> bytes:
        frames = [numbered(packet, first + at) for at, packet in enumerate(packets)]
        return boxes.segment(
            first, first * self.flac.packet_samples, frames, self._packet_spans(first, len(frames))
        )

    def _packet_spans(self, first: int, count: int) -> list[int]:
        left = self.samples - first * self.flac.packet_samples
        return [min(self.flac.packet_samples, left - at * self.flac.packet_samples) for at in range(count)]
