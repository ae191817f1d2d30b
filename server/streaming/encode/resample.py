"""The samples of a track at another rate, in phase: whatever window is read, a sample has one value."""

from __future__ import annotations

from math import ceil, gcd

import av
import numpy as np

from server.streaming.encode.fault import translated
from server.streaming.encode.pcm import LAYOUTS, Pcm, silence
from server.streaming.encode.source import Source, read_pcm

# swresample's filter has 32 taps (more when it reduces); its first and last ones see a mirrored edge. Four
# times that is read on both sides and dropped.
_MARGIN_TAPS = 128

# At a time: as much as the processor's cache holds. Four seconds in one frame took four times as long.
_FED_SAMPLES = 16_384


def samples_at_rate(source: Source, rate_hz: int) -> int:
    """How many samples the whole track has at `rate_hz`."""
    return -(-source.samples * rate_hz // source.rate_hz)


def read_at_rate(source: Source, rate_hz: int, start: int, stop: int, channels: int = 2) -> Pcm:
    """The samples of [start, stop), counted at `rate_hz`. Raises: Undecodable."""
    if source.rate_hz == rate_hz:
        return read_pcm(source, start, stop, channels)
    # Only from a multiple of `step_in` on does the resampler have the same phase as from the beginning
    # (147 → 160 for 44.1 → 48 kHz); elsewhere it is off by a fraction of a sample.
    common = gcd(source.rate_hz, rate_hz)
    step_in, step_out = source.rate_hz // common, rate_hz // common
    margin = ceil(_MARGIN_TAPS * max(1, source.rate_hz / rate_hz) / step_in)
    first = max(0, start // step_out - margin)
    last = -(-stop // step_out) + margin
    if first * step_in >= source.samples:
        return silence(stop - start, channels)
    pcm = read_pcm(source, first * step_in, last * step_in, channels)
    with translated(source.path, "resample"):
        resampled = _resample(pcm, source.rate_hz, rate_hz)
    begin = start - first * step_out
    return resampled[:, begin : begin + stop - start]


def _resample(pcm: Pcm, from_hz: int, to_hz: int) -> Pcm:
    layout = LAYOUTS[len(pcm)]
    form = "fltp" if len(pcm) < 8 else "flt"  # as planes PyAV takes 7 channels at most
    resampler = av.AudioResampler(format=form, layout=layout, rate=to_hz)
    resampled: list[av.AudioFrame] = []
    for start in range(0, pcm.shape[1], _FED_SAMPLES):
        frame = _frame(pcm[:, start : start + _FED_SAMPLES], form, layout)
        frame.sample_rate = from_hz
        resampled += resampler.resample(frame)
    resampled += resampler.resample(None)
    whole = np.concatenate([each.to_ndarray() for each in resampled], axis=1)
    return whole if form == "fltp" else np.ascontiguousarray(whole.reshape(-1, len(pcm)).T)


def _frame(pcm: Pcm, form: str, layout: str) -> av.AudioFrame:
    samples = pcm if form == "fltp" else pcm.T.reshape(1, -1)
    return av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format=form, layout=layout)
