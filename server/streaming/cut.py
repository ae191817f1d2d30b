"""What is heard: a source from one sample on, encoded in one way, packet by packet."""

from __future__ import annotations

from dataclasses import dataclass

from server.streaming.encode import (
    ENCODERS,
    Source,
    encode_packets,
    read_at_rate,
    samples_at_rate,
    to_bytes,
)
from server.streaming.forms import PCM_PACKET_SAMPLES
from server.streaming.profiles import Codec, Profile, Wrapping


@dataclass(frozen=True, slots=True)
class Cut:
    source: Source
    profile: Profile
    origin: int  # the sample, counted at the profile's rate, that the stream begins with

    @property
    def samples(self) -> int:
        return max(0, samples_at_rate(self.source, self.profile.rate_hz) - self.origin)

    def packets(self, first: int, count: int) -> list[bytes]:
        """Packets by number, always the same: a fresh encoder runs from a little before to a little after.

        At packet 0 it starts cold, as the decoder will. Raises: Undecodable.
        """
        if self.profile.codec is Codec.PCM:
            return self._samples(first, count)
        encoder = ENCODERS[self.profile.codec]
        skip = min(first, encoder.preroll_packets)
        run = skip + count + encoder.tail_packets
        start = self.origin + (first - skip) * encoder.packet_samples
        pcm = read_at_rate(
            self.source,
            self.profile.rate_hz,
            start,
            start + run * encoder.packet_samples,
            self.profile.channels,
        )
        return encode_packets(self.profile, pcm, skip=skip, count=count, path=self.source.path)

    def _samples(self, first: int, count: int) -> list[bytes]:
        profile = self.profile
        start = self.origin + first * PCM_PACKET_SAMPLES
        stop = min(start + count * PCM_PACKET_SAMPLES, self.origin + self.samples)
        pcm = read_at_rate(self.source, profile.rate_hz, start, stop, profile.channels)
        return [to_bytes(pcm, profile.bits or 16, big_endian=profile.wrapping is Wrapping.L16)]
