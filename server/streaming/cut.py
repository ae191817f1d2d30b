"""What is heard: a source from one sample on, encoded in one way, packet by packet."""

from __future__ import annotations

from dataclasses import dataclass

from server.streaming.encode import ENCODERS, Source, encode_packets, read_at_rate, samples_at_rate
from server.streaming.profiles import RATE_HZ, Profile


@dataclass(frozen=True, slots=True)
class Cut:
    source: Source
    profile: Profile
    origin: int  # the sample, counted at 48 kHz, that the stream begins with

    @property
    def samples(self) -> int:
        return max(0, samples_at_rate(self.source, RATE_HZ) - self.origin)

    def packets(self, first: int, count: int) -> list[bytes]:
        """Packets by number, always the same: a fresh encoder runs from a little before to a little after.

        At packet 0 it starts cold, as the decoder will. Raises: Undecodable.
        """
        encoder = ENCODERS[self.profile.codec]
        skip = min(first, encoder.preroll_packets)
        run = skip + count + encoder.tail_packets
        start = self.origin + (first - skip) * encoder.packet_samples
        pcm = read_at_rate(self.source, RATE_HZ, start, start + run * encoder.packet_samples)
        return encode_packets(self.profile, pcm, skip=skip, count=count, path=self.source.path)
