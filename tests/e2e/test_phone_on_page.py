"""What a page shows of a phone that plays, and how the music is moved away from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from playwright.sync_api import expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KITCHEN = '[[devices.virtual]]\nname = "Kitchen"\nstart_latency_ms = 200\n'


def test_a_phone_is_seen_and_moved_from_and_not_to(tmp_path: Path, new_house, log_in) -> None:
    tag(make_audio(tmp_path / "music/1.flac", seconds=60), title="Tone", artist="A", album="Tones")
    house: House = new_house(tmp_path / "data", tmp_path / "music", settings=SETTINGS + KITCHEN)
    house.start()
    house.scanned()
    secret = house.post("/api/app-passwords", {"label": "phone"})["secret"]
    [track] = house.get("/api/tracks")["items"]

    def says(state: str, position_ms: int) -> None:
        said = {"mediaId": track["id"], "mediaType": "song", "state": state, "positionMs": position_ms}
        login = {"u": "admin", "p": secret, "c": "Pocket", "f": "json"}
        answer = requests.post(f"{house.url}/rest/reportPlayback", data={**login, **said}, timeout=10).json()
        assert answer["subsonic-response"]["status"] == "ok"

    says("playing", 5_000)
    page = log_in(house)
    page.get_by_role("button", name="Devices: admin's Pocket").click()
    devices = page.get_by_role("dialog", name="Devices")
    pocket = devices.get_by_role("listitem").filter(has_text="admin's Pocket")
    expect(pocket).to_contain_text("Playing")
    expect(pocket.locator("svg").first).to_be_visible()
    expect(pocket.get_by_role("button").first).to_be_disabled()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Pause").first.click()
    expect(page.get_by_text(re.compile("an app plays this by itself", re.IGNORECASE))).to_be_visible()

    page.get_by_role("button", name="Devices: admin's Pocket").click()
    devices.get_by_role("button", name=re.compile("Kitchen")).first.click()

    def moved() -> bool:
        [session] = house.get("/api/sessions")["sessions"]
        return [o["device_id"] for o in session["outputs"]] == ["virtual-kitchen"]

    wait_until(moved, what="the kitchen")
    [record] = house.get("/api/handoffs")["handoffs"]
    assert (record["outcome"], record["target_id"]) == ("done", "virtual-kitchen")
    expect(pocket).to_contain_text("Starts in its app")
    expect(pocket.get_by_role("button")).to_be_disabled()
