"""The server is killed while a page plays, or its network goes: kept open it plays on and is taken back as it is."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders.tags import tag
from tests.e2e.conftest import PASSWORD, SETTINGS, House, wait_until
from tests.e2e.recordings import Landmarks, silences_ms, write_flac
from tests.e2e.tab import Tab, open_tab

pytestmark = [pytest.mark.browser, pytest.mark.soak]

LOST_MS = 6_000  # a page says every 5 s where it is
PATIENCE_S = 40
PLACE_MS = 50


def free_port() -> int:
    """The page comes back to the same address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=120, seed=7)


@pytest.fixture
def house(tmp_path: Path, new_house: Callable[..., House], landmarks: Landmarks) -> House:
    path = write_flac(tmp_path / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Landmarks", album="Noise", albumartist="Noises", tracknumber="1")
    settings = SETTINGS.replace("port = 0", f"port = {free_port()}")
    house = new_house(tmp_path / "data", tmp_path / "music", settings)
    house.start(within_s=60)
    house.scanned()
    return house


@pytest.fixture
def tab(house: House, chromium, engine: str) -> Iterator[Tab]:
    with open_tab(chromium, house.url, name="admin", password=PASSWORD, engine=engine) as tab:
        yield tab


@pytest.fixture
def playing(house: House, tab: Tab) -> House:
    """On the page, well on its way."""
    [track] = house.get("/api/tracks")["items"]
    session = house.post("/api/sessions", {"name": "Room"})["id"]
    play = {"do": "play_now", "items": [track["id"]], "device_id": tab.device, "position_ms": 20_000}
    house.post(f"/api/sessions/{session}/commands", play)
    wait_until(lambda: is_running(house), within_s=PATIENCE_S, what="the music")
    tab.page.wait_for_timeout(3_000)
    return house


def restart(house: House) -> None:
    house.stop(signal.SIGKILL)
    house.start(within_s=60)


@pytest.mark.parametrize("engine", ["on", "off"], ids=["exact", "element"])
def test_a_page_plays_on_while_the_server_is_started_again_and_is_taken_back(
    playing: House, tab: Tab, landmarks: Landmarks
) -> None:
    since_ms = now_ms(playing) - 500
    entry = session_of(playing)["current_entry_id"]
    restart(playing)
    wait_until(lambda: is_running(playing), within_s=PATIENCE_S, what="the page to be taken back")
    tab.page.wait_for_timeout(2_000)
    heard_ms = now_ms(playing) - 500
    assert silences_ms([tab.ear], since_ms, heard_ms) == []
    [output] = session_of(playing)["outputs"]
    assert (output["device_id"], output["state"], output["is_leader"]) == (tab.device, "audible", True)
    assert session_of(playing)["current_entry_id"] == entry
    assert tab.asked_ms()[1:] == [], "nothing was sent to it"
    last = tab.ear.since(heard_ms - 500)[0]
    meant_ms = offset_ms(playing) + last.at_ms
    assert abs(landmarks.near(last.samples, meant_ms) - meant_ms) <= PLACE_MS


@pytest.mark.parametrize("engine", ["on"], ids=["exact"])
def test_a_page_without_a_network_plays_on_and_is_found_in_its_place(
    playing: House, tab: Tab, landmarks: Landmarks
) -> None:
    tab.page.wait_for_timeout(3_000)  # it reads ahead
    since_ms = now_ms(playing) - 500
    tab.page.context.set_offline(True)
    here = tab.device
    wait_until(lambda: here not in devices(playing), within_s=PATIENCE_S, what="the page to be lost")
    assert is_running(playing)
    tab.page.context.set_offline(False)
    wait_until(lambda: here in devices(playing), within_s=PATIENCE_S, what="the page to be found")
    tab.page.wait_for_timeout(1_500)
    heard_ms = now_ms(playing) - 500
    assert silences_ms([tab.ear], since_ms, heard_ms) == []
    assert is_running(playing)
    assert tab.asked_ms()[1:] == []
    assert abs(landmarks.offset_ms(landmarks.last_of(tab.ear)) - offset_ms(playing)) <= PLACE_MS


def test_a_page_that_was_loaded_again_goes_on_where_it_was_when_it_is_told(
    playing: House, tab: Tab, landmarks: Landmarks
) -> None:
    was_ms = offset_ms(playing) + now_ms(playing)
    restart(playing)
    tab.reload()
    wait_until(lambda: tab.device in devices(playing), within_s=PATIENCE_S, what="the page again")
    kept_ms = timeline(playing)["position_ms"]
    assert not is_running(playing)
    assert was_ms - LOST_MS <= kept_ms <= was_ms + 1_000 * PATIENCE_S
    player = tab.page.get_by_role("region", name="Player")
    player.get_by_role("button", name="Play", exact=True).first.click()
    wait_until(lambda: is_running(playing), within_s=PATIENCE_S, what="the music again")
    tab.page.wait_for_timeout(500)
    assert abs(landmarks.offset_ms(landmarks.last_of(tab.ear)) - offset_ms(playing)) <= PLACE_MS
    assert landmarks.position_ms(landmarks.last_of(tab.ear).samples) >= kept_ms


def devices(house: House) -> set[str]:
    return {device["id"] for device in house.get("/api/devices")["devices"] if device["is_online"]}


def session_of(house: House) -> dict:
    [session] = house.get("/api/sessions")["sessions"]
    return session


def timeline(house: House) -> dict:
    return session_of(house)["timeline"]


def is_running(house: House) -> bool:
    return timeline(house)["running"]


def now_ms(house: House) -> int:
    return house.get("/api/clock")["now_ms"]


def offset_ms(house: House) -> int:
    """Position minus time, while it runs."""
    known = timeline(house)
    return known["position_ms"] - known["at_ms"]
