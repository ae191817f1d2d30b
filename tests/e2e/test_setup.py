"""The very first start, without anybody prepared: the page, the code from the log, music, a phone's password."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import SETTINGS, House, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME, PASSWORD = "Zoë", "correct horse battery"
PHONE = {"width": 390, "height": 844}
FROM_ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}
VIEWS = ("/albums", "/artists", "/genres", "/starred", "/search", "/queue", "/settings")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demo_music: Path) -> Iterator[House]:
    """The demo's music and speakers, and nobody who could log in."""
    folder = tmp_path_factory.mktemp("first")
    house = House(folder / "data", folder / "data/demo", SETTINGS, admin_password=None)
    shutil.copytree(demo_music, house.music)  # it finds its demo whole, and need not compose it
    house.start()
    yield house
    house.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context, errors = chromium.new_context(viewport={"width": 1280, "height": 800}), []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def code_of(house: House) -> str:
    line = wait_until(lambda: next((x for x in house.lines if "set-up code" in x), None), what="the code")
    return str(line).rpartition(":")[2].strip()


@pytest.fixture
def settled(house: House, page: Page) -> Page:
    """Somebody has set the house up, and is logged in."""
    page.goto(house.url)
    page.locator("h1").wait_for()
    if page.get_by_role("heading", name="A new house").is_visible():
        page.get_by_label("Set-up code").fill(code_of(house))
        page.get_by_label("Your name").fill(NAME)
    else:
        page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Albums").wait_for()
    return page


def test_a_wrong_code_says_so_and_the_one_from_the_log_opens_the_demo_library(
    tmp_path: Path, page: Page, house: House, new_house: Callable[..., House]
) -> None:
    fresh = new_house(tmp_path / "data", house.data / "demo", SETTINGS, admin_password=None)
    fresh.start()
    page.goto(fresh.url)
    page.get_by_role("heading", name="A new house").wait_for()
    assert page.get_by_label("Set-up code").input_value() == code_of(fresh), (
        "whoever sits here can read the log"
    )
    page.context.set_extra_http_headers(FROM_ELSEWHERE)
    answer = page.request.get(f"{fresh.url}/api/setup")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"needed": True, "code": None}
    page.goto(f"{fresh.url}/login")  # a reload would keep what stood in the fields
    page.get_by_role("heading", name="A new house").wait_for()
    assert page.get_by_label("Set-up code").input_value() == ""
    assert code_of(fresh) not in page.content()
    assert requests.get(f"{fresh.url}/api/releases", timeout=10).status_code == 401
    fill_in(page, "abcd-2345")
    expect(page.get_by_role("alert")).to_contain_text("code")
    assert is_setup_needed(fresh)
    fill_in(page, code_of(fresh).upper())  # as people type it from a log
    page.get_by_role("heading", name="Albums").wait_for()
    wait_until(lambda: page.locator(".card, [href^='/albums/']").count() >= 3, what="three records")
    assert not is_setup_needed(fresh)
    again = {"code": code_of(fresh), "name": "thief", "password": "12345678"}
    assert requests.post(f"{fresh.url}/api/setup", json=again, timeout=10).status_code == 409
    fresh.stop()
    fresh.start()
    assert not [line for line in fresh.lines if "set-up code" in line]
    assert fresh.client(NAME, PASSWORD).get(f"{fresh.url}/api/me", timeout=10).json()["is_admin"]
    fresh.stop()


def is_setup_needed(house: House) -> bool:
    return bool(requests.get(f"{house.url}/api/setup", timeout=10).json()["needed"])


def fill_in(page: Page, code: str) -> None:
    page.get_by_label("Set-up code").fill(code)
    page.get_by_label("Your name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()


def test_an_app_password_is_shown_once_and_lets_a_phone_in(house: House, settled: Page) -> None:
    settled.goto(f"{house.url}/settings")
    settled.get_by_label("Which phone or app?").fill("Phone of Zoë")
    settled.get_by_role("button", name="Connect", exact=True).click()
    secret = settled.locator(".secret").get_by_label("Password").input_value()
    assert ping(house, secret) == "ok"
    settled.get_by_role("button", name="Done").click()
    expect(settled.locator(".secret")).to_have_count(0)
    settled.reload()
    settled.get_by_text("Phone of Zoë").first.wait_for()
    assert secret not in settled.content()
    settled.get_by_role("button", name="Revoke Phone of Zoë").click()
    wait_until(lambda: ping(house, secret) == "failed", what="the phone to be locked out")


def ping(house: House, secret: str) -> str:
    address = f"{house.url}/rest/ping?apiKey={secret}&v=1.16.1&c=phone&f=json"
    return str(requests.get(address, timeout=10).json()["subsonic-response"]["status"])


def test_every_view_fits_a_phone(house: House, settled: Page) -> None:
    settled.set_viewport_size(PHONE)
    release = settled.evaluate("fetch('/api/releases').then((r) => r.json()).then((r) => r.items[0].id)")
    artist = settled.evaluate("fetch('/api/artists').then((r) => r.json()).then((r) => r.items[0].id)")
    links = [f"/albums/{release}", f"/artists/{artist}"]
    wide = {view: width for view in (*VIEWS, *links) if (width := width_of(settled, house.url + view)) > 390}
    assert wide == {}


def width_of(page: Page, address: str) -> int:
    page.goto(address)
    page.locator(".view:not(.waiting)").first.wait_for()
    page.wait_for_timeout(250)  # pictures and lists come after the heading
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_a_phone_plays_an_album_with_one_thumb(house: House, settled: Page) -> None:
    """Everything that playing needs is there at 390 px, and nothing covers it."""
    settled.set_viewport_size(PHONE)
    settled.goto(house.url)
    settled.locator("a[href^='/albums/']").first.click()
    settled.get_by_role("button", name="Play", exact=True).first.click()
    client = house.client(NAME, PASSWORD)

    def runs() -> bool:
        sessions = client.get(f"{house.url}/api/sessions", timeout=10).json()["sessions"]
        return any(s["timeline"]["running"] for s in sessions)

    wait_until(runs, what="the music")
    settled.get_by_role("button", name=re.compile("^Pause")).first.click()
    wait_until(lambda: not runs(), what="the pause")
    assert int(settled.evaluate("document.documentElement.scrollWidth")) <= PHONE["width"]
