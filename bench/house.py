"""A whole house in this process: real server, real streams, speakers with ears."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
from numpy.typing import NDArray

from devices import DeviceId
from devices.virtual import VirtualSpeaker
from library import TrackId
from server.build import House, build_house
from server.clock import SystemClock
from server.config import Config, DevicesConfig, DiscoveryConfig, LibraryConfig, LoudnessConfig, ServerConfig
from server.data_folder import DataFolder
from server.lifecycle import listen

T = TypeVar("T")
RATE_HZ = 48_000
NO_DEVICES = DevicesConfig()


@dataclass
class Heard:
    """What came out of one speaker: (server time in ms, duration in ms, position in ms of the track)."""

    name: str
    pieces: list[tuple[float, float, float]] = field(default_factory=list)

    def hear(self, at_ms: int, samples: NDArray[np.float32]) -> None:
        """The track is a ramp: each sample's value tells its position."""
        position_ms = float(samples[0, 0]) + float(samples[0, 1])
        self.pieces.append((at_ms, len(samples) * 1000 / RATE_HZ, position_ms))


@contextmanager
def house(*, devices: DevicesConfig = NO_DEVICES, minutes: int = 20) -> Iterator[House]:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as folder:
        data, music = DataFolder(Path(folder) / "data"), Path(folder) / "music"
        write_marked_track(music / "Bench" / "01.wav", minutes=minutes)
        config = Config(
            server=ServerConfig(host="127.0.0.1", port=0),
            library=LibraryConfig(folders=(str(music),)),
            discovery=DiscoveryConfig(enabled=False),
            devices=devices,
            loudness=LoudnessConfig(analyse=False),  # the processor is for what is measured
        )
        data.open()
        with data.locked(), listen("127.0.0.1", 0) as listening:
            built = build_house(config, data, SystemClock(), listening)
            built.server.start()
            built.start()
            try:
                until(lambda: built.services.library.counts().tracks)
                yield built
            finally:
                built.server.stop()


def write_marked_track(path: Path, *, minutes: int) -> None:
    """A float WAV in which left (whole) + right (fraction) is the position in ms."""
    path.parent.mkdir(parents=True)
    with av.open(str(path), "w", format="wav") as output:
        stream = output.add_stream("pcm_f32le", rate=RATE_HZ, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        for second in range(minutes * 60):
            position = second * 1000 + np.arange(RATE_HZ) * 1000 / RATE_HZ
            coarse = np.floor(position)
            samples = np.stack([coarse, position - coarse], axis=1).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="stereo")
            frame.sample_rate = RATE_HZ
            frame.pts = second * RATE_HZ
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def add_speaker(built: House, name: str, latency_ms: int) -> Heard:
    heard, services = Heard(name), built.services
    services.devices.add(
        VirtualSpeaker(
            name,
            report=services.devices.report,
            now_ms=services.clock.now_ms,
            start_latency_ms=latency_ms,
            ear=heard.hear,
        )
    )
    return heard


def device_of(name: str) -> DeviceId:
    return DeviceId(f"virtual-{name}")


def first_track(built: House) -> TrackId:
    return built.services.library.random_tracks(1)[0].id


def until(condition: Callable[[], T], *, within_s: float = 30) -> T:
    deadline = time.monotonic() + within_s
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError("the house did not get there")
        time.sleep(0.005)
    return result
