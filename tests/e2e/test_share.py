"""A share on its page: a stranger hears it, seeks in it, and sees when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import House
from tests.e2e.pages import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demo_music: Path) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house") / "data", demo_music) as running:
        yield running


def test_a_stranger_plays_a_shared_album_and_seeks(house, log_in, chromium: Browser) -> None:
    page = log_in(house)
    page.locator("a[href^='/albums/']").first.click()
    page.get_by_role("button", name="More for this album").click()
    page.get_by_role("button", name="Share…").click()
    page.get_by_label("What to say about it").fill("For my neighbour")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link", exact=True).input_value()

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
