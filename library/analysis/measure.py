"""How a track sounds, from one decode: loudness (EBU R 128, by libavfilter), true peak, outline, silent ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from av import AudioFrame, AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.filter import Graph

from library.analysis.blocks import histogram, packed
from library.errors import UnreadableFile
from library.model import Span
from library.tags import FFMPEG_OPTIONS

WAVEFORM_POINTS = 1000
_SILENT = 10 ** (-60 / 20)  # of full scale: below it a room's own noise is louder
_POINTS_A_FRAME = 10  # the filter's frames are 100 ms
_POINT_MS = 10
_TIMEOUT_S = 10.0
_FILTER = "framelog=quiet:metadata=1:peak=true"
_UNFILLED_BLOCKS = 3  # a block is 400 ms, told every 100 ms


@dataclass(frozen=True, slots=True)
class Measured:
    """`blocks`: library.analysis.blocks, packed."""

    blocks: bytes
    range_lu: float
    true_peak: float  # 1.0: full scale
    waveform: bytes  # the highest sample of each of at most 1000 equal parts; 255: full scale
    begins_ms: int  # where the first sound is that is not silence …
    ends_ms: int  # … and the last; both 0: there is none


def measure(path: Path, cut: Span | None = None) -> Measured:
    """Decodes it all, some hundred times as fast as it plays. Raises: UnreadableFile if nothing can be decoded."""
    try:
        with av.open(path, options=FFMPEG_OPTIONS, timeout=_TIMEOUT_S) as container:
            return _measured(container, cut)
    except (FFmpegError, OSError, ValueError, LookupError) as error:
        raise UnreadableFile(path, "Nothing in it can be decoded: it is damaged.") from error


def _measured(container: InputContainer, cut: Span | None) -> Measured:
    stream = container.streams.audio[0]
    meter = _Meter()
    graph: Graph | None = None
    for frame in _frames(container, stream, cut):
        if graph is None:
            graph = _graph(frame)
        graph.push(frame)
        meter.read(graph)
    if graph is None:
        raise ValueError("no sound")
    graph.push(None)
    meter.read(graph)
    return meter.result()


def _graph(frame: AudioFrame) -> Graph:
    """Of the first frame's form: what headers say of it may be wrong."""
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    meter, sink = graph.add("ebur128", _FILTER), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph


def _frames(container: InputContainer, stream: AudioStream, cut: Span | None) -> Iterator[AudioFrame]:
    """Those of the cut, to the frame; what is damaged is left out."""
    rate_hz = stream.codec_context.sample_rate
    if cut is not None and stream.time_base:
        container.seek(int(cut.start_sample / rate_hz / stream.time_base), stream=stream)
    form = None
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        for frame in frames:
            if not isinstance(frame, AudioFrame) or not frame.samples:
                continue
            form = form or (frame.sample_rate, frame.format.name, frame.layout.name)
            if form != (frame.sample_rate, frame.format.name, frame.layout.name):
                continue
            middle = round((frame.time or 0.0) * rate_hz) + frame.samples // 2
            if cut is None or cut.start_sample <= middle < (cut.stop_sample or middle + 1):
                yield frame
            elif cut.stop_sample is not None and middle >= cut.stop_sample:
                return


@dataclass(slots=True)
class _Meter:
    """What the filter says frame by frame."""

    blocks_lufs: list[float] = field(default_factory=list)
    points: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)

    def read(self, graph: Graph) -> None:
        while True:
            try:
                frame = graph.pull()
            except (BlockingIOError, EOFError):
                return
            assert isinstance(frame, AudioFrame)  # noqa: S101 - for mypy: the graph is of audio
            said = frame.metadata
            if "lavfi.r128.M" in said:
                self.blocks_lufs.append(float(said["lavfi.r128.M"]))
                self.last = said
            self.points.append(_outline(frame))

    def result(self) -> Measured:
        points = np.concatenate(self.points)
        sounding = np.flatnonzero(points > _SILENT)
        begins, ends = (int(sounding[0]), int(sounding[-1]) + 1) if sounding.size else (0, 0)
        return Measured(
            blocks=packed(histogram(self.blocks_lufs[_UNFILLED_BLOCKS:])),
            range_lu=float(self.last.get("lavfi.r128.LRA", 0)),
            true_peak=float(self.last.get("lavfi.r128.true_peak", 0)),
            waveform=_waveform(points),
            begins_ms=begins * _POINT_MS,
            ends_ms=ends * _POINT_MS,
        )


def _outline(frame: AudioFrame) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The highest sample of every 10 ms; the last frame may be shorter."""
    samples = np.abs(frame.to_ndarray()).reshape(-1)
    parts = _POINTS_A_FRAME if frame.samples * _POINTS_A_FRAME >= frame.sample_rate else 1
    parts = parts if frame.samples >= parts else 1
    edges = np.arange(parts) * (len(samples) // parts)
    return np.maximum.reduceat(samples, edges).astype(np.float32)


def _waveform(points: np.ndarray[tuple[int], np.dtype[np.float32]]) -> bytes:
    count = min(WAVEFORM_POINTS, len(points))
    edges = np.arange(count) * len(points) // count
    peaks = np.maximum.reduceat(points, edges)
    return bytes(np.clip(np.round(peaks * 255), 0, 255).astype(np.uint8))
