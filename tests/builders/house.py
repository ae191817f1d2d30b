"""A house in this process: all that `serve` builds, on the loopback, on a clock of the test's choice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from server.build import House, build_house
from server.clock import Clock, SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, LoudnessConfig, ServerConfig
from server.data_folder import DataFolder
from server.http import Services
from server.lifecycle import listen


@dataclass(frozen=True)
class OpenHouse:
    house: House
    port: int

    @property
    def services(self) -> Services:
        return self.house.services

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def open_house(
    data_folder: Path,
    music: Path,
    *,
    port: int = 0,
    clock: Clock | None = None,
    is_scanned: bool = False,
    **sections: object,
) -> Iterator[OpenHouse]:
    """Its server runs, its music is scanned (unless it is already) and stays unwatched, nothing of it is announced.

    `sections` replace those of the settings.
    """
    settings = {
        "server": ServerConfig(host="127.0.0.1", port=0),
        "library": LibraryConfig(folders=(str(music),), watch="off"),
        "discovery": DiscoveryConfig(enabled=False),
        "loudness": LoudnessConfig(analyse=False),
    }
    config, data = replace(Config(), **settings | sections), DataFolder(data_folder)
    data.open()
    with pytest.MonkeyPatch.context() as environment, data.locked(), listen("127.0.0.1", port) as listening:
        environment.delenv("SEGUE_ADMIN_PASSWORD", raising=False)
        house = build_house(config, data, clock or SystemClock(), listening)
        house.server.start()
        try:
            for _status in () if is_scanned else house.services.library.scan():
                pass
            yield OpenHouse(house, listening.getsockname()[1])
        finally:
            house.server.stop()
