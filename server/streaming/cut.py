"""What is heard: a source from one sample on, encoded in one way, packet by packet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from server.streaming.encode import (
    ENCODERS,
    Blocks,
    Pcm,
    Source,
    copy_frames,
    encode_packets,
    lead_samples,
    read_at_rate,
    samples_at_rate,
    stretched,
    stretched_samples,
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
    origin: int  # the track's sample, counted at the profile's rate, that the stream begins with

    @property
    def samples(self) -> int:
        """Of the stream."""
        left = max(0, samples_at_rate(self.source, self.profile.rate_hz) - self.origin)
        return stretched_samples(left, self.treatment.rate)

    @property
    def packet_samples(self) -> int:
        codec = self.profile.codec
        if self.copied is not None:
            return self.copied.samples
        return PCM_PACKET_SAMPLES if codec is Codec.PCM else ENCODERS[codec].packet_samples

    @property
    def copied(self) -> Blocks | None:
        """The blocks of the source's own frames, where they are just what is to be sent."""
        blocks, profile = self.source.blocks, self.profile
        if blocks is None or self.origin or not self.treatment.is_none:
            return None
        is_same = (blocks.bits, self.source.rate_hz, self.source.channels) == (
            profile.bits, profile.rate_hz, profile.channels,
        )  # fmt: skip
        return blocks if is_same and profile.wrapping is Wrapping.FLAC_MP4 else None

    def packets(
        self, first: int, count: int, heard: Callable[[Pcm], None] = lambda _pcm: None
    ) -> list[bytes]:
        """Packets by number, always the same: a fresh encoder runs from a little before to a little after.

        At packet 0 it starts cold, as the decoder will. `heard` is told the samples of a lossless codec.
        Raises: Undecodable.
        """
        profile = self.profile
        blocks = self.copied
        if blocks is not None:
            own = copy_frames(self.source, blocks, first, count)
            if own is not None:
                return own
        if profile.bits is not None:
            pcm = self.exact(first, count)
            heard(pcm)
            if profile.codec is Codec.PCM:
                return [self.bytes_of(pcm, big_endian=profile.wrapping is Wrapping.L16)]
            each = None if blocks is None else blocks.samples
            return encode_packets(
                profile, pcm, skip=0, count=count, path=self.source.path, block_samples=each
            )
        encoder = ENCODERS[profile.codec]
        skip = min(first, encoder.preroll_packets)
        pcm = self._read(first - skip, skip + count + encoder.tail_packets)
        return encode_packets(profile, pcm, skip=skip, count=count, path=self.source.path)

    def exact(self, first: int, count: int) -> Pcm:
        """The samples of these packets, as far as there are any."""
        left = self.samples - first * self.packet_samples
        return self._read(first, count, most=max(0, left))

    def bytes_of(self, pcm: Pcm, *, big_endian: bool = False) -> bytes:
        return to_bytes(pcm, self.profile.bits or 16, big_endian=big_endian)

    def _read(self, first: int, count: int, most: int | None = None) -> Pcm:
        start = first * self.packet_samples
        wanted = count * self.packet_samples
        stop = start + (wanted if most is None else min(wanted, most))
        return self._treated(start, stop)

    def _treated(self, start: int, stop: int) -> Pcm:
        """Of the stream. What treats looks back, also before its beginning."""
        if self.treatment.is_none:
            return self._track(self.origin + start, self.origin + stop)
        rate_hz = self.profile.rate_hz
        lead = lead_samples(self.treatment, rate_hz)
        if self.treatment.rate == 1:
            lead = min(self.origin + start, lead)
            pcm = self._track(self.origin + start - lead, self.origin + stop)
        else:
            lead = min(start, lead)
            pcm = stretched(
                lambda begin, end: self._track(self.origin + begin, self.origin + end),
                rate_hz,
                self.treatment.rate,
                start - lead,
                stop,
                self.source.path,
            )
        return treated(pcm, rate_hz, self.treatment, lead=lead, path=self.source.path)

    def _track(self, start: int, stop: int) -> Pcm:
        return read_at_rate(self.source, self.profile.rate_hz, start, stop, self.profile.channels)
