"""A house whose speakers obey at once; what happens by itself happens when a test says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from library import UserId
from server.http import Services
from server.sessions import Join, PlayNow, Session
from tests.fakes.clock import FakeClock
from tests.fakes.library import FakeLibrary
from tests.fakes.speaker import FakeSpeaker

TRACK_MS = 180_000
STEP_MS = 20_000


def wait_until(condition: Callable[[], object], *, within_s: float = 5) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@dataclass
class Home:
    services: Services
    clock: FakeClock
    library: FakeLibrary
    owner: UserId
    rooms: dict[str, FakeSpeaker] = field(default_factory=dict)

    def room(self, name: str, *, percent: int = 50) -> FakeSpeaker:
        speaker = self.rooms[name] = FakeSpeaker(self.services.devices, self.clock, name, percent=percent)
        wait_until(lambda: self.volume(speaker) == percent)
        return speaker

    def volume(self, speaker: FakeSpeaker) -> int | None:
        state = self.services.devices.find(speaker.id)
        return state.volume_percent if state else None

    def play(self, *speakers: FakeSpeaker) -> Session:
        """Both tracks, from the beginning; answers once all sound."""
        sessions = self.services.sessions
        session = sessions.create(self.owner, "Evening")
        tracks = tuple((track.id, track.duration_ms) for track in self.library.tracks)
        sessions.command(session.id, PlayNow(tracks, target=sessions.target(speakers[0].id)))
        wait_until(lambda: sessions.get(session.id).timeline.running)
        for speaker in speakers[1:]:
            sessions.command(session.id, Join(sessions.target(speaker.id)))
        wait_until(lambda: all(s.sounds for s in speakers))
        return sessions.get(session.id)

    def now(self, session: Session) -> Session:
        return self.services.sessions.get(session.id)

    def tick(self, **by: float) -> None:
        """Time passes, in steps after which speakers say where they are; then what is due happens."""
        left_ms = int(timedelta(**by).total_seconds() * 1000)
        while left_ms > 0:
            step_ms = min(left_ms, STEP_MS)
            left_ms -= step_ms
            self.clock.advance(milliseconds=step_ms)
            for speaker in self.rooms.values():
                speaker.go_on()
            self._settle()
        self.services.routines.tick()

    def _settle(self) -> None:
        """Until the sessions have heard what was said so far: commands and reports share one queue."""
        sessions = self.services.sessions
        sessions.remove(sessions.create(self.owner, "").id)


@pytest.fixture
def home(services: Services, clock: FakeClock, library: FakeLibrary, accounts) -> Home:
    return Home(services, clock, library, accounts.add("anna", "correct horse").id)
