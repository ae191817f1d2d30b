"""One house with a speaker of every kind, each as slow as chance made it, and ears that hear what people would."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser

from devices import DeviceId, Media
from devices.chromecast import Chromecast
from devices.phone import phone_id
from devices.virtual import VirtualSpeaker
from server.config import (
    DevicesConfig,
)
from tests.builders.house import OpenHouse, open_house
from tests.builders.tags import tag
from tests.devices.places import sighting_of
from tests.e2e.conftest import PASSWORD, wait_until
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, Sound, write_flac
from tests.e2e.tab import open_tab
from tests.e2e.test_phone_handoff import PhoneApp
from tests.e2e.test_rooms import Rooms
from tests.emulators.cast.profiles import GROUP, NEST_MINI, Profile
from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES

NEVER: list[tuple[int, float]] = []


@dataclass
class Place:
    """Where music can be. `ear` hears all that a device plays, however low it is turned; `shares` says since when it
    is turned to which share of its own volume."""

    name: str
    device: DeviceId
    ear: Recording
    shares: Callable[[], list[tuple[int, float]]] = lambda: NEVER
    asked: Callable[[], list[int]] = list  # when it was told to launch or to load
    chill: Callable[[], None] = lambda: None  # it forgets that it was ever used

    def heard(self, since_ms: int) -> Recording:
        """As loud as it was."""
        edges = [(-1, 1.0), *self.shares(), (2**62, 0.0)]
        heard = Recording()
        for sound in self.ear.since(since_ms - 1_000):
            for (begin_ms, share), (end_ms, _) in pairwise(edges):
                _add(heard, sound, share, begin_ms, end_ms)
        return heard


def _add(heard: Recording, sound: Sound, share: float, begin_ms: int, end_ms: int) -> None:
    """The part of it that lies between."""
    begin = max(0, round((begin_ms - sound.at_ms) * RATE_HZ / 1000))
    part = sound.samples[begin : max(0, round((end_ms - sound.at_ms) * RATE_HZ / 1000))]
    if share > 0 and len(part):
        heard(round(sound.at_ms + begin * 1000 / RATE_HZ), part * share)


class NotedSpeaker(VirtualSpeaker):
    """Notes when it is told to load."""

    asked_ms: list[int]

    def load(self, media: Media) -> None:
        self.asked_ms.append(self._now_ms())
        super().load(media)


@dataclass
class Pocket(PhoneApp):
    """An app whose sound is recorded, too."""

    ear: Recording = field(default_factory=Recording)
    landmarks: Landmarks | None = None
    _told_ms: int | None = None

    def play(self, queue: list[str], index: int, position_ms: int, asked_ms: int | None = None) -> None:
        super().play(queue, index, position_ms, asked_ms)
        self._told_ms = self.rooms.now_ms()

    def hush(self) -> None:
        self.sound()
        self.playing, self._told_ms = False, None

    def sound(self) -> None:
        """What it sounded until now goes to the ear."""
        if self._told_ms is None:
            return
        at_ms, self._told_ms = self._told_ms, self.rooms.now_ms()
        for begin_ms in range(at_ms, self._told_ms, 50):
            end_ms = min(begin_ms + 50, self._told_ms)
            first, last = (round((each + self.offset_ms) * RATE_HZ / 1000) for each in (begin_ms, end_ms))
            self.ear(begin_ms, self.landmarks.samples[first:last] / np.float32(32_768))


@dataclass
class Neighbourhood:
    rooms: Rooms
    landmarks: Landmarks
    places: dict[str, Place]
    phone: Pocket
    latencies: dict[str, object]


@contextmanager
def neighbourhood(
    folder: Path,
    dice: random.Random,
    *,
    seconds: float,
    most_ms: int = 4_000,
    chromium: Browser | None = None,
    engine: str = "on",
) -> Iterator[Neighbourhood]:
    """Of virtual, cast, group, s1, s2, phone and, with Chromium, browser; it plays one long track of noise."""
    landmarks = Landmarks(seconds=seconds, seed=7)
    path = write_flac(folder / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Noise", artist="N", album="Landmarks")
    late = {name: _latency_ms(dice, most_ms) for name in ("virtual", "s1", "s2")}
    casts = {"cast": _model(NEST_MINI, dice, most_ms), "group": _model(GROUP, dice, most_ms)}
    with ExitStack() as stack:
        sonos = {name: sonos_place(stack, name, late[name]) for name in ("s1", "s2")}
        addresses = tuple(speaker.address for speaker, _ in sonos.values())
        house = stack.enter_context(running_house(folder, addresses))
        rooms = Rooms(house.services, house.services.accounts.add("ann", PASSWORD).id)
        rooms.url = house.url
        places = {"virtual": _virtual(rooms, late["virtual"])}
        places |= {name: cast_place(stack, rooms, name, model) for name, model in casts.items()}
        places |= {name: place for name, (_, place) in sonos.items()}
        phone = _phone(rooms, landmarks)
        places["phone"] = Place("phone", phone_id("ann", "Pocket"), phone.ear)
        if chromium is not None:
            places["browser"] = _browser(stack, rooms, chromium, engine)
        for each in sonos.values():
            wait_until(lambda it=each[1].device: house.services.devices.find(it), what=each[1].name)
        told = late | {n: (m.launch_ms, m.start_ms, m.seek_ms) for n, m in casts.items()}
        yield Neighbourhood(rooms, landmarks, places, phone, told)


def _latency_ms(dice: random.Random, most_ms: int) -> int:
    return dice.randint(200, most_ms)


def _model(model: Profile, dice: random.Random, most_ms: int) -> Profile:
    return replace(
        model,
        launch_ms=_latency_ms(dice, most_ms),
        start_ms=_latency_ms(dice, most_ms),
        seek_ms=dice.randint(100, 800),
    )


def sonos_place(stack: ExitStack, name: str, latency_ms: int):
    household, ear = stack.enter_context(EmulatedHousehold().running()), Recording()
    speaker = household.add(name.upper(), replace(PROFILES[name], start_delay_ms=latency_ms), ear)
    own = speaker.volume
    return speaker, Place(
        name,
        DeviceId(f"sonos-{speaker.uid}"),
        ear,
        shares=lambda: [(at_ms, percent / own) for at_ms, percent in list(speaker.volumes)],
        asked=lambda: list(speaker.asked_ms),
    )


def cast_place(stack: ExitStack, rooms: Rooms, name: str, model: Profile) -> Place:
    services, ear = rooms.services, Recording()
    receiver = CastReceiver(name, model, now_ms=rooms.now_ms, ear=ear).start()
    stack.callback(receiver.close)
    seen, own = sighting_of(receiver), receiver.level
    services.devices.add(
        Chromecast(
            seen,
            report=services.devices.report,
            now_ms=rooms.now_ms,
            token_of=services.streams.find_token,
        )
    )
    stack.callback(services.devices.remove, seen.id)
    return Place(
        name,
        seen.id,
        ear,
        shares=lambda: [(at_ms, level / own) for at_ms, level, _muted in list(receiver.platform.volumes)],
        asked=lambda: list(receiver.asked_ms),
        chill=receiver.quit_app,
    )


def _virtual(rooms: Rooms, latency_ms: int) -> Place:
    hub, ear = rooms.services.devices, Recording()
    speaker = NotedSpeaker(
        "virtual", report=hub.report, now_ms=rooms.now_ms, start_latency_ms=latency_ms, ear=ear
    )
    speaker.asked_ms = []
    rooms.ears["virtual"] = ear
    hub.add(speaker)
    return Place("virtual", DeviceId("virtual-virtual"), ear, asked=lambda: list(speaker.asked_ms))


def _browser(stack: ExitStack, rooms: Rooms, chromium: Browser, engine: str) -> Place:
    tab = stack.enter_context(open_tab(chromium, rooms.url, name="ann", password=PASSWORD, engine=engine))
    rooms.ears["browser"] = tab.ear
    return Place("browser", tab.device, tab.ear, asked=tab.asked_ms, chill=tab.reload)


def _phone(rooms: Rooms, landmarks: Landmarks) -> Pocket:
    ann = rooms.services.accounts.get("ann")
    _shown, secret = rooms.services.tokens.add_app_password(ann, "phone")
    login = {"u": "ann", "p": secret, "c": "Pocket", "v": "1.16.1"}
    return Pocket(rooms.url, login, rooms, landmarks=landmarks)


@contextmanager
def running_house(folder: Path, sonos: tuple[str, ...]) -> Iterator[OpenHouse]:
    """Of the music beside its data, with Sonos rooms at these addresses."""
    with open_house(folder / "data", folder / "music", devices=DevicesConfig(sonos=sonos)) as opened:
        opened.house.speakers.start()
        yield opened
