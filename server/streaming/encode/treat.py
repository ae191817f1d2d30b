"""Treats samples: gain, equalizer, mono, balance, crossfeed. What comes before a stretch decides how its filters
begin, so `lead` samples of it are treated, too, and dropped."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.filter import Graph

from server.preferences import BANDS_HZ
from server.streaming.encode.fault import translated
from server.streaming.encode.pcm import Pcm
from server.streaming.treatment import Treatment

_OCTAVE_WIDE = 1.0
_CROSSFEED = "strength=0.3:range=0.5"


def lead_samples(treatment: Treatment, rate_hz: int) -> int:
    """So many come before what is wanted: half a second, after which the slowest band has forgotten (−100 dB) that it
    began; none for what has no memory."""
    its = treatment.adjustment
    return rate_hz // 2 if any(its.equalizer_db) or its.has_crossfeed else 0


def treated(pcm: Pcm, rate_hz: int, treatment: Treatment, *, lead: int, path: Path) -> Pcm:
    """`pcm` without its first `lead` samples; it came from `path`. Raises: Undecodable."""
    its = treatment.adjustment
    steps = [
        _band(hz, db) for hz, db in zip(BANDS_HZ, its.equalizer_db, strict=True) if db and hz < rate_hz // 2
    ]
    if its.has_crossfeed and len(pcm) == 2:
        steps.append(("crossfeed", _CROSSFEED))
    if steps:
        with translated(path, "filter"):
            pcm = _filtered(pcm, rate_hz, steps)
    pcm = pcm[:, lead:] * np.float32(10 ** (treatment.gain_db / 20))
    if its.is_mono:
        pcm = np.repeat(pcm.mean(axis=0, keepdims=True), len(pcm), axis=0)
    if its.balance and len(pcm) == 2:
        sides = np.array([[min(1.0, 1 - its.balance)], [min(1.0, 1 + its.balance)]], np.float32)
        pcm = pcm * sides
    return np.asarray(pcm, np.float32)


def _band(hz: int, db: float) -> tuple[str, str]:
    return "equalizer", f"f={hz}:t=o:w={_OCTAVE_WIDE}:g={db}"


def _filtered(pcm: Pcm, rate_hz: int, steps: list[tuple[str, str]]) -> Pcm:
    layout = {1: "mono", 2: "stereo"}.get(len(pcm), f"{len(pcm)}c")
    graph = Graph()
    last = graph.add_abuffer(
        sample_rate=rate_hz, format="fltp", layout=layout, time_base=Fraction(1, rate_hz)
    )
    for name, options in steps:
        step = graph.add(name, options)
        last.link_to(step)
        last = step
    form = graph.add("aformat", "sample_fmts=fltp")  # a filter may work in doubles
    sink = graph.add("abuffersink")
    last.link_to(form)
    form.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate_hz, 0, Fraction(1, rate_hz)
    graph.push(frame)
    graph.push(None)
    return np.concatenate([np.asarray(out.to_ndarray(), np.float32) for out in _pulled(graph)], axis=1)


def _pulled(graph: Graph) -> list[av.AudioFrame]:
    frames: list[av.AudioFrame] = []
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):
            return frames
        assert isinstance(frame, av.AudioFrame)  # noqa: S101 - for mypy: the graph is of audio
        frames.append(frame)
