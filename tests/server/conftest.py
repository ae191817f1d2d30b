"""The house for tests: a fake library and a clock that stands still, everything else real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from library import Bringer, Database, DiskCache, Playlists, gather
from library import migrations as library_migrations
from server.bookmarks import Bookmarks
from server.build import MIGRATIONS
from server.chat import Chat
from server.config import Config, LoudnessConfig, PlaybackConfig, PodcastsConfig, StreamingConfig
from server.events import EventBus
from server.http import SHARES, STREAMS, Listeners, Services, create_app
from server.phones import Phones, PhoneStore
from server.podcasts import Podcasts, only_public
from server.preferences import Preferences
from server.sessions import Change
from server.shares import Shares
from server.sound import Sound, build_sound
from server.stations import Stations
from server.streaming import Streams
from server.users import Accounts, Setup, Throttle, Tokens
from tests.fakes.clock import FakeClock
from tests.fakes.library import FakeLibrary

PASSWORD = "correct horse"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "segue.db")
    database.migrate(*MIGRATIONS)
    yield database
    database.close()


@pytest.fixture
def accounts(database: Database, clock: FakeClock) -> Accounts:
    return Accounts(database, clock, hasher=QUICK)


@pytest.fixture
def tokens(database: Database, clock: FakeClock) -> Tokens:
    return Tokens(database, clock)


@pytest.fixture
def bus() -> Iterator[EventBus[Change]]:
    bus: EventBus[Change] = EventBus()
    yield bus
    bus.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[FakeLibrary]:
    """Its playlists are real ones, in a file of their own."""
    database = Database(tmp_path / "library.db")
    database.migrate(library_migrations)
    library = FakeLibrary()
    library.thumbnails = DiskCache(tmp_path / "thumbnails", budget_bytes=2**20)
    library.playlists = Playlists(database, lambda: 1_700_000_000_000)
    library.gather_belongings = partial(gather, database, library.playlists)
    library.bring_belongings = Bringer(database, library.playlists).bring
    yield library
    database.close()


@pytest.fixture
def shares(database: Database, library: FakeLibrary, clock: FakeClock) -> Shares:
    return Shares(database, library, clock)


@pytest.fixture
def streams(
    library: FakeLibrary, accounts: Accounts, shares: Shares, clock: FakeClock, tmp_path: Path
) -> Streams:
    return Streams(
        config=StreamingConfig(),
        key=b"a key for tests",
        cache_dir=tmp_path / "streams",
        media_file=library.get_media_file,
        clock=clock,
        heard_by=Listeners(library, accounts, shares).media_file,
    )


@pytest.fixture
def sound(
    database: Database,
    library: FakeLibrary,
    streams: Streams,
    bus: EventBus[Change],
    clock: FakeClock,
    tmp_path: Path,
) -> Iterator[Sound]:
    """Devices, pages and sessions, all real; their threads end with the test."""
    sound = build_sound(
        database=database,
        library=library,
        streams=streams,
        bus=bus,
        clock=clock,
        origin=lambda _: "",
        loudness=LoudnessConfig(),
        playback=PlaybackConfig(),
        preferences=Preferences(database),
        recordings=tmp_path / "recordings",
    )
    yield sound
    sound.routines.close()
    sound.sessions.close()
    sound.pages.close()
    sound.hub.close()


@pytest.fixture
def podcasts(database: Database, library: FakeLibrary, clock: FakeClock, tmp_path: Path) -> Podcasts:
    """Not started: nothing is fetched."""
    return Podcasts(
        database,
        library,
        clock,
        folder=tmp_path / "podcasts",
        config=PodcastsConfig(),
        version="1.2.3",
        allows=only_public,
    )


@pytest.fixture
def services(
    database: Database,
    library: FakeLibrary,
    sound: Sound,
    streams: Streams,
    bus: EventBus[Change],
    accounts: Accounts,
    tokens: Tokens,
    podcasts: Podcasts,
    shares: Shares,
    clock: FakeClock,
) -> Services:
    return Services(
        library=library,
        sessions=sound.sessions,
        devices=sound.hub,
        pages=sound.pages,
        phones=Phones(hub=sound.hub, sessions=sound.sessions, store=PhoneStore(database), clock=clock),
        bookmarks=Bookmarks(database, clock),
        streams=streams,
        bus=bus,
        accounts=accounts,
        tokens=tokens,
        preferences=Preferences(database),
        shares=shares,
        stations=Stations(database, library),
        rooms=sound.rooms,
        routines=sound.routines,
        podcasts=podcasts,
        chat=Chat(database, clock),
        setup=Setup(accounts),
        throttle=Throttle(clock),
        config=Config(),
        clock=clock,
        version="1.2.3",
        started_ms=clock.now_ms(),
    )


@pytest.fixture
def app(services: Services) -> Flask:
    return create_app(services, blueprints=[STREAMS, SHARES])


@dataclass
class Api:
    """A client as a page is one: same origin, JSON bodies, the cookie it was given."""

    client: FlaskClient

    def get(self, path: str, **more: object) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, body: object = None, **more: object) -> TestResponse:
        return self._send("POST", path, body, **more)

    def put(self, path: str, body: object, **more: object) -> TestResponse:
        return self._send("PUT", path, body, **more)

    def delete(self, path: str) -> TestResponse:
        return self._send("DELETE", path, None)

    def _send(self, method: str, path: str, body: object, **more: object) -> TestResponse:
        given = {} if body is None else {"json": body}
        headers = {"Origin": "http://localhost"}
        return self.client.open(path, method=method, **{"headers": headers, **given, **more})


@pytest.fixture
def stranger(app: Flask) -> Api:
    """Nobody is logged in."""
    return Api(app.test_client())


@pytest.fixture
def admin(app: Flask, accounts: Accounts) -> Api:
    """Logged in as ada, an administrator."""
    return _logged_in(app, accounts, "ada", is_admin=True)


@pytest.fixture
def member(app: Flask, accounts: Accounts, admin: Api) -> Api:
    """Logged in as ben, who is no administrator."""
    return _logged_in(app, accounts, "ben", is_admin=False)


def _logged_in(app: Flask, accounts: Accounts, name: str, *, is_admin: bool) -> Api:
    accounts.add(name, PASSWORD, is_admin=is_admin)
    api = Api(app.test_client())
    assert api.post("/api/login", {"name": name, "password": PASSWORD}).status_code == 200
    return api
