"""A whole house and Sonos rooms on the wire: what is heard there, sample by sample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from devices import DeviceId
from devices.sonos import Events, SonosDevice, read_topology
from library import Limits
from server.build import build_house
from server.clock import SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, ServerConfig
from server.data_folder import DataFolder
from server.lifecycle import listen
from server.sessions import PlayNow
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import Landmarks, Recording, write_flac
from tests.emulators.sonos.household import EmulatedHousehold

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=30, seed=7)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks) -> Path:
    folder = tmp_path_factory.mktemp("sonos")
    tag(write_flac(folder / "Noise/1.flac", landmarks.samples), title="Noise", artist="N", album="Landmarks")
    return folder


@pytest.fixture
def house(tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator:
    monkeypatch.delenv("SEGUE_ADMIN_PASSWORD", raising=False)
    config = replace(
        Config(),
        server=ServerConfig(host="127.0.0.1", port=0),
        library=LibraryConfig(folders=(str(music),)),
        discovery=DiscoveryConfig(enabled=False),
    )
    data = DataFolder(tmp_path / "data")
    data.open()
    with data.locked(), listen("127.0.0.1", 0) as listening:
        house = build_house(config, data, SystemClock(), listening)
        house.server.start()
        try:
            for _status in house.services.library.scan():
                pass
            yield house.services
        finally:
            house.server.stop()


def test_a_track_is_heard_in_a_sonos_room_as_it_is_in_the_file(house, landmarks) -> None:
    ear = Recording()
    with EmulatedHousehold().running() as household:
        household.add("Bath", ear=ear)
        [group] = read_topology(household.topology())
        events = Events(now_ms=house.clock.now_ms)
        try:
            house.devices.add(
                SonosDevice(
                    group,
                    model="Sonos One",
                    report=house.devices.report,
                    now_ms=house.clock.now_ms,
                    token_of=house.streams.find_token,
                    events=events,
                )
            )
            owner = house.accounts.add("ann", "correct horse battery").id
            [found] = house.library.search(
                "Landmarks", artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
            ).releases
            tracks = house.library.get_release(found.id).tracks
            session = house.sessions.create(owner, "Ann").id
            target = house.sessions.target(group.id)
            house.sessions.command(
                session, PlayNow(tuple((t.id, t.duration_ms) for t in tracks), target=target)
            )
            wait_until(lambda: house.sessions.get(session).timeline.running, what="the room to play")
            wait_until(lambda: len(ear.samples()) >= 3 * 48_000, what="three seconds of it")
            heard = np.round(ear.samples()[: 3 * 48_000] * 32_768).astype(np.int16)
            assert np.array_equal(heard, landmarks.samples[: len(heard)])
            timeline, now_ms = house.sessions.get(session).timeline, house.clock.now_ms()
            sound = ear.sounds[-1]
            true_ms = landmarks.position_ms(sound.samples) - sound.at_ms + now_ms
            assert timeline.position_at(now_ms) == pytest.approx(true_ms, abs=150)
        finally:
            house.devices.remove(DeviceId(group.id))
            events.close()
