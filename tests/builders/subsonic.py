"""The real house behind waitress, for real apps' libraries; its podcasts may come from this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from library import Library
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
    music: Path

    @property
    def library(self) -> Library:
        return self.services.library


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
        house = build_house(
            config, data, SystemClock(), listening, allows=lambda address: address == "127.0.0.1"
        )
        house.services.accounts.add("Ann", "her login password", is_admin=True)
        for _status in house.services.library.scan():
            pass
        house.services.podcasts.start()
        house.server.start()
        yield RealHouse(house.services, listening.getsockname()[1], place / "music")
        house.server.stop()
