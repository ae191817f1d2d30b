"""What tests of more than one package need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests import tools

# Nothing is timed in a test: the machine may have other work. pytest-timeout ends what hangs.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all, as Playwright runs once a process; each test has pages of its own.

    It is not allowed to play without a click.
    """
    path = tools.find("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGS))
        yield browser
        browser.close()
