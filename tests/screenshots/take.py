"""Takes the pictures of the README from the running demo: `python -m tests.screenshots.take`.

Needs Chromium; makes a house of its own on a free port and ends it.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import tools
from tests.conftest import CHROMIUM_ARGS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PASSWORD = "correct horse battery"
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}


def main() -> int | str:
    chromium = tools.find("chromium")
    if chromium is None:
        return "Chromium is missing"
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGS))
        take_all(browser, url)
        browser.close()
    return 0


def take_all(browser: Browser, url: str) -> None:
    """A page that plays and moves its music to the slowest speaker, and a phone that looks on."""
    desktop = enter(browser, url, **DESKTOP, color_scheme="light")
    desktop.locator("main a[href^='/albums/']").first.wait_for()
    play(desktop, "Paper Lanterns")
    desktop.get_by_role("button", name="Devices:").first.click()
    desktop.get_by_role("button", name="Move to Bedroom").click()
    expect(desktop.get_by_text("Preparing…")).to_be_visible()
    keep(desktop, "move", settle_ms=600)
    expect(desktop.get_by_role("button", name="Devices: Bedroom").first).to_be_visible(timeout=10_000)
    phone = enter(browser, url, **PHONE, color_scheme="dark")
    keep(phone, "phone-albums")
    phone.get_by_role("button", name="Show the large player").last.click()
    keep(phone, "phone-player")


def enter(browser: Browser, url: str, **options: object) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto(url)
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Albums").wait_for()
    return page


def play(page: Page, album: str) -> None:
    page.get_by_role("link", name=album).first.click()
    page.get_by_role("button", name="Play", exact=True).first.click()
    page.get_by_role("button", name="Pause", exact=True).first.wait_for()


def keep(page: Page, name: str, *, settle_ms: int = 1_500) -> None:
    """Saves what is shown once pictures have faded in."""
    page.wait_for_timeout(settle_ms)
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert("RGB").save(HERE / f"{name}.webp", quality=82, method=6)


@contextmanager
def demo() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as data, emulators():
        process = subprocess.Popen(
            [
                sys.executable,
                "run.py",
                "serve",
                "--demo",
                "--data",
                data,
                "--host",
                "127.0.0.1",
                "--port",
                "0",
            ],
            cwd=ROOT,
            env={**os.environ, "SEGUE_ADMIN_PASSWORD": PASSWORD, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            ready = next(line for line in process.stdout if "is ready" in line)
            yield re.search(r"http://\S+", ready)[0]
        finally:
            process.terminate()
            process.wait(timeout=10)


@contextmanager
def emulators() -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.emulators", "demo"], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
