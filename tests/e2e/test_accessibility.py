"""Every view, dialog and panel, by day and by night, wide and narrow, before axe: nothing serious may be found."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from playwright.sync_api import Page, expect

from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LYRICS = "".join(f"[00:{second:02}.00]Line of second {second}\n" for second in range(0, 50, 2))
PLACES = (
    *(
        "/albums",
        "/artists",
        "/genres",
        "/years",
        "/years/1990s",
        "/labels",
        "/labels/Harmonia",
        "/composers",
    ),
    *("/speakers", "/alarms", "/handoffs", "/podcasts", "/radio"),
    *("/folders", "/playlists", "/starred", "/search?q=t", "/search", "/queue", "/settings"),
)
# As a link would, so that axe stays in the page.
GO = """path => {
  const link = Object.assign(document.createElement("a"), { href: path });
  document.body.append(link);
  link.click();
  link.remove();
}"""
# What is wrong for somebody, told as "rule: element"; animations are over before colours are compared.
FIND = """async () => {
  await Promise.all(document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity)
    .map((each) => each.finished.catch(() => {})));
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """Its source."""
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    said = {"artist": "The Sines", "genre": "Drone", "label": "Harmonia", "composer": "Clara Winter"}
    for at, (album, year) in enumerate((("Tones", "1994"), ("Hums", "1999"))):
        for number in (1, 2, 3):
            path = make_audio(
                folder / f"music/{album}/0{number}.flac", seconds=50, hz=200 + 60 * number + 5 * at
            )
            title = f"{album} {number}"
            tag(path, png(200), title=title, album=album, tracknumber=str(number), date=year, **said)
    (folder / "music/Tones/01.lrc").write_text(LYRICS)
    (folder / "music/Tones/01.txt").write_text("Only the words")
    (folder / "music/broken.mp3").write_bytes(b"nothing")
    house = House(folder / "data", folder / "music")
    house.start()
    house.scanned()
    ids = {each["title"]: each["id"] for each in house.get("/api/releases")["items"]}
    house.post("/api/playlists", {"name": "Evening", "items": [ids["Hums"]]})
    (_, last, _) = (each["id"] for each in house.get(f"/api/releases/{ids['Hums']}")["tracks"])
    house.post("/api/releases/split", {"tracks": [last]})
    yield house
    house.stop()


class Eye:
    """Looks at what is shown, and remembers what is wrong with it."""

    def __init__(self, page: Page, axe: str) -> None:
        self._page = page
        self._axe = axe
        self.found: dict[str, list[str]] = {}

    def look(self, name: str) -> None:
        self._page.evaluate(f"() => {{ if (!window.axe) {{ {self._axe} }} }}")
        found = self._page.evaluate(FIND)
        if found:
            self.found[name] = found


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1440),
        ("dark", 390),
        pytest.param("light", 390, marks=pytest.mark.soak),
        pytest.param("dark", 1440, marks=pytest.mark.soak),
    ],
)
def test_nothing_serious_is_found_in_any_view(house, log_in, axe, scheme, width):
    narrow = {"has_touch": True, "is_mobile": True} if width < 600 else {}
    page = log_in(
        house, base_url=house.url, viewport={"width": width, "height": 844}, color_scheme=scheme, **narrow
    )
    eye = Eye(page, axe)
    _look_around(page, eye)
    _look_into_dialogs(page, eye)
    _look_at_the_house(page, eye)
    _look_at_the_player(page, eye)
    assert eye.found == {}


def test_nothing_serious_is_found_at_the_door(house, chromium, axe):
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(house.url)
        page.get_by_label("Name").wait_for()
        eye = Eye(page, axe)
        eye.look("login")
        page.close()
        assert eye.found == {}


