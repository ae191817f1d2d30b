"""Reading any sample window of any file, exactly: the same samples whatever was read before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from server.streaming.encode.pcm import Pcm, silence, to_channels, to_float, to_float_into
from server.streaming.encode.reading import frames, opened, packets
from server.streaming.errors import Undecodable

# From 0.6 s on FLAC, WAV, ALAC, MP3, Vorbis and Opus are bit-identical to a decode from the beginning, AAC is
# within 1e-5; 0.05 s is not enough for AAC and Opus.
_PREROLL_S = 1

# Their frames stand for themselves; a seek that lands a little late is still before what is wanted.
_FREE_STANDING = frozenset({"flac", "alac"})
_FREE_PREROLL_S = Fraction(1, 4)

_PLANAR = {"s16p": np.int16, "s32p": np.int32, "fltp": np.float32}  # what needs no detour

_STREAMINFO_BYTES = 34
_BLOCK_SAMPLES = (576, 16_384)  # others are rare, and made anew rather than tried

# After a seek their frames come with times that are wrong by more than a frame: everything before is decoded.
_UNSOUGHT = {"asf"}

# The first decoded frame may begin later than the container says: a little by the encoder's delay, which
# is to be left out; more than this only because frames before it cannot be decoded.
_DAMAGED_BEGINNING_S = 0.25


@dataclass(frozen=True, slots=True)
class Blocks:
    """How a FLAC file's frames are: all of the same length, but for the last one."""

    samples: int
    bits: int


@dataclass(frozen=True, slots=True)
class Source:
    """A decodable file, or a part of one, measured. Sample 0 is the first one that is meant to be heard."""

    path: Path
    rate_hz: int
    samples: int
    origin: Fraction  # the time that the container gives to the file's first sample, in seconds
    channels: int
    first: int = 0  # the file's sample that is sample 0 here
    blocks: Blocks | None = None  # of a FLAC file that is all here: its frames can be sent as they are


def part_of(source: Source, start: int, stop: int | None) -> Source:
    """The samples of [start, stop) of `source` as a source of its own; None: to the end."""
    end = source.samples if stop is None else min(stop, source.samples)
    start = min(start, end)
    return replace(source, samples=end - start, first=source.first + start, blocks=None)


def measure(path: Path) -> Source:
    """Finds the true length, whatever the header claims. Reads the whole file only if the header is wrong.

    Raises: Undecodable.
    """
    with opened(path) as (container, stream):
        first = next(frames(container, stream), None)
        if first is None:
            raise Undecodable(path, "it contains no audio that can be decoded")
        rate_hz, origin = first.sample_rate, _origin(stream, first)
        claimed = stream.duration * stream.time_base if stream.duration and stream.time_base else None
        end = None if claimed is None else _end_near(container, stream, origin + claimed)
        if end is None:
            end = _end_near(container, stream, _last_packet_time(path))
        if end is None:
            raise Undecodable(path, "its end cannot be found")
        if claimed is not None and "mp4" in container.format.name:
            end = min(end, origin + claimed)  # the edit list leaves the encoder's padding out
        blocks = _blocks(container, stream) if not origin else None
    samples = round((end - origin) * rate_hz)
    return Source(path, rate_hz, samples, origin, len(first.layout.channels), blocks=blocks)


def read_pcm(source: Source, start: int, stop: int, channels: int = 2) -> Pcm:
    """The samples of [start, stop) in so many channels. Before the beginning, after the end and where frames are
    damaged there is silence.

    Raises: Undecodable when the file cannot be opened.
    """
    window = silence(stop - start, channels)
    if stop <= 0 or start >= source.samples:
        return window
    with opened(source.path) as (container, stream):
        skipped = _seek(container, stream, source, start - round(_preroll_s(stream) * source.rate_hz))
        complete = _fill(window, source, start, frames(container, stream), sought=skipped)
    if not complete:
        with opened(source.path) as (container, stream):
            _fill(window, source, start, frames(container, stream), sought=False)
    window[:, max(0, source.samples - start) :] = 0
    return window


def _fill(window: Pcm, source: Source, start: int, frames: Iterator[av.AudioFrame], *, sought: bool) -> bool:
    """Lays frames where their time says. False: the seek went too far, so the beginning is missing."""
    stop = start + window.shape[1]
    expected: int | None = None
    clock: _FrameClock | None = None
    for frame in frames:
        if frame.sample_rate != source.rate_hz:
            continue
        clock = clock or _FrameClock.of(source, _tick(frame))
        at = expected if frame.pts is None else clock.sample(frame.pts)
        if at is None:
            at = -source.first
        if expected is None and sought and at > max(0, start):
            return False
        if expected is not None and abs(at - expected) <= clock.slack:
            at = expected
        expected = at + frame.samples
        left, right = max(at, start, 0), min(expected, stop)
        if left < right:
            _lay(frame, left - at, right - at, window[:, left - start : right - start])
        if expected >= stop:
            break
    return expected is not None or not sought


