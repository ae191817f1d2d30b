"""The words in the large player: they follow what is heard, and lead to their place in it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("quiet_after")]

SYNCED = "".join(f"[00:{second:02}.00]Line of second {second}\n" for second in range(0, 46, 2))
WORDS = "[00:50.00]<00:50.00>Word <00:58.00>by <00:59.00>word\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for number, title in enumerate(("Sung", "Read", "Hummed"), start=1):
        path = make_audio(folder / f"music/Songs/0{number}.flac", seconds=60, hz=200 + 60 * number)
        tag(path, title=title, album="Songs", artist="The Sines", tracknumber=str(number))
    (folder / "music/Songs/01.lrc").write_text(SYNCED + WORDS)
    (folder / "music/Songs/01.txt").write_text("Only the words\nof it")
    (folder / "music/Songs/02.txt").write_text("\n".join(f"Verse {number}" for number in range(80)))
    with House(folder / "data", folder / "music") as house:
        yield house


def position_ms(house: House) -> int:
    [session] = house.get("/api/sessions")["sessions"]
    return session["timeline"]["position_ms"]


def lyrics_of(page: Page, title: str) -> Locator:
    """Opens the large player of a track, with its words."""
    page.get_by_role("link", name=re.compile("^.?Songs")).first.click()
    page.get_by_role("button", name=f"Play {title}").or_(page.get_by_role("button", name=title)).first.click()
    page.get_by_role("button", name="Show the large player").first.click()
    large = page.get_by_role("dialog", name="Now playing")
    large.get_by_role("heading", name=title).wait_for()
    large.get_by_role("button", name="Lyrics").click()
    return large


def test_the_line_that_is_sung_is_shown_and_a_tap_on_another_goes_there(house, log_in):
    page = log_in(house)
    large = lyrics_of(page, "Sung")
    sung = large.locator(".lyrics [aria-current]")
    expect(sung).to_have_text(re.compile(r"Line of second \d+"))
    large.get_by_role("button", name="Line of second 40").click()
    wait_until(lambda: position_ms(house) >= 40_000, what="the seek")
    expect(sung).to_have_text("Line of second 40")
    expect(sung).to_have_text("Line of second 42", timeout=8_000)
    expect(sung).to_be_in_viewport()
    assert page.evaluate("[scrollY, document.querySelector('.now').scrollTop]") == [0, 0]


def test_words_with_times_of_their_own_light_up_one_by_one(house, log_in):
    page = log_in(house)
    large = lyrics_of(page, "Sung")
    large.get_by_role("button", name="Word by word").click()
    sung = large.locator(".lyrics [aria-current]")
    expect(sung).to_have_text(re.compile(r"Word\s+by\s+word"))
    expect(sung.locator(".coming")).to_have_text(["by ", "word"])


def test_another_version_of_the_words_can_be_chosen(house, log_in):
    page = log_in(house)
    large = lyrics_of(page, "Sung")
    versions = large.get_by_label("Version of the lyrics")
    expect(versions.locator("option")).to_have_text(["Lyrics", "Lyrics, without times"])
    versions.select_option(index=1)
    expect(large.get_by_role("region", name="Lyrics")).to_have_text(re.compile("^Only the words"))


def test_words_without_times_scroll_in_their_own_box(house, log_in):
    page = log_in(house, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page.get_by_role("link", name=re.compile("^.?Songs")).first.click()
    page.get_by_role("button", name="Read").first.click()
    page.get_by_role("button", name="Show the large player").last.click()
    large = page.get_by_role("dialog", name="Now playing")
    large.get_by_role("button", name="Lyrics").click()
    large.get_by_text("Verse 79").scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('.lyrics').scrollTop") > 500
    assert page.evaluate("[scrollY, document.querySelector('.now').scrollTop]") == [0, 0]
    expect(large.get_by_role("button", name="Pause")).to_be_in_viewport()


def test_a_track_without_words_says_so_quietly(house, log_in):
    page = log_in(house)
    large = lyrics_of(page, "Hummed")
    expect(large.get_by_text("No lyrics for this track")).to_be_visible()
    expect(large.get_by_role("alert")).to_have_count(0)
