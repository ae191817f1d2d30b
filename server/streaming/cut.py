"""What is heard: a source from one sample on, encoded in one way, packet by packet."""

from __future__ import annotations

from dataclasses import dataclass

from server.streaming.encode import (
    ENCODERS,
    Pcm,
    Source,
    encode_packets,
    lead_samples,
    read_at_rate,
    samples_at_rate,
    to_bytes,
    treated,
)
from server.streaming.forms import PCM_PACKET_SAMPLES
from server.streaming.profiles import Codec, Profile, Wrapping
from server.streaming.treatment import Treatment


@dataclass(frozen=True, slots=True)
class Cut:
    source: Source
    profile: Profile
    treatment: Treatment
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
        pcm = self._read(start, start + run * encoder.packet_samples)
        return encode_packets(self.profile, pcm, skip=skip, count=count, path=self.source.path)

    def _read(self, start: int, stop: int) -> Pcm:
        rate_hz, channels = self.profile.rate_hz, self.profile.channels
        if self.treatment.is_none:
            return read_at_rate(self.source, rate_hz, start, stop, channels)
        lead = min(start, lead_samples(self.treatment, rate_hz))
        pcm = read_at_rate(self.source, rate_hz, start - lead, stop, channels)
        return treated(pcm, rate_hz, self.treatment, lead=lead, path=self.source.path)

    def _samples(self, first: int, count: int) -> list[bytes]:
        profile = self.profile
        start = self.origin + first * PCM_PACKET_SAMPLES
        stop = min(start + count * PCM_PACKET_SAMPLES, self.origin + self.samples)
        pcm = self._read(start, stop)
        return [to_bytes(pcm, profile.bits or 16, big_endian=profile.wrapping is Wrapping.L16)]
