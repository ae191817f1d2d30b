"""A house with real sessions and one speaker, and an app that says what it plays."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from devices import DeviceId
from devices.phone import phone_id
from library import TrackId, UserId
from server.http import Services
from server.phones import App, Said, State
from server.sessions import Move, PlayNow, Session
from tests.fakes.clock import FakeClock
from tests.fakes.speaker import FakeSpeaker

ANN = UserId(1)
LENGTH_MS = 180_000
ALBUM = ((TrackId("tr-1"), LENGTH_MS), (TrackId("tr-2"), LENGTH_MS))


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@dataclass
class House:
    services: Services
    clock: FakeClock
    kitchen: FakeSpeaker
    app: App = App(ANN, "ann", "Pocket")  # noqa: RUF009 - a frozen value

    @property
    def pocket(self) -> DeviceId:
        return phone_id("ann", self.app.name)

    def says(self, state: str, track: str = "tr-1", position_ms: int = 0, **more: object) -> None:
        said = Said(TrackId(track), LENGTH_MS, position_ms, self.clock.now_ms(), State(state), **more)
        self.services.phones.report(self.app, said)
        self.settle()

    def settle(self) -> None:
        """Reports and commands share one inbox: once a command is answered, all reports before it were heard."""
        sessions = self.services.sessions
        sessions.remove(sessions.create(UserId(999), "nobody").id)

    @property
    def sessions(self) -> list[Session]:
        return self.services.sessions.list_all()

    @property
    def session(self) -> Session:
        [session] = self.sessions
        return session

    def places(self, session: Session | None = None) -> list[str]:
        return [o.device for o in (session or self.session).staying]

    def plays_in_kitchen(self) -> Session:
        """Ann's own session, ten seconds into the album."""
        sessions = self.services.sessions
        session = sessions.create(ANN, "ann")
        sessions.command(session.id, PlayNow(ALBUM, target=sessions.target(self.kitchen.info.id)))
        wait_until(lambda: sessions.get(session.id).timeline.running)
        self.clock.advance(seconds=10)
        return sessions.get(session.id)

    def moves_to_kitchen(self, session: Session) -> None:
        target = self.services.sessions.target(self.kitchen.info.id)
        self.services.sessions.command(session.id, Move(target))
        wait_until(lambda: self.places(self.services.sessions.get(session.id)) == [self.kitchen.info.id])
        wait_until(lambda: len(self.services.sessions.get(session.id).outputs) == 1)


@pytest.fixture
def house(services: Services, clock: FakeClock) -> House:
    kitchen = FakeSpeaker(services.devices, clock)
    kitchen.fetch = lambda token: services.streams.fetches.begin(token, None).add(1)
    return House(services, clock, kitchen)
