"""Decodes one stream ahead of what sounds, in a thread of its own; the door to PyAV for emulated rooms."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from itertools import chain

import av
import numpy as np
from av.error import FFmpegError

from tests.emulators.sonos.stream import Stream

RATE_HZ = 48_000
AHEAD_MS = 20_000  # held ahead of what sounds; nobody says how much theirs hold
_PREROLL_MS = 200


class Decoder:
    """Blocks of (frames, 2) float samples at RATE_HZ, from `start_ms` of the stream on."""

    def __init__(
        self,
        stream: Stream,
        start_ms: int,
        *,
        most_bits: int,
        may_begin: Callable[[], bool],
    ) -> None:
        """`may_begin` is asked until it says yes."""
        self.stream = stream
        self.error = ""
        self.is_done = False  # all is decoded that there is
        self.begins_ms = start_ms
        self.decoded_ms = float(start_ms)
        self._most_bits = most_bits
        self._may_begin = may_begin
        self._blocks: deque[np.ndarray] = deque()
        self._taken_ms = float(start_ms)
        self._space = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="sonos-decoder", daemon=True)
        self._thread.start()

    def take(self, until_ms: float) -> np.ndarray | None:
        """Samples up to this position in the stream, as far as there are."""
        with self._space:
            wanted = round((until_ms - self._taken_ms) * RATE_HZ / 1000)
            parts: list[np.ndarray] = []
            while wanted > 0 and self._blocks:
                block = self._blocks.popleft()
                if len(block) > wanted:
                    self._blocks.appendleft(block[wanted:])
                    block = block[:wanted]
                parts.append(block)
                wanted -= len(block)
                self._taken_ms += len(block) * 1000 / RATE_HZ
            self._space.notify()
        return np.concatenate(parts) if parts else None

    def ahead_ms(self) -> float:
        return self.decoded_ms - self._taken_ms

    def close(self) -> None:
        with self._space:
            self._closing = True
            self._space.notify()
        self.stream.close()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        waiting = threading.Event()
        while not self._may_begin() and not self._closing:
            waiting.wait(0.005)
        try:
            if not self._closing:
                self._decode()
        except (FFmpegError, OSError, ValueError) as error:
            if not self._closing:
                self.error = str(error) or type(error).__name__
        finally:
            self.stream.drop()  # what was fetched to its end, or is of no use
            self.is_done = not self.error

    def _decode(self) -> None:
        with av.open(self.stream.as_file()) as container:
            track = container.streams.audio[0]
            bits = (
                32 if "32" in track.codec_context.format.name and track.codec_context.name == "flac" else 16
            )
            if min(bits, 24) > self._most_bits or track.codec_context.sample_rate > 48_000:
                raise ValueError("it cannot play so many bits or so high a rate")
            if self.begins_ms > 0:
                container.seek(max(0, self.begins_ms - _PREROLL_MS) * 1000, backward=True)
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE_HZ)
            at_ms: float | None = None
            for frame in chain(container.decode(track), (None,)):
                if frame is not None and at_ms is None:
                    at_ms = (
                        float((frame.pts or 0) - max(0, track.start_time or 0))
                        * float(track.time_base)
                        * 1000
                    )
                for part in filter(None, resampler.resample(frame)):
                    samples = np.asarray(part.to_ndarray(), dtype=np.float32).reshape(-1, 2)
                    skip = max(0, round((self.begins_ms - (at_ms or 0)) * RATE_HZ / 1000))
                    at_ms = (at_ms or 0) + len(samples) * 1000 / RATE_HZ
                    if not self._keep(samples[skip:]):
                        return

    def _keep(self, samples: np.ndarray) -> bool:
        with self._space:
            while self.ahead_ms() > AHEAD_MS and not self._closing:
                self._space.wait(timeout=0.5)
            if len(samples):
                self._blocks.append(samples)
                self.decoded_ms += len(samples) * 1000 / RATE_HZ
            return not self._closing
