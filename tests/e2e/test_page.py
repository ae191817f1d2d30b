"""The page in a real browser, against a real house: what people see, press and hear."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import PASSWORD, SETTINGS, House, both_engines, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("quiet_after")]

KITCHEN = """
[[devices.virtual]]
name = "Kitchen"
start_latency_ms = 100
"""
VIEWS = (
    "/albums",
    "/artists",
    "/genres",
    "/years",
    "/labels",
    "/composers",
    "/folders",
    "/starred",
    "/search?q=t",
    "/queue",
    "/settings",
    "/nonsense",
)
# A browser that wants a tap, as some do however often the page was touched before.
REFUSING = """() => {
const play = HTMLMediaElement.prototype.play;
window.refuse = true;
HTMLMediaElement.prototype.play = function () {
  if (window.refuse) return Promise.reject(new DOMException("no tap", "NotAllowedError"));
  return play.call(this);
};
window.AudioContext = class extends AudioContext {
  constructor(options) { super(options); if (window.refuse) void this.suspend(); }
  resume() { return window.refuse ? new Promise(() => {}) : super.resume(); }
};
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for album in ("Tones", "Overtones"):
        for number in (1, 2, 3):
            path = make_audio(folder / f"music/{album}/0{number}.flac", seconds=30, hz=200 + 60 * number)
            names = {"title": f"{album[0]} {number}", "album": album, "tracknumber": str(number)}
            tag(path, png(200), artist="The Sines", albumartist="The Sines", genre="Drone", **names)
    with House(folder / "data", folder / "music", SETTINGS + KITCHEN) as house:
        yield house


def go(page: Page, path: str) -> None:
    """As a link would: within the page."""
    page.evaluate(
        """path => {
          const link = Object.assign(document.createElement("a"), { href: path });
          document.body.append(link);
          link.click();
          link.remove();
        }""",
        path,
    )


def play(page: Page, album: str = "Tones") -> None:
    page.get_by_role("link", name=re.compile(f"^{album}")).first.click()
    page.get_by_role("button", name="Play", exact=True).first.click()
    expect(page.get_by_role("region", name="Player")).to_be_visible()


def session_of(house: House) -> dict:
    return wait_until(lambda: house.get("/api/sessions")["sessions"], what="a session")[0]


def titles(house: House) -> list[str]:
    entries = house.get(f"/api/sessions/{session_of(house)['id']}/queue")["entries"]
    return [entry["track"]["title"] for entry in entries]


def test_a_wrong_password_is_refused_in_words(house, chromium):
    page = chromium.new_page()
    page.goto(house.url)
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill("not it at all")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).not_to_be_empty()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Albums")).to_be_visible()
    page.close()


def test_every_view_is_drawn_without_a_complaint_and_asks_nothing_of_others(house, log_in):
    page = log_in(house)
    complaints, foreign = [], []
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on(
        "request",
        lambda r: None if r.url.startswith((house.url, "blob:", "data:")) else foreign.append(r.url),
    )
    play(page)
    for path in VIEWS:
        go(page, path)
        expect(page.locator("main h1, main h2").first).to_be_attached()
    assert complaints == []
    assert foreign == []


