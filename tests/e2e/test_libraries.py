"""Two libraries on the page: chosen in the switch, walked by folder, and not there for those who do not see them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import PASSWORD, SETTINGS, House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("quiet_after")]

LIBRARIES = """
[library]
folders = ["{music}"]
[[libraries]]
name = "Attic"
kind = "audiobooks"
folders = ["{attic}"]
users = ["admin"]
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("libraries")
    for library, album in (("music", "Tones"), ("attic", "Dust")):
        for disc in (1, 2):
            path = make_audio(folder / library / album / f"CD {disc}" / "1.flac", seconds=30, hz=300 * disc)
            tag(path, png(64), title=f"{album} {disc}", artist="The Sines", album=album, discnumber=str(disc))
    bare = make_audio(folder / "music" / "Bare.mp3", seconds=5)
    (folder / "music" / "Twin.mp3").write_bytes(tag(bare, title="Bare", artist="Nobody").read_bytes())
    (folder / "music" / "broken.mp3").write_bytes(b"nothing")
    settings = SETTINGS + LIBRARIES.format(music=folder / "music", attic=folder / "attic")
    with House(folder / "data", None, settings) as house:
        house.post("/api/users", {"name": "ben", "password": PASSWORD})
        yield house


def test_the_switch_chooses_what_lists_are_of(house, log_in):
    page = log_in(house)
    albums = page.get_by_role("list", name="Albums")
    expect(albums.get_by_role("link")).to_have_count(3)
    page.get_by_label("Library").first.select_option("Attic")
    expect(albums.get_by_role("link")).to_have_count(1)
    expect(albums).to_contain_text("Dust")
    page.reload()
    expect(albums).to_contain_text("Dust")
    expect(albums.get_by_role("link")).to_have_count(1)
    page.get_by_label("Library").first.select_option("All libraries")
    expect(albums.get_by_role("link")).to_have_count(3)


def test_a_folder_is_walked_played_and_queued_as_on_disk(house, log_in):
    page = log_in(house)
    page.get_by_role("link", name="Folders").click()
    page.get_by_role("link", name="attic").click()
    page.get_by_role("link", name="Dust").click()
    page.get_by_role("button", name="Play", exact=True).first.click()
    player = page.get_by_role("region", name="Player")
    expect(player).to_contain_text("Dust 1")
    page.get_by_role("button", name="More for CD 2").click()
    page.get_by_role("button", name="Play next").click()
    expect(page.get_by_text("CD 2 plays next")).to_be_visible()
    page.get_by_role("link", name="CD 1").click()
    expect(page.get_by_role("heading", name="CD 1")).to_be_visible()
    expect(page.get_by_role("list", name="Tracks")).to_contain_text("Dust 1")
    page.get_by_role("button", name="The folder above").click()
    expect(page.get_by_role("heading", name="Dust")).to_be_visible()
    [session] = house.get("/api/sessions")["sessions"]
    entries = house.get(f"/api/sessions/{session['id']}/queue")["entries"]
    assert [entry["track"]["title"] for entry in entries] == ["Dust 1", "Dust 2", "Dust 2"]


def test_what_one_does_not_see_plays_without_its_name(house, log_in, chromium):
    page = log_in(house)
    page.get_by_role("link", name="Dust").first.click()
    page.locator(".track-play").first.click()
    expect(page.get_by_role("region", name="Player")).to_contain_text("Dust 1")
    other = chromium.new_context().new_page()
    other.goto(house.url)
    other.get_by_label("Name").fill("ben")
    other.get_by_label("Password").fill(PASSWORD)
    other.keyboard.press("Enter")
    expect(other.get_by_text("Something private").first).to_be_visible()
    expect(other.get_by_role("list", name="Albums").get_by_role("link")).to_have_count(2)
    expect(other.locator("select")).to_have_count(0)
    assert "Dust" not in other.content()
    other.context.close()


def test_stars_rate_an_album_and_a_track_and_take_it_back(house, log_in):
    page = log_in(house)
    page.get_by_role("link", name="Tones").first.click()
    rating = page.locator(".hero").get_by_role("group")
    rating.get_by_role("button", name="4 stars").click()
    expect(rating).to_have_attribute("aria-label", "Your rating: 4 of 5")
    page.get_by_role("button", name="More for Tones 1").click()
    page.get_by_role("dialog").get_by_role("button", name="2 stars").click()
    page.reload()
    expect(rating).to_have_attribute("aria-label", "Your rating: 4 of 5")
    rating.get_by_role("button", name="4 stars").click()
    expect(rating).to_have_attribute("aria-label", "Not rated yet")
    release = re.search(r"al-\d+", page.url)[0]
    expect(rating.get_by_role("button", name="1 star")).to_have_attribute("aria-pressed", "false")
    tracks = house.get(f"/api/releases/{release}")["tracks"]
    assert [track["marks"]["rating"] for track in tracks] == [2, None]


def test_a_book_is_resumed_where_it_was_left(house, log_in):
    page = log_in(house)
    page.get_by_role("link", name="Dust").first.click()
    page.locator(".track-play").nth(1).click()
    player = page.get_by_role("region", name="Player")
    expect(player).to_contain_text("Dust 2")
    expect(player).to_contain_text("0:05", timeout=15_000)
    player.get_by_role("button", name="Pause", exact=True).first.click()
    release = re.search(r"al-\d+", page.url)[0]
    left = lambda: house.get(f"/api/releases/{release}")["tracks"][1]["marks"]["position_ms"]  # noqa: E731 - one use
    position_ms = wait_until(left, what="the place")
    assert 4_000 < position_ms < 15_000
    page.reload()
    resume = page.get_by_role("button", name=re.compile(r"^Resume at 0:"))
    expect(resume).to_have_text(re.compile(rf"Resume at 0:0?{position_ms // 1000}"))
    expect(page.get_by_role("list", name="Tracks").last).to_contain_text("Resume at")
    resume.click()
    [session] = [each for each in house.get("/api/sessions")["sessions"] if each["current"]]
    assert session["current"]["title"] == "Dust 2"
    assert session["timeline"]["position_ms"] >= position_ms - 1_000
    page.get_by_role("button", name="More for Dust 2").click()
    page.get_by_role("button", name="Play from the beginning").click()
    wait_until(lambda: house.get("/api/sessions")["sessions"][0]["timeline"]["position_ms"] < position_ms)


def test_settings_tell_what_could_be_in_better_order(house, log_in):
    page = log_in(house)
    page.goto(f"{house.url}/settings")
    care = page.locator("section.care")
    care.get_by_text("1 file could not be read").click()
    expect(care).to_contain_text("broken.mp3")
    care.get_by_text(re.compile("^1 album without a cover")).click()
    expect(care).to_contain_text("cover.jpg")
    care.get_by_text("3 tracks there more than once").click()
    expect(care).to_contain_text("keep the one that you like best")
    expect(care.get_by_role("link", name="Twin.mp3")).to_be_visible()
    care.get_by_role("link", name="music").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("music")
