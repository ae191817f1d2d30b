"""Samples through libavfilter."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from av.filter import Graph

from server.streaming.encode.fault import translated
from server.streaming.encode.pcm import Pcm

Step: TypeAlias = tuple[str, str]  # a filter's name and options


def filtered(pcm: Pcm, rate_hz: int, steps: Sequence[Step], path: Path) -> Pcm:
    """All that comes out when all of `pcm` has gone in; it came from `path`. Raises: Undecodable."""
    with translated(path, "filter"):
        return _run(pcm, rate_hz, steps)


def _run(pcm: Pcm, rate_hz: int, steps: Sequence[Step]) -> Pcm:
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
