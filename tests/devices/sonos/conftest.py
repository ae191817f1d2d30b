"""A home with emulated Sonos rooms, our drivers for them, and music whose every moment can be told from any other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from devices import Arrived, DeviceId, DeviceKind, Media, PlayToken, Report
from devices.commands import Load, Preload
from devices.hub import DeviceHub
from devices.sonos import SonosRooms
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, write_flac
from tests.emulators.clock import SteppedClock
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.speaker import EmulatedSpeaker
from tests.fakes.media_server import MediaServer

SECONDS = 20


@dataclass
class Home:
    """`noise` is the music; its tracks are cut from it without a gap."""

    clock: SteppedClock
    household: EmulatedHousehold
    server: MediaServer
    noise: Landmarks
    folder: Path
    hub: DeviceHub = field(init=False)
    rooms: SonosRooms = field(init=False)
    reports: list[Report] = field(default_factory=list)
    ears: dict[str, Recording] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.hub = DeviceHub(report=self._hear_of, now_ms=self.clock.now_ms)
        self.rooms = self._new_rooms()

    def _new_rooms(self) -> SonosRooms:
        rooms = SonosRooms(hub=self.hub, now_ms=self.clock.now_ms, token_of=self.token_of, tick_s=0.01)
        self.hub.group_by(DeviceKind.SONOS, rooms)
        return rooms

    def restart(self) -> None:
        """Our server, while everything plays on."""
        self.rooms.close()
        self.hub.close()
        self.reports.clear()
        self.hub = DeviceHub(report=self._hear_of, now_ms=self.clock.now_ms)
        self.rooms = self._new_rooms()

    def token_of(self, url: str) -> PlayToken | None:
        known = url.startswith(f"http://127.0.0.1:{self.server.server_address[1]}/")
        return PlayToken(url.rpartition("/")[2].partition(".")[0]) if known else None

    def add(self, name: str, profile: str = "s2") -> tuple[EmulatedSpeaker, DeviceId]:
        """A room, once it is a device."""
        ear = self.ears[name] = Recording()
        speaker = self.household.add(name, profile, ear)
        id = DeviceId(f"sonos-{speaker.uid}")
        self.rooms.sighted(speaker.address)
        self.wait(lambda: self.hub.find(id), what=f"{name} to be found")
        return speaker, id

    def media(self, token: str = "t1", begin_s: float = 0, end_s: float = SECONDS, **more) -> Media:
        """The noise between these moments, as a track; with `start_ms` its stream begins there."""
        start_s = begin_s + more.get("start_ms", 0) / 1000
        samples = self.noise.samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
        path = write_flac(self.folder / f"{token}.flac", samples)
        url = self.server.put(f"/{token}.flac", path.read_bytes())
        duration_ms = round((end_s - begin_s) * 1000)
        return Media(
            PlayToken(token), url, "audio/flac", "Noise", "N", "Landmarks", None, duration_ms, **more
        )

    def load(self, device: DeviceId, media: Media) -> None:
        self.hub.send(device, Load(media))

    def preload(self, device: DeviceId, media: Media) -> None:
        self.hub.send(device, Preload(media.token, media))

    def said(self, kind: type, device: DeviceId | None = None, token: str | None = None) -> list:
        return [
            r
            for r in list(self.reports)
            if isinstance(r, kind)
            and device in (None, r.info.id if isinstance(r, Arrived) else r.device)
            and token in (None, getattr(r, "token", None))
        ]

    def wait_for(self, kind: type, device: DeviceId | None = None, *, token: str | None = None, within_s=15):
        """The newest such report."""
        with self.changed:
            found = self.changed.wait_for(lambda: self.said(kind, device, token), timeout=within_s)
            assert found, f"no {kind.__name__} among {self.reports}"
            return found[-1]

    def wait(self, condition: Callable[[], object], *, what: str, within_s: float = 15) -> object:
        deadline = time.monotonic() + within_s
        while not (found := condition()):
            assert time.monotonic() < deadline, f"waited {within_s} s for {what}; {self.reports}"
            threading.Event().wait(0.01)
        return found

    def volume(self, device: DeviceId) -> int | None:
        state = self.hub.find(device)
        return state.volume_percent if state is not None else None

    def pass_ms(self, duration_ms: int) -> None:
        """Time goes by."""
        end_ms = self.clock.now_ms() + duration_ms
        while self.clock.now_ms() < end_ms:
            threading.Event().wait(0.005)

    def heard_ms(self, room: str, at_ms: int) -> float:
        """Where in the noise the room was at this time, by what was heard."""
        sound = [s for s in self.ears[room].since(0) if len(s.samples) > 4 and s.at_ms <= at_ms][-1]
        return self.noise.position_ms(sound.samples) + at_ms - sound.at_ms

    def _hear_of(self, report: Report) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def close(self) -> None:
        self.rooms.close()
        self.hub.close()


@pytest.fixture(scope="session")
def noise() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=11)


@pytest.fixture
def new_home(tmp_path: Path, noise: Landmarks) -> Iterator[Callable[..., Home]]:
    with ExitStack() as stack:

        def build(speed: float = 1.0) -> Home:
            clock = SteppedClock()
            clock.hurry(speed)
            stack.callback(clock.close)
            household = stack.enter_context(EmulatedHousehold(clock).running())
            server = stack.enter_context(MediaServer().running())
            home = Home(clock, household, server, noise, tmp_path)
            stack.callback(home.close)
            return home

        yield build


@pytest.fixture
def home(new_home: Callable[..., Home]) -> Home:
    return new_home()


def as_samples(heard: np.ndarray) -> np.ndarray:
    return np.round(heard * 32_768).astype(np.int16)