def test_no_view_is_wider_than_a_small_phone(house, log_in):
    page = log_in(house, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    play(page)
    for path in VIEWS:
        go(page, path)
        expect(page.locator("main h1, main h2").first).to_be_attached()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_a_slash_searches_and_the_arrows_walk_through_what_was_found(house, log_in):
    page = log_in(house)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("overt")
    expect(page.get_by_role("link", name=re.compile("^Overtones"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Tones"))).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Overtones")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("overt")


def test_a_tap_that_is_faster_than_the_page_is_known_plays_when_it_is(house, log_in):
    page = log_in(house)
    held = []
    page.route("**/api/devices/browser", lambda route: held.append(route))
    page.goto(house.url)
    page.get_by_role("link", name=re.compile("^Tones")).first.click()
    page.get_by_role("button", name="Play", exact=True).first.click()
    wait_until(lambda: page.wait_for_timeout(50) or held, what="the page to introduce itself")
    page.wait_for_timeout(300)
    held[0].continue_()
    page.unroute("**/api/devices/browser")
    expect(page.get_by_role("region", name="Player")).to_be_visible()
    wait_until(lambda: session_of(house)["timeline"]["running"])


@both_engines
def test_space_pauses_and_plays(house, log_in):
    page = log_in(house)
    play(page)
    wait_until(lambda: session_of(house)["timeline"]["running"])
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("Space")
    wait_until(lambda: not session_of(house)["timeline"]["running"], what="the pause")
    expect(page.get_by_role("group", name="Playback").get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("Space")
    wait_until(lambda: session_of(house)["timeline"]["running"], what="the music")


def test_the_queue_is_ordered_and_shortened_by_hand(house, log_in):
    page = log_in(house)
    play(page)
    page.get_by_role("button", name="Queue", exact=True).click()
    queue = page.get_by_role("complementary", name="Queue")
    queue.get_by_role("button", name="More for T 3").click()
    queue.get_by_role("button", name="Move up").click()
    wait_until(lambda: titles(house) == ["T 1", "T 3", "T 2"], what="the new order")
    queue.get_by_role("button", name="More for T 2").click()
    queue.get_by_role("button", name="Remove").click()
    wait_until(lambda: titles(house) == ["T 1", "T 3"], what="the removal")
    expect(queue.get_by_role("listitem")).to_have_count(2)


@both_engines
def test_the_device_picker_moves_the_music_and_says_where_it_is(house, log_in):
    page = log_in(house)
    play(page)
    wait_until(lambda: session_of(house)["timeline"]["running"])
    page.get_by_role("button", name="Devices: This page").click()
    page.get_by_role("button", name=re.compile("^Move to Kitchen")).click()
    expect(page.get_by_role("button", name="Devices: Kitchen")).to_be_visible(timeout=15_000)
    wait_until(
        lambda: [output["device_id"] for output in session_of(house)["outputs"]] == ["virtual-kitchen"]
    )
    page.wait_for_function("navigator.mediaSession.playbackState === 'none'")  # it hears of it a little later


@both_engines
def test_a_browser_that_wants_a_tap_gets_one(house, log_in):
    page = log_in(house)
    page.evaluate(REFUSING)
    play(page)
    banner = page.get_by_text("wants a tap")
    expect(banner).to_be_visible()
    page.evaluate("window.refuse = false")
    page.get_by_role("button", name="Play here").click()
    wait_until(lambda: session_of(house)["timeline"]["running"], what="the music")
    expect(banner).to_have_count(0)


def test_the_large_player_opens_over_everything_and_goes_on_escape(house, log_in):
    page = log_in(house)
    play(page)
    page.get_by_role("button", name="Show the large player").first.click()
    large = page.get_by_role("dialog", name="Now playing")
    expect(large.get_by_role("heading", name="T 1")).to_be_visible()
    expect(large.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Escape")
    expect(large).to_have_count(0)


def test_a_star_given_here_is_a_star_everywhere(house, log_in):
    page = log_in(house)
    page.get_by_role("link", name=re.compile("^Tones")).first.click()
    page.locator("header").get_by_role("button", name="Star", exact=True).click()
    wait_until(lambda: house.get("/api/starred")["releases"], what="the star")
    page.get_by_role("link", name="Starred").first.click()
    page.get_by_role("link", name=re.compile("^Tones")).first.click()
    page.get_by_role("button", name="Remove the star").first.click()
    wait_until(lambda: not house.get("/api/starred")["releases"], what="no star")


def test_a_theme_is_chosen_once_and_kept(house, log_in):
    page = log_in(house, color_scheme="light")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    go(page, "/settings")
    page.get_by_role("button", name="Dark").click()
    page.reload()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light
    page.get_by_role("button", name="As the system").click()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == light


def test_an_app_password_is_shown_once_and_can_be_revoked(house, log_in):
    page = log_in(house)
    go(page, "/settings")
    page.get_by_label("Which phone or app?").fill("Pocket phone")
    page.get_by_role("button", name="Connect", exact=True).click()
    secret = page.locator(".secret").get_by_label("Password").input_value()
    assert len(secret) >= 20
    page.reload()
    expect(page.get_by_text("Pocket phone")).to_be_visible()
    assert secret not in page.content()
    page.get_by_role("button", name="Revoke Pocket phone").click()
    expect(page.locator(".rows").get_by_text("Pocket phone")).to_have_count(0)


@both_engines
def test_a_reload_keeps_the_device_and_a_second_tab_is_another(house, log_in):
    page = log_in(house)
    device = page.evaluate("document.documentElement.dataset.device")
    page.reload()
    page.wait_for_selector("html[data-device]")
    assert page.evaluate("document.documentElement.dataset.device") == device
    other = page.context.new_page()
    other.goto(house.url)
    other.wait_for_selector("html[data-device]")
    assert other.evaluate("document.documentElement.dataset.device") != device
