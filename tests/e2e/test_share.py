"""A share on its page: a stranger hears it, seeks in it, and sees when it is over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for number in (1, 2, 3):
        path = make_audio(folder / f"music/Tones/0{number}.flac", seconds=12, hz=220 + 60 * number)
        tag(path, title=f"Tone {number}", album="Tones", artist="The Sines", tracknumber=str(number))
    with House(folder / "data", folder / "music") as house:
        yield house


def test_a_stranger_plays_a_shared_album_and_seeks(house, log_in, chromium: Browser) -> None:
    page = log_in(house)
    page.locator("a[href^='/albums/']").first.click()
    page.get_by_role("button", name="More for this album").click()
    page.get_by_role("button", name="Share…").click()
    page.get_by_label("What to say about it").fill("For my neighbour")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link").input_value()

    stranger = chromium.new_context().new_page()
    outside: list[str] = []
    stranger.on("request", lambda request: outside.append(request.url))
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="For my neighbour")).to_be_visible()
    stranger.get_by_role("button", name="Play", exact=True).click()
    position = "document.querySelector('audio').currentTime"
    wait_until(lambda: stranger.evaluate(position) > 0, what="the stranger to hear it")
    stranger.get_by_label("Position").fill("3")
    wait_until(lambda: stranger.evaluate(position) >= 3, what="the seek")
    stranger.get_by_role("button", name="Next").click()
    expect(stranger.locator(".share-tracks [aria-current]")).to_have_count(1)
    assert [url for url in outside if not url.startswith(house.url)] == []
    stranger.context.close()
