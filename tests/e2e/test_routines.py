"""Rooms with names, one volume for all of them, sleep and alarms, on a page in Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPEAKERS = "".join(
    f'[[devices.virtual]]\nname = "{name}"\nstart_latency_ms = 100\n' for name in ("Kitchen", "Hall")
)
GO = """path => {
  const link = Object.assign(document.createElement("a"), { href: path });
  document.body.append(link);
  link.click();
  link.remove();
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    path = make_audio(folder / "music" / "1.flac", seconds=60)
    tag(path, title="Tone", artist="The Sines", album="Tones")
    with House(folder / "data", folder / "music", SETTINGS + SPEAKERS) as running:
        yield running


@pytest.fixture
def page(house: House, log_in) -> Page:
    return log_in(house)


def volumes(house: House) -> dict[str, int]:
    return {each["id"]: each["volume_percent"] for each in house.get("/api/devices")["devices"]}


def test_a_speaker_gets_a_name_a_picture_and_a_limit(house: House, page: Page) -> None:
    house.put("/api/devices/virtual-kitchen/volume", {"percent": 60})
    page.evaluate(GO, "/speakers")
    page.get_by_role("link", name="Kitchen").click()
    page.get_by_label("Name", exact=True).fill("Stove")
    page.get_by_role("button", name="kitchen", exact=True).click()
    page.get_by_label("At most, in %").fill("40")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Stove is as you want it").wait_for()
    [kitchen] = [each for each in house.get("/api/devices")["devices"] if each["id"] == "virtual-kitchen"]
    assert (kitchen["name"], kitchen["icon"], kitchen["max_volume_percent"]) == ("Stove", "kitchen", 40)
    wait_until(lambda: volumes(house)["virtual-kitchen"] == 40, what="the volume to come down")
    expect(page.get_by_role("heading", name="What befell it")).to_be_visible()


def test_one_slider_turns_all_rooms_and_the_large_player_counts_down(house: House, page: Page) -> None:
    session = house.post("/api/sessions", {})["id"]
    release = house.get("/api/releases")["items"][0]["id"]
    play = {"do": "play_now", "items": [release], "device_id": "virtual-kitchen"}
    house.post(f"/api/sessions/{session}/commands", play)
    house.post(f"/api/sessions/{session}/commands", {"do": "join", "device_id": "virtual-hall"})
    page.get_by_role("button", name=re.compile("^Devices:")).locator("visible=true").first.click()
    slider = page.get_by_label("Volume of all rooms").locator("visible=true").first
    slider.fill("20")
    wait_until(lambda: volumes(house)["virtual-hall"] == 20, what="the hall to follow")
    assert volumes(house)["virtual-kitchen"] in (16, 20)  # by which test came first
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show the large player").locator("visible=true").first.click()
    page.get_by_role("button", name="Sleep timer").click()
    page.get_by_role("button", name="In 15 minutes").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^14:5\d$"))
    page.get_by_role("button", name=re.compile("^Sleep timer: ")).click()
    page.get_by_role("button", name="Play on").click()
    expect(page.get_by_role("timer")).to_have_count(0)
    house.quiet()


def test_an_alarm_is_set_switched_off_and_removed(house: House, page: Page) -> None:
    page.evaluate(GO, "/alarms")
    page.get_by_role("button", name="New alarm").click()
    form = page.get_by_role("dialog", name="New alarm")
    form.get_by_label("At", exact=True).fill("06:45")
    form.get_by_role("button", name="Sat").click()
    form.get_by_role("checkbox", name="Hall").check()
    form.get_by_label("Plays").first.select_option("An album")
    expect(form.get_by_role("button", name="Set the alarm")).to_be_disabled()
    form.get_by_role("searchbox").fill("ton")
    form.get_by_role("button", name="Tones · The Sines").click()
    form.get_by_role("checkbox", name="Shuffled").check()
    form.get_by_label("Grows louder for").select_option("10 minutes")
    form.get_by_label("Plays for").select_option("1 hour")
    form.get_by_role("button", name="Set the alarm").click()
    [alarm] = wait_until(lambda: house.get("/api/alarms")["alarms"], what="the alarm")
    assert (alarm["rings_at"], alarm["weekdays"]) == ("06:45", [0, 1, 2, 3, 4, 5])
    assert (alarm["item_name"], alarm["shuffle"], alarm["ramp_s"], alarm["lasts_min"]) == (
        "Tones",
        True,
        600,
        60,
    )
    assert "virtual-hall" in alarm["device_ids"]
    row = page.get_by_role("button", name="06:45").first
    expect(row).to_contain_text("Tones, shuffled")
    row.click()
    page.get_by_role("button", name="Skip the next time").click()
    skipped = wait_until(
        lambda: house.get("/api/alarms")["alarms"][0]["next_ring_utc"] != alarm["next_ring_utc"],
        what="a day more",
    )
    assert skipped
    page.get_by_label("The alarm at 06:45 is on").uncheck()
    wait_until(lambda: not house.get("/api/alarms")["alarms"][0]["is_on"], what="it to be off")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove the alarm at 06:45").click()
    page.get_by_text("No alarms yet").wait_for()
