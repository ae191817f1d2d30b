"""What a scan grouped wrongly is put right in the page, without touching a file, and taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for album, count in (("Tones", 3), ("Tones (Disc Two)", 2), ("Hums", 1)):
        for number in range(1, count + 1):
            path = make_audio(folder / f"music/{album}/0{number}.flac", hz=200 + 60 * number)
            names = {"title": f"{album} {number}", "album": album, "tracknumber": str(number)}
            tag(path, png(200), artist="The Sines", albumartist="The Sines", **names)
    with House(folder / "data", folder / "music") as house:
        yield house


@pytest.fixture(autouse=True)
def as_tagged_after(house):
    yield
    for each in house.get("/api/regroupings")["items"]:
        house.delete(f"/api/regroupings/{each['id']}")


def albums(house: House) -> dict[str, int]:
    return {each["title"]: each["track_count"] for each in house.get("/api/releases")["items"]}


def open_album(page: Page, title: str) -> None:
    page.get_by_role("navigation", name="Library").first.get_by_role("link", name="Albums").click()
    page.get_by_role("link", name=re.compile(rf"^{re.escape(title)} ?The Sines")).first.click()
    page.get_by_role("heading", level=1, name=title, exact=True).wait_for()


def choose(page: Page, choice: str) -> None:
    page.get_by_role("button", name="More for this album").click()
    page.get_by_role("button", name=choice).click()


def test_two_albums_are_merged_in_the_page_and_the_toast_takes_it_back(house, log_in):
    page = log_in(house)
    open_album(page, "Tones")
    choose(page, "Merge with another album…")
    dialog = page.get_by_role("dialog", name="Merge with another album")
    expect(dialog.get_by_role("checkbox").first).to_be_visible()
    expect(dialog.get_by_role("listitem").first).to_contain_text("Tones (Disc Two)")
    dialog.get_by_role("searchbox").fill("disc tw")
    dialog.get_by_role("checkbox", name="Tones (Disc Two)").check()
    expect(dialog.get_by_role("status")).to_have_text("Tones will have 5 tracks: its own 3 and 2 more.")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_role("list", name="Tracks").get_by_role("listitem")).to_have_count(5)
    assert albums(house) == {"Hums": 1, "Tones": 5}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("list", name="Tracks").get_by_role("listitem")).to_have_count(3)
    assert albums(house) == {"Hums": 1, "Tones": 3, "Tones (Disc Two)": 2}


def test_tracks_are_split_off_and_settings_take_it_back_later(house, log_in):
    page = log_in(house)
    open_album(page, "Tones")
    choose(page, "Split off tracks…")
    dialog = page.get_by_role("dialog", name="Split off tracks")
    dialog.get_by_role("checkbox", name="Tones 2").check()
    expect(dialog.get_by_role("status")).to_have_text("1 of 3 tracks leaves the album.")
    dialog.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("list", name="Tracks").get_by_role("listitem")).to_have_count(1)
    assert sorted(each["track_count"] for each in house.get("/api/releases")["items"]) == [1, 1, 2, 2]
    page.reload()
    page.get_by_role("link", name="Settings").first.click()
    expect(page.get_by_text("1 album put together or apart by hand")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("put together or apart by hand")).to_have_count(0)
    assert albums(house)["Tones"] == 3


def test_a_track_that_was_recognised_elsewhere_is_taken_apart_again(house, log_in):
    music = house.music
    (music / "Hums/01.flac").rename(music / "Hums/moved.flac")
    house.post("/api/scan", {})
    wait_until(lambda: house.get("/api/matches")["total"] == 1, what="the match")
    page = log_in(house)
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_text("1 track recognised in another file").click()
    expect(page.get_by_text("to Hums/moved.flac")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("recognised in another file")).to_have_count(0)
    assert house.get("/api/matches")["total"] == 0


def test_the_last_track_cannot_leave(house, log_in):
    page = log_in(house)
    open_album(page, "Tones (Disc Two)")
    choose(page, "Split off tracks…")
    dialog = page.get_by_role("dialog", name="Split off tracks")
    for title in ("Tones (Disc Two) 1", "Tones (Disc Two) 2"):
        dialog.get_by_role("checkbox", name=title).check()
    expect(dialog.get_by_role("status")).to_have_text("At least one track has to stay.")
    expect(dialog.get_by_role("button", name="Split off")).to_be_disabled()
