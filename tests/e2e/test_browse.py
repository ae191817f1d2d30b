"""Ways to an album besides its name: by genre, year, label and the people behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ALBUMS = (
    ("Dawn", {"date": "1994", "label": "Harmonia", "composer": "Clara Winter", "conductor": "Ada Serrano"}),
    ("Noon", {"date": "1999", "label": "Harmonia", "composer": "Mika Ojala"}),
    ("Dusk", {"date": "2004", "label": "4AD/Beggars", "composer": "Clara Winter"}),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for at, (album, said) in enumerate(ALBUMS):
        path = make_audio(folder / f"music/{album}/01.flac", hz=300 + 40 * at)
        tag(path, title=f"{album} 1", album=album, artist="Band", albumartist="Band", genre="Drone", **said)
    with House(folder / "data", folder / "music") as house:
        yield house


def browse(page: Page, way: str) -> None:
    page.get_by_role("navigation", name="Library").first.get_by_role("link", name="Browse").click()
    page.get_by_role("navigation", name="Browse by").get_by_role("link", name=way).click()
    page.get_by_role("heading", level=1, name=way).wait_for()


def expect_albums(page: Page, *titles: str) -> None:
    expect(page.locator("main .card a")).to_have_text([re.compile(f"^.?{title}Band") for title in titles])


def test_a_decade_and_a_year_hold_their_albums(house, log_in):
    page = log_in(house)
    browse(page, "Years")
    expect(page.locator("main .year b")).to_have_text(["2004", "1999", "1994"])
    page.get_by_role("link", name="1990s").click()
    expect_albums(page, "Noon", "Dawn")
    page.get_by_role("button", name="All years").click()
    page.get_by_role("link", name="1994 1 album").click()
    expect_albums(page, "Dawn")
    page.get_by_role("link", name=re.compile("Dawn")).first.click()
    page.get_by_role("link", name="Harmonia").click()
    expect(page.get_by_role("heading", level=1, name="Harmonia")).to_be_visible()


def test_a_label_with_a_slash_in_its_name_has_its_page(house, log_in):
    page = log_in(house)
    browse(page, "Labels")
    page.get_by_role("link", name="4AD/Beggars").click()
    expect_albums(page, "Dusk")
    page.reload()
    expect_albums(page, "Dusk")


def test_composers_and_others_lead_to_what_they_did(house, log_in):
    page = log_in(house)
    browse(page, "Composers")
    page.get_by_role("link", name="Clara Winter").click()
    expect_albums(page, "Dawn", "Dusk")
    page.get_by_role("button", name="All composers").click()
    page.get_by_label("In which role").select_option(label="Conductors")
    page.get_by_role("link", name="Ada Serrano").click()
    expect_albums(page, "Dawn")
    page.get_by_role("heading", level=1).get_by_role("link", name="Ada Serrano").click()
    page.get_by_role("link", name="Conductor 1").click()
    expect_albums(page, "Dawn")


def test_a_phone_finds_the_ways_beside_its_search(house, log_in):
    page = log_in(house, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.get_by_role("link", name="Search").last.click()
    page.get_by_role("link", name="Labels").click()
    expect(page.get_by_role("heading", level=1, name="Labels")).to_be_visible()
    for way in ("Genres", "Years", "Composers"):
        page.get_by_role("navigation", name="Browse by").get_by_role("link", name=way).click()
        expect(page.get_by_role("heading", level=1, name=way)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, way
