"""A whole house in this process: real server, real streams, speakers with ears."""

from __future__ import annotations

import importlib
import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

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
NO_DEVICES = DevicesConfig()


# What the tests listen with: noise of which four samples tell where they are from. Tests are not type-checked.
recordings: Any = importlib.import_module("tests.e2e.recordings")


@contextmanager
def house(samples: NDArray[np.int16], *, devices: DevicesConfig = NO_DEVICES) -> Iterator[House]:
    """Its one track is made of these: (frames, 2), 48 kHz."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="segue-bench-") as folder:
        data, music = DataFolder(Path(folder) / "data"), Path(folder) / "music"
        recordings.write_flac(music / "Bench" / "01.flac", samples)
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


def add_speaker(built: House, name: str, latency_ms: int) -> Any:
    """Answers the recording of what it sounds."""
    ear, services = recordings.Recording(), built.services
    services.devices.add(
        VirtualSpeaker(
            name,
            report=services.devices.report,
            now_ms=services.clock.now_ms,
            start_latency_ms=latency_ms,
            ear=ear,
        )
    )
    return ear


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