def _blocks(container: av.container.InputContainer, stream: av.AudioStream) -> Blocks | None:
    """RFC 9639 §8.2: the shortest and the longest block, and the bits of a sample."""
    info = stream.codec_context.extradata if container.format.name == "flac" else None
    if info is None or len(info) < _STREAMINFO_BYTES:
        return None
    shortest, longest = int.from_bytes(info[:2], "big"), int.from_bytes(info[2:4], "big")
    if shortest != longest or not _BLOCK_SAMPLES[0] <= longest <= _BLOCK_SAMPLES[1]:
        return None
    return Blocks(longest, bits=1 + (int.from_bytes(info[10:18], "big") >> 36 & 31))


def _preroll_s(stream: av.AudioStream) -> Fraction:
    is_free = stream.codec_context.name in _FREE_STANDING
    return _FREE_PREROLL_S if is_free else Fraction(_PREROLL_S)


@dataclass(frozen=True, slots=True)
class _FrameClock:
    """Times of a stream, in ticks, as samples: whole numbers, for fractions cost as much as decoding FLAC does."""

    factor: int
    offset: int
    divisor: int
    first: int
    slack: int  # how far rounding to the container's ticks may move a time, in samples

    @classmethod
    def of(cls, source: Source, tick: Fraction) -> _FrameClock:
        each, offset = tick * source.rate_hz, source.origin * source.rate_hz
        return cls(
            each.numerator * offset.denominator,
            offset.numerator * each.denominator,
            each.denominator * offset.denominator,
            source.first,
            1 + round(each),
        )

    def sample(self, pts: int) -> int:
        """The sample that begins at this time; a half goes to the even one."""
        whole, rest = divmod(pts * self.factor - self.offset, self.divisor)
        is_up = 2 * rest > self.divisor or (2 * rest == self.divisor and whole % 2 == 1)
        return whole + is_up - self.first


def _lay(frame: av.AudioFrame, first: int, last: int, window: Pcm) -> None:
    """The samples of [first, last) of a frame into a window of as many."""
    dtype = _PLANAR.get(frame.format.name)
    if dtype is None or frame.layout.nb_channels != len(window):
        window[:] = _planes(frame, len(window))[:, first:last]
        return
    for row, plane in zip(window, frame.planes, strict=True):
        to_float_into(row, np.frombuffer(memoryview(plane), dtype, frame.samples)[first:last])


def _planes(frame: av.AudioFrame, channels: int) -> Pcm:
    raw = frame.to_ndarray()
    layout = frame.layout
    planes = to_float(raw if frame.format.is_planar else raw.reshape(-1, layout.nb_channels).T)
    if len(planes) == channels:
        return planes
    return to_channels(planes, [channel.name for channel in layout.channels], channels)


def _origin(stream: av.AudioStream, first: av.AudioFrame) -> Fraction:
    """The time of sample 0: what comes before time 0 is not to be heard (Vorbis I, §A.2)."""
    told = max(Fraction(0), (stream.start_time or 0) * _tick(first))
    found = max(Fraction(0), _time(first))
    return told if found - told > _DAMAGED_BEGINNING_S else found


def _seek(
    container: av.container.InputContainer, stream: av.AudioStream, source: Source, sample: int
) -> bool:
    if source.first + sample <= 0 or stream.time_base is None or container.format.name in _UNSOUGHT:
        return False
    ticks = (source.origin + Fraction(source.first + sample, source.rate_hz)) / stream.time_base
    try:
        container.seek(int(ticks), stream=stream)
    except av.FFmpegError:  # some containers cannot: then everything before is decoded, too
        return False
    return True


def _end_near(
    container: av.container.InputContainer, stream: av.AudioStream, about: Fraction | None
) -> Fraction | None:
    """When the last sample ends, looked for from a second before `about` on; None: nothing is there."""
    if about is None or stream.time_base is None:
        return None
    try:
        container.seek(max(0, int((about - 1) / stream.time_base)), stream=stream)
    except av.FFmpegError:
        return None
    end = None
    for frame in frames(container, stream):
        begin = _time(frame) if frame.pts is not None or end is None else end
        end = begin + Fraction(frame.samples, frame.sample_rate)
    return end


def _last_packet_time(path: Path) -> Fraction | None:
    with opened(path) as (container, stream):
        last = None
        for packet in packets(container, stream):
            if packet.pts is not None and packet.time_base is not None:
                last = packet.pts * packet.time_base
    return last


def _time(frame: av.AudioFrame) -> Fraction:
    return (frame.pts or 0) * _tick(frame)


def _tick(frame: av.AudioFrame) -> Fraction:
    return frame.time_base or Fraction(1, frame.sample_rate)
