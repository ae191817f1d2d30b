"""Playlists in the page: made, filled, put in order, renamed, deleted and brought back; seen in other tabs at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for album, genre in (("Tones", "Drone"), ("Hums", "Folk")):
        for number in (1, 2, 3):
            path = make_audio(folder / f"music/{album}/0{number}.flac", hz=200 + 60 * number + len(album))
            names = {"title": f"{album} {number}", "album": album, "tracknumber": str(number)}
            tag(path, artist="The Sines", genre=genre, **names)
    with House(folder / "data", folder / "music") as house:
        yield house


@pytest.fixture(autouse=True)
def none_after(house):
    yield
    for each in house.get("/api/playlists")["playlists"]:
        house.delete(f"/api/playlists/{each['id']}")


def made(house: House, name: str, *albums: str) -> str:
    ids = {each["title"]: each["id"] for each in house.get("/api/releases")["items"]}
    return house.post("/api/playlists", {"name": name, "items": [ids[album] for album in albums]})["id"]


def names(house: House) -> list[str]:
    return [each["name"] for each in house.get("/api/playlists")["playlists"]]


def kept(house: House, id: str) -> list[str]:
    return [each["track"]["title"] for each in house.get(f"/api/playlists/{id}/entries")["entries"]]


def open_playlists(page: Page) -> None:
    page.get_by_role("navigation", name="Library").first.get_by_role("link", name="Playlists").click()
    page.get_by_role("heading", level=1, name="Playlists").wait_for()


def open_playlist(page: Page, name: str) -> None:
    open_playlists(page)
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def shown(page: Page) -> list[str]:
    return page.locator("main .tracks .track-text b").all_text_contents()


def test_a_playlist_is_made_and_filled_from_an_album(house, log_in):
    page = log_in(house)
    open_playlists(page)
    page.get_by_role("button", name="New", exact=True).click()
    dialog = page.get_by_role("dialog", name="New playlist")
    dialog.get_by_label("Name").fill("Evening")
    dialog.get_by_role("button", name="Make it").click()
    page.get_by_role("heading", level=1, name="Evening").wait_for()
    page.get_by_role("navigation", name="Library").first.get_by_role("link", name="Albums").click()
    page.get_by_role("link", name=re.compile("^.?Hums")).first.click()
    page.get_by_role("button", name="More for this album").click()
    page.get_by_role("button", name="Add to playlist…").click()
    page.get_by_role("dialog", name="Add to a playlist").get_by_role("button", name="Evening").click()
    expect(page.get_by_text("Hums is in Evening")).to_be_visible()
    open_playlist(page, "Evening")
    expect(page.locator("main .tracks .track-text b")).to_have_text(["Hums 1", "Hums 2", "Hums 3"])


def test_tracks_are_put_in_order_by_menu_keys_and_mouse_and_taken_out(house, log_in):
    id = made(house, "Order", "Hums")
    page = log_in(house)
    open_playlist(page, "Order")
    page.get_by_role("button", name="More for Hums 3").click()
    page.get_by_role("button", name="Move up").click()
    wait_until(lambda: kept(house, id) == ["Hums 1", "Hums 3", "Hums 2"], what="the move")
    page.get_by_role("button", name=re.compile("^Play.* Hums 2|^Play Hums 2")).first.focus()
    page.keyboard.press("Alt+ArrowUp")
    wait_until(lambda: kept(house, id) == ["Hums 1", "Hums 2", "Hums 3"], what="the move by keys")
    rows = page.locator("main .tracks > li")
    expect(rows).to_have_count(3)
    rows.nth(2).drag_to(rows.nth(0))
    wait_until(lambda: kept(house, id) == ["Hums 3", "Hums 1", "Hums 2"], what="the move by mouse")
    page.get_by_role("button", name="More for Hums 1").click()
    page.get_by_role("button", name="Remove from playlist").click()
    wait_until(lambda: shown(page) == ["Hums 3", "Hums 2"], what="the removal")
    assert kept(house, id) == ["Hums 3", "Hums 2"]


def test_a_playlist_gets_another_name_and_a_description(house, log_in):
    made(house, "Old name", "Hums")
    page = log_in(house)
    open_playlist(page, "Old name")
    page.get_by_role("button", name="More for this playlist").click()
    page.get_by_role("button", name="Details…").click()
    dialog = page.get_by_role("dialog", name="Playlist details")
    dialog.get_by_label("Name").fill("New name")
    dialog.get_by_label("Description").fill("For rain")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1, name="New name")).to_be_visible()
    expect(page.get_by_text("For rain")).to_be_visible()
    assert names(house) == ["New name"]


def test_a_deleted_playlist_can_be_had_back_and_goes_with_the_page_otherwise(house, log_in):
    made(house, "Doubtful", "Hums")
    page = log_in(house)
    for _ in range(2):
        open_playlist(page, "Doubtful")
        page.get_by_role("button", name="More for this playlist").click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_role("heading", level=1, name="Playlists")).to_be_visible()
        expect(page.get_by_role("link", name="Doubtful")).to_have_count(0)
        assert names(house) == ["Doubtful"]
        if _ == 0:
            page.get_by_role("button", name="Undo").click()
            expect(page.get_by_role("link", name="Doubtful")).to_be_visible()
    page.goto(house.url)
    wait_until(lambda: names(house) == [], what="the deletion")


def test_a_smart_playlist_is_made_of_rules_and_changed(house, log_in):
    page = log_in(house)
    open_playlists(page)
    page.get_by_role("button", name="New smart").click()
    dialog = page.get_by_role("dialog", name="New smart playlist")
    dialog.get_by_label("Name", exact=True).fill("Only folk")
    dialog.get_by_label("About").select_option(label="Genre")
    dialog.get_by_label("Value").fill("folk")
    dialog.get_by_role("button", name="Make it").click()
    page.get_by_role("heading", level=1, name="Only folk").wait_for()
    expect(page.locator("main .tracks .track-text b")).to_have_text(["Hums 1", "Hums 2", "Hums 3"])
    page.get_by_role("button", name="More for this playlist").click()
    page.get_by_role("button", name="Edit rules…").click()
    dialog = page.get_by_role("dialog", name="Rules")
    dialog.get_by_role("button", name="Rule", exact=True).click()
    dialog.get_by_label("About").nth(1).select_option(label="Title")
    dialog.get_by_label("How", exact=True).nth(1).select_option(label="ends with")
    dialog.get_by_label("Value").nth(1).fill("2")
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator("main .tracks .track-text b")).to_have_text(["Hums 2"])


def test_another_tab_sees_each_change_at_once(house, log_in):
    here, there = log_in(house), log_in(house)
    open_playlists(there)
    id = made(house, "Shared list", "Hums")
    expect(there.get_by_role("link", name=re.compile("^Shared list"))).to_be_visible()
    open_playlist(there, "Shared list")
    open_playlist(here, "Shared list")
    here.get_by_role("button", name="More for Hums 1").click()
    here.get_by_role("button", name="Move down").click()
    expect(there.locator("main .tracks .track-text b")).to_have_text(["Hums 2", "Hums 1", "Hums 3"])
    house._client.patch(f"{house.url}/api/playlists/{id}", json={"name": "Renamed"}, timeout=10)
    expect(there.get_by_role("heading", level=1, name="Renamed")).to_be_visible()
