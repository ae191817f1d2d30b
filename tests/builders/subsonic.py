"""The real house, as far as the Subsonic API asks of it, behind waitress: for real apps' libraries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from flask import Flask

from library import Database, Library
from library import migrations as library_migrations
from server.chat import Chat
from server.chat import migrations as chat_migrations
from server.clock import SystemClock
from server.config import PodcastsConfig, ServerConfig
from server.http.subsonic import blueprint
from server.lifecycle import Server, listen
from server.podcasts import Podcasts
from server.podcasts import migrations as podcasts_migrations
from server.shares import Shares
from server.shares import migrations as shares_migrations
from server.stations import Stations
from server.stations import migrations as stations_migrations
from server.streaming import StreamingConfig, Streams
from server.users import Accounts, Tokens
from server.users import migrations as users_migrations

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class RealHouse:
    library: Library
    accounts: Accounts
    tokens: Tokens
    streams: Streams
    shares: Shares
    stations: Stations
    podcasts: Podcasts
    chat: Chat
    clock: SystemClock
    version: str
    music: Path

    def remove_user(self, name: str) -> None:
        self.accounts.remove(name)


@contextmanager
def real_house(place: Path) -> Iterator[RealHouse]:
    """Of the music in `place / "music"`, scanned; its one user is Ann, an administrator."""
    database = Database(place / "segue.db")
    database.migrate(
        library_migrations,
        users_migrations,
        shares_migrations,
        stations_migrations,
        podcasts_migrations,
        chat_migrations,
    )
    clock = SystemClock()
    library = Library(database, roots=[place / "music"], thumbnails=place / "thumbnails")
    for _status in library.scan():
        pass
    streams = Streams(
        config=StreamingConfig(),
        key=b"k" * 32,
        cache_dir=place / "cache",
        media_file=library.get_media_file,
        clock=clock,
    )
    podcasts = Podcasts(
        database,
        library,
        clock,
        folder=place / "podcasts",
        config=PodcastsConfig(),
        version="0.1.0",
        allows=lambda address: address == "127.0.0.1",
    )
    accounts = Accounts(database, clock, hasher=QUICK)
    accounts.add("Ann", "her login password", is_admin=True)
    podcasts.start()
    yield RealHouse(
        library,
        accounts,
        Tokens(database, clock),
        streams,
        Shares(database, library, clock),
        Stations(database, library),
        podcasts,
        Chat(database, clock),
        clock,
        "0.1.0",
        place / "music",
    )
    podcasts.close()
    streams.close()
    library.close()
    database.close()


@contextmanager
def served(house: RealHouse) -> Iterator[int]:
    """Its port on the loopback."""
    app = Flask("real")
    app.register_blueprint(blueprint(house))
    listening = listen("127.0.0.1", 0)
    server = Server(app, listening, ServerConfig())
    server.start()
    yield listening.getsockname()[1]
    server.stop()
