"""A share on its page: a stranger hears it, seeks in it, and sees when it is over."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OFF_CENTRE = """key => {
  const [a, b] = [key, key.querySelector('svg')].map((each) => each.getBoundingClientRect());
  return Math.hypot(a.x + a.width / 2 - b.x - b.width / 2, a.y + a.height / 2 - b.y - b.height / 2);
}"""
GROUND = "key => getComputedStyle(key).backgroundColor"
ACCENT = """key => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.background = 'var(--accent-fill)';
  return getComputedStyle(probe).backgroundColor;
}"""


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
    # The pointer rests on the key, and its sign is still there to be seen: in the middle, on its own colour.
    key = stranger.get_by_role("button", name="Pause", exact=True)
    assert key.evaluate(OFF_CENTRE) < 1
    assert key.evaluate(GROUND) == key.evaluate(ACCENT)
    stranger.get_by_label("Position").fill("3")
    wait_until(lambda: stranger.evaluate(position) >= 3, what="the seek")
    stranger.get_by_role("button", name="Next").click()
    expect(stranger.locator(".share-tracks [aria-current]")).to_have_count(1)
    assert [url for url in outside if not url.startswith(house.url)] == []
    stranger.context.close()
