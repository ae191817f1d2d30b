"""A household that presses every button at once: whatever it does, the house answers, and plays when left alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until

pytestmark = pytest.mark.slow

ROOMS = {
    "kitchen": (50, "false"),
    "attic": (300, "false"),
    "garden": (1_200, "false"),
    "broken": (100, "true"),
}
SPEAKERS = "".join(
    f'[[devices.virtual]]\nname = "{name}"\nstart_latency_ms = {latency_ms}\nfail = {fails}\n'
    for name, (latency_ms, fails) in ROOMS.items()
)
PEOPLE, PRESSES = 4, 60


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("impatience")
    for number in range(1, 7):
        suffix = (".flac", ".mp3", ".alac.m4a")[number % 3]
        path = make_audio(folder / f"music/Tones/0{number}{suffix}", seconds=3 + number, hz=100 * number)
        tag(path, title=f"Tone {number}", artist="The Sines", album="Tones", tracknumber=str(number))
    with House(folder / "data", folder / "music", SETTINGS + SPEAKERS) as house:
        yield house


def press(dice: random.Random, house: House, tracks: list[str], sessions: list[str]) -> tuple[str, Any]:
    """A path and a body."""
    device = f"virtual-{dice.choice(list(ROOMS))}"
    session = dice.choice(sessions)
    entries = house.get(f"/api/sessions/{session}/queue")["entries"]
    entry = dice.choice(entries)["entry_id"] if entries else "en-1"
    other = dice.choice(entries)["entry_id"] if entries else "en-1"
    take = dice.random() < 0.7
    body: dict[str, Any] = dice.choice(
        [
            {"do": "play_now", "items": dice.sample(tracks, 4), "device_id": device, "take": take},
            {"do": "play", "device_id": device, "take": take},
            {"do": "enqueue", "items": dice.sample(tracks, 2), "where": dice.choice(["next", "last"])},
            {"do": "move", "device_id": device, "take": take},
            {"do": "move", "device_id": device, "take": take},
            {"do": "join", "device_id": device, "take": take},
            {"do": "leave", "device_id": device},
            {"do": "pause"},
            {"do": "next"},
            {"do": "previous"},
            {"do": "seek", "position_ms": dice.randrange(12_000)},
            {"do": "jump", "entry_id": entry},
            {"do": "move_entry", "entry_id": entry, "before": dice.choice([None, other])},
            {"do": "remove", "entry_ids": [entry]},
            {"do": "clear"},
            {"do": "shuffle", "on": dice.random() < 0.5},
            {"do": "repeat", "mode": dice.choice(["off", "one", "all"])},
        ]
    )
    return f"/api/sessions/{session}/commands", body


def test_nothing_that_impatient_people_do_breaks_the_house(house: House) -> None:
    seed = random.randrange(10**6)
    print(f"seed={seed}")  # noqa: T201 - shown when the test fails
    tracks = [t["id"] for t in house.get("/api/tracks")["items"]]
    sessions = [house.post("/api/sessions", {})["id"] for _ in range(3)]

    def person(number: int) -> list[tuple[int, str]]:
        dice, client, answers = random.Random(seed + number), house.client(), []
        for _ in range(PRESSES):
            path, body = press(dice, house, tracks, sessions)
            answer = client.post(house.url + path, json=body, timeout=10)
            answers.append((answer.status_code, f"{body} → {answer.text}"))
            threading.Event().wait(dice.choice([0, 0, 0.02, 0.3]))
        client.close()
        return answers

    with ThreadPoolExecutor(PEOPLE) as people:
        answers = [answer for each in people.map(person, range(PEOPLE)) for answer in each]
    assert [text for status, text in answers if status not in (202, 409)] == []
    assert not [line for line in house.lines if "Traceback" in line or "ERROR" in line]
    for number, session in enumerate(sessions):
        path = f"/api/sessions/{session}"
        for output in house.get(path)["outputs"]:
            house.post(f"{path}/commands", {"do": "leave", "device_id": output["device_id"]})
        room = f"virtual-{list(ROOMS)[number]}"
        house.post(f"{path}/commands", {"do": "repeat", "mode": "all"})
        play = {"do": "play_now", "items": tracks, "device_id": room, "take": True, "shuffle": False}
        house.post(f"{path}/commands", play)
    for number, session in enumerate(sessions):
        wait_until(lambda s=session: plays_alone(house, s), within_s=20, what=f"session {number}")
    check_devices(house, sessions)


def plays_alone(house: House, session: str) -> bool:
    state = house.get(f"/api/sessions/{session}")
    return state["timeline"]["running"] and [o["state"] for o in state["outputs"]] == ["audible"]


def check_devices(house: House, sessions: list[str]) -> None:
    """What each device says of its session is what the session says of it."""
    outputs = {
        output["device_id"]: session["id"]
        for session in house.get("/api/sessions")["sessions"]
        for output in session["outputs"]
    }
    devices = house.get("/api/devices")["devices"]
    assert {d["id"]: d["session_id"] for d in devices if d["session_id"]} == outputs
    assert set(outputs.values()) == set(sessions)
