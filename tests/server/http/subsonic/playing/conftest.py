"""Apps as remote controls of a house with real sessions and two speakers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from library import TrackId
from server.http import Services
from server.http.subsonic import blueprint
from server.sessions import Session
from server.users import Accounts, Tokens
from tests.fakes.clock import FakeClock
from tests.fakes.speaker import FakeSpeaker

Ask = Callable[..., dict[str, Any]]
ALBUM = [TrackId("tr-1"), TrackId("tr-2")]


class Rooms:
    """What the tests look at."""

    def __init__(self, services: Services, clock: FakeClock) -> None:
        self.services, self.clock = services, clock
        self.kitchen = FakeSpeaker(services.devices, clock)
        self.attic = FakeSpeaker(services.devices, clock, "Attic")
        for speaker in (self.kitchen, self.attic):
            speaker.fetch = lambda token: services.streams.fetches.begin(token, None).add(1)

    @property
    def session(self) -> Session:
        [session] = self.services.sessions.list_all()
        return session

    @property
    def places(self) -> list[str]:
        return [output.device for output in self.session.staying]

    def wait(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 5
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def wait_for_sound(self) -> None:
        self.wait(lambda: self.session.timeline.running)


@pytest.fixture
def rooms(services: Services, clock: FakeClock) -> Rooms:
    return Rooms(services, clock)


@pytest.fixture
def ask_as(services: Services, accounts: Accounts, tokens: Tokens) -> Callable[[str], Ask]:
    """`ask_as("ann")("ping")`: the JSON answer, without the envelope's own words."""
    app = Flask("test")
    app.register_blueprint(blueprint(services))
    client = app.test_client()

    def log_in(name: str, **login: str) -> Ask:
        secret = tokens.add_app_password(accounts.add(name, "a login password"), "app")[1]

        def ask(method: str, **params: Any) -> dict[str, Any]:
            given = {"u": name, "p": secret, "c": "Pocket", "f": "json", **login, **params}
            answer = json.loads(client.get(f"/rest/{method}", query_string=given).data)["subsonic-response"]
            about = {"status", "version", "type", "serverVersion", "openSubsonic"}
            return {key: value for key, value in answer.items() if key not in about}

        return ask

    return log_in


@pytest.fixture
def ask(ask_as: Callable[[str], Ask]) -> Ask:
    return ask_as("ann")
