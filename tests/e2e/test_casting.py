"""A real house plays on Cast receivers that really fetch and decode: what they sounded is compared with the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from devices import DeviceId, DeviceKind
from devices.chromecast import Chromecast
from devices.discovery import Sighting
from library import Limits
from server.build import House, build_house
from server.clock import SystemClock
from server.config import Config, DiscoveryConfig, LibraryConfig, ServerConfig
from server.data_folder import DataFolder
from server.lifecycle import listen
from server.sessions import PlayNow
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import Landmarks, Recording, write_flac
from tests.emulators.cast.profiles import NEST_MINI
from tests.emulators.cast.receiver import CastReceiver

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

QUICK = replace(NEST_MINI, launch_ms=200, start_ms=150, prebuffer_ms=300)


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=30, seed=11)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory, landmarks: Landmarks) -> Path:
    folder = tmp_path_factory.mktemp("casting")
    tag(write_flac(folder / "1.flac", landmarks.samples), title="Noise", artist="N", album="Landmarks")
    return folder


@pytest.fixture
def house(tmp_path: Path, music: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
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
            yield house
        finally:
            house.server.stop()


def test_a_track_is_heard_from_a_chromecast_sample_by_sample(house: House, landmarks: Landmarks) -> None:
    services, ear = house.services, Recording()
    receiver = CastReceiver("Kitchen", QUICK, now_ms=services.clock.now_ms, ear=ear).start()
    try:
        hub = services.devices
        sighting = Sighting(
            DeviceId("chromecast-1"),
            DeviceKind.CHROMECAST,
            "Kitchen",
            "Nest Mini",
            receiver.host,
            receiver.port,
        )
        hub.add(
            Chromecast(
                sighting,
                report=hub.report,
                now_ms=services.clock.now_ms,
                token_of=services.streams.find_token,
            )
        )
        owner = services.accounts.add("ann", "correct horse battery").id
        [found] = services.library.search(
            "Landmarks", artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        [track] = services.library.get_release(found.id).tracks
        session = services.sessions.create(owner, "Ann").id
        target = services.sessions.target(DeviceId("chromecast-1"))
        services.sessions.command(session, PlayNow(((track.id, track.duration_ms),), target=target))
        wait_until(lambda: ear.sounds and len(ear.samples()) > 48_000, what="a second of music")
        heard = ear.samples()
        first = round(landmarks.position_ms(heard) * 48)
        assert first == 0
        count = len(heard)
        assert np.array_equal(np.round(heard * 32_768).astype(np.int16), landmarks.samples[:count])
        line = services.sessions.get(session).timeline
        sound = ear.sounds[-1]
        true_ms = landmarks.position_ms(sound.samples) + line.at_ms - sound.at_ms
        assert line.position_ms == pytest.approx(true_ms, abs=60)
    finally:
        receiver.close()