def _look_around(page: Page, eye: Eye) -> None:
    for place in PLACES:
        page.evaluate(GO, place)
        page.locator("main :is(h1, h2)").first.wait_for(state="attached", timeout=10_000)
        if place not in ("/search", "/queue", "/starred", "/alarms", "/handoffs", "/podcasts", "/radio"):
            page.locator(
                "main :is(.card a, .genre, .year, .named, .folder, .track, .room, .care summary)"
            ).first.wait_for()
        eye.look(place)


def _look_into_dialogs(page: Page, eye: Eye) -> None:
    _open(page, "/albums", "Tones")
    eye.look("album")
    for choice in ("Merge with another album…", "Split off tracks…", "Add to playlist…"):
        page.get_by_role("button", name="More for this album").click()
        page.get_by_role("button", name=choice).wait_for()
        eye.look("menu")
        page.get_by_role("button", name=choice).click()
        page.get_by_role("dialog").locator("input").first.wait_for()
        eye.look(choice)
        page.get_by_role("button", name="Close", exact=True).click()
    _open(page, "/artists", "The Sines")
    eye.look("artist")
    _open(page, "/composers", "Clara Winter")
    eye.look("composer")
    _open(page, "/playlists", "Evening")
    eye.look("playlist")
    page.evaluate(GO, "/playlists")
    page.get_by_role("button", name="New smart").click()
    page.get_by_role("dialog").locator("input").first.wait_for()
    eye.look("rules")
    page.get_by_role("button", name="Close", exact=True).click()


def _look_at_the_house(page: Page, eye: Eye) -> None:
    """What is set for its rooms, phones and guests."""
    page.evaluate(GO, "/speakers")
    page.locator("main .room").first.click()
    page.get_by_role("button", name="Save").wait_for()
    page.get_by_role("heading", name="What befell it").wait_for()
    eye.look("speaker")
    for place, button in (
        ("/alarms", "New alarm"),
        ("/podcasts", "Follow a podcast"),
        ("/radio", "Add a station"),
    ):
        page.evaluate(GO, place)
        page.get_by_role("button", name=button).click()
        page.get_by_role("dialog").locator("input").first.wait_for()
        eye.look(button)
        page.get_by_role("button", name="Close", exact=True).click()
    page.evaluate(GO, "/settings")
    page.get_by_label("Which phone or app?").fill("Phone")
    page.get_by_role("button", name="Connect", exact=True).click()
    page.locator(".qr").wait_for()
    eye.look("connect a phone")
    page.get_by_role("button", name="Done").click()
    _look_at_a_share(page, eye)


def _look_at_a_share(page: Page, eye: Eye) -> None:
    _open(page, "/albums", "Tones")
    page.get_by_role("button", name="More for this album").click()
    page.get_by_role("button", name="Share…").click()
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Link", exact=True).input_value()
    eye.look("share")
    page.goto(link)
    page.get_by_role("region", name="Player").wait_for()
    eye.look("share page")
    page.go_back()
    page.locator("main h1").first.wait_for()


def _look_at_the_player(page: Page, eye: Eye) -> None:
    _open(page, "/albums", "Tones")
    page.get_by_role("button", name="Play", exact=True).first.click()
    page.get_by_role("region", name="Player").wait_for()
    eye.look("player bar")
    page.get_by_role("button", name="Show the large player").locator("visible=true").first.click()
    large = page.get_by_role("dialog", name="Now playing")
    large.get_by_role("heading", name="Tones 1").wait_for()
    eye.look("large player")
    large.get_by_role("button", name="Lyrics").click()
    expect(large.locator(".lyrics [aria-current]")).to_be_visible()
    eye.look("lyrics")
    large.get_by_label("Version of the lyrics").select_option(index=1)
    expect(large.get_by_text("Only the words")).to_be_visible()
    eye.look("lyrics without times")


def _open(page: Page, place: str, name: str) -> None:
    page.evaluate(GO, place)
    page.locator("main .card a", has_text=re.compile(rf"^.?{name}")).first.click()
    page.get_by_role("heading", level=1, name=name).wait_for()
