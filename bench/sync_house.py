"""The Subsonic API over a made-up library, behind the real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from library import Database
from server.build import MIGRATIONS, build_house
from server.clock import SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, ServerConfig
from server.data_folder import DataFolder
from server.lifecycle import listen


@contextmanager
def open_house(database: Path, place: Path) -> Iterator[tuple[int, str]]:
    """Its port, and an app password of ada's. The library is not scanned: its files are made up."""
    data = DataFolder(place / "data")
    data.path.mkdir(parents=True)
    shutil.copy(database, data.database)
    tables = Database(data.database)
    tables.migrate(*MIGRATIONS)
    tables.close()
    config = Config(
        server=ServerConfig(host="127.0.0.1", port=0),
        library=LibraryConfig(folders=("/music",), scan_on_start=False, watch="off"),
        discovery=DiscoveryConfig(enabled=False),
    )
    listening = listen("127.0.0.1", 0)
    house = build_house(config, data, SystemClock(), listening)
    accounts, tokens = house.services.accounts, house.services.tokens
    secret = tokens.add_app_password(accounts.add("ada", "correct horse", is_admin=True), "bench")[1]
    house.server.start()
    yield listening.getsockname()[1], secret
    house.server.stop()
