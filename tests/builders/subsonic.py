"""The real house behind waitress, for real apps' libraries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.build import build_house
from server.clock import SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, LoudnessConfig, ServerConfig
from server.data_folder import DataFolder
from server.http import Services
from server.lifecycle import listen


@dataclass(frozen=True)
class RealHouse:
    services: Services
    port: int


@contextmanager
def real_house(place: Path) -> Iterator[RealHouse]:
    """Of the music in `place / "music"`, scanned; its one user is Ann, an administrator."""
    config = Config(
        server=ServerConfig(host="127.0.0.1"),
        library=LibraryConfig(folders=(str(place / "music"),), watch="off"),
        loudness=LoudnessConfig(analyse=False),
        discovery=DiscoveryConfig(enabled=False),
    )
    data = DataFolder(place / "data")
    data.open()
    with data.locked(), listen("127.0.0.1", 0) as listening:
        built = build_house(config, data, SystemClock(), listening)
        built.services.accounts.add("Ann", "her login password", is_admin=True)
        for _status in built.services.library.scan():
            pass
        built.server.start()
        yield RealHouse(built.services, listening.getsockname()[1])
        built.server.stop()
