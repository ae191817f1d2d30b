"""The server is killed while the volumes cross from one room to another: nobody's speaker stays turned down."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.audio import make_audio
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.emulators.cast.profiles import NEST_MINI
from tests.emulators.cast.receiver import CastReceiver

pytestmark = pytest.mark.slow

SETTINGS_HERE = """
[devices]
chromecast = ["127.0.0.1:{port}"]
[[devices.virtual]]
name = "Kitchen"
start_latency_ms = 150
"""


@pytest.fixture
def receiver() -> Iterator[CastReceiver]:
    receiver = CastReceiver("Bath", NEST_MINI, now_ms=lambda: time.monotonic_ns() // 1_000_000).start()
    yield receiver
    receiver.close()


@pytest.fixture
def house(tmp_path: Path, receiver: CastReceiver) -> Iterator[House]:
    make_audio(tmp_path / "music/1.flac", seconds=60)
    settings = SETTINGS + SETTINGS_HERE.format(port=receiver.port)
    with House(tmp_path / "data", tmp_path / "music", settings) as house:
        yield house


def move_to(house: House, device: str) -> None:
    """From the kitchen, where it plays."""
    session = house.post("/api/sessions", {})["id"]
    track = house.get("/api/tracks")["items"][0]["id"]
    commands = f"/api/sessions/{session}/commands"
    house.post(commands, {"do": "play_now", "items": [track], "device_id": "virtual-kitchen"})

    def runs() -> bool:
        return bool(house.get("/api/sessions")["sessions"][0]["timeline"]["running"])

    def is_there() -> bool:
        return any(
            d["id"] == device and d["volume_percent"] is not None
            for d in house.get("/api/devices")["devices"]
        )

    wait_until(runs, what="sound")
    wait_until(is_there, what="the speaker")
    house.post(commands, {"do": "move", "device_id": device})


@pytest.mark.parametrize(
    "moment", [pytest.param("before it is heard", marks=pytest.mark.soak), "while it rises"]
)
def test_a_speaker_has_its_own_volume_after_a_kill_in_mid_move(
    house: House, receiver: CastReceiver, moment: str
) -> None:
    own = receiver.level
    move_to(house, f"chromecast-127.0.0.1-{receiver.port}")
    wait_until(lambda: receiver.level == 0, what="silence")
    if moment == "while it rises":
        wait_until(lambda: 0 < receiver.level < own, what="the rise")
    house.stop(signal.SIGKILL)
    assert receiver.level != own
    house.start()
    wait_until(lambda: receiver.level == own, within_s=30, what="its own volume")
    wait_until(lambda: (house.data / "volumes.json").read_text() == "{}", what="nothing to be owed")


@pytest.mark.soak  # tests/devices/test_hush.py has it without a house
def test_a_hand_on_the_speaker_meanwhile_has_the_last_word(house: House, receiver: CastReceiver) -> None:
    move_to(house, f"chromecast-127.0.0.1-{receiver.port}")
    wait_until(lambda: receiver.level == 0, what="silence")
    house.stop(signal.SIGKILL)
    receiver.turn_volume(0.35)
    house.start()
    wait_until(lambda: (house.data / "volumes.json").read_text() == "{}", what="nothing to be owed")
    assert receiver.level == 0.35
