"""The server is killed while a page plays to the sample: the page, kept open or loaded again, goes on where it was."""

from __future__ import annotations

import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.e2e.recordings import Landmarks, write_flac
from tests.e2e.tape import TAPE, record

pytestmark = [pytest.mark.browser, pytest.mark.soak]

LOST_MS = 6_000  # a page says every 5 s where it is
PATIENCE_S = 40


def free_port() -> int:
    """The page comes back to the same address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("is_reloaded", [False, True], ids=["kept open", "reloaded"])
def test_a_page_goes_on_where_it_was_when_the_server_was_killed(
    is_reloaded: bool, tmp_path: Path, new_house: Callable[..., House], log_in
) -> None:
    landmarks = Landmarks(seconds=90, seed=7)
    path = write_flac(tmp_path / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Landmarks", album="Noise", albumartist="Noises", tracknumber="1")
    settings = SETTINGS.replace("port = 0", f"port = {free_port()}")
    house = new_house(tmp_path / "data", tmp_path / "music", settings)
    house.start(within_s=60)
    house.scanned()
    page = log_in(house, bypass_csp=True)
    page.evaluate(TAPE)
    page.mouse.click(5, 5)
    here = page.evaluate("document.documentElement.dataset.device")
    wait_until(lambda: here in devices(house), within_s=PATIENCE_S, what="the page")
    [track] = house.get("/api/tracks")["items"]
    session = house.post("/api/sessions", {"name": "Room"})["id"]
    play = {"do": "play_now", "items": [track["id"]], "device_id": here, "position_ms": 20_000}
    house.post(f"/api/sessions/{session}/commands", play)
    wait_until(lambda: is_running(house), within_s=PATIENCE_S, what="the music")
    page.wait_for_timeout(2_000)
    was_ms, since_s = position_ms(house), time.monotonic()

    house.stop(signal.SIGKILL)
    house.start(within_s=60)
    if is_reloaded:
        page.reload()
        page.evaluate(TAPE)
        page.mouse.click(5, 5)
    wait_until(lambda: here in devices(house), within_s=PATIENCE_S, what="the page again")
    kept_ms = timeline(house)["position_ms"]
    heard_on_ms = 1_000 * (time.monotonic() - since_s)  # it had some seconds in store
    assert was_ms - LOST_MS <= kept_ms <= was_ms + heard_on_ms
    assert not is_running(house)

    page.get_by_role("region", name="Player").get_by_role("button", name="Play", exact=True).first.click()
    wait_until(lambda: is_running(house), within_s=PATIENCE_S, what="the music again")
    page.wait_for_timeout(500)
    [output] = house.get("/api/sessions")["sessions"][0]["outputs"]
    assert (output["device_id"], output["is_leader"]) == (here, True)
    tape = record(page, 48_000)
    last = len(tape.samples) - 2_000
    samples = tape.samples[last : last + 4]
    heard_ms = landmarks.position_ms(np.stack([samples, samples], axis=1))
    meant_ms = timeline(house)["position_ms"] + tape.at_ms(tape.first + last) - timeline(house)["at_ms"]
    assert heard_ms == pytest.approx(meant_ms, abs=20)
    assert kept_ms <= heard_ms <= kept_ms + 1_000 * PATIENCE_S


def devices(house: House) -> set[str]:
    return {device["id"] for device in house.get("/api/devices")["devices"] if device["is_online"]}


def timeline(house: House) -> dict:
    [session] = house.get("/api/sessions")["sessions"]
    return session["timeline"]


def is_running(house: House) -> bool:
    return timeline(house)["running"]


def position_ms(house: House) -> int:
    known = timeline(house)
    return known["position_ms"] + house.get("/api/clock")["now_ms"] - known["at_ms"]
