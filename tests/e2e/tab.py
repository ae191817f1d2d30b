"""A page in a real browser as a place where music can be: what it is told and what it sounds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from devices import DeviceId
from tests.e2e.tape import TAPE, PageEar

# Elements are heard by way of a context, as the tape hears nothing else. What is loaded is noted by the page's time.
NOTED = """
(() => {
  const heard = new Set();
  let context = null;
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    context ??= new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
    if (!heard.has(this) && !this.loop) context.createMediaElementSource(this).connect(context.destination);
    heard.add(this);
    void context.resume();
    return play.call(this);
  };
  window.__isLive = false;
  window.__loads = [];
  const listen = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (kind, hear) {
    listen.call(this, kind, (event) => {
      if (kind === "command" && JSON.parse(event.data).do === "load") window.__loads.push(performance.now());
      hear(event);
      if (kind === "snapshot") window.__isLive = true;
    });
  };
})();
"""


@dataclass
class Tab:
    page: Page
    ear: PageEar
    errors: list[str] = field(default_factory=list)

    @property
    def device(self) -> DeviceId:
        return DeviceId(self.page.evaluate("document.documentElement.dataset.device"))

    def asked_ms(self) -> list[int]:
        """When it was told to load, since it was itself loaded; in the house's time."""
        return [round(at_ms) for at_ms in self.page.evaluate("window.__loads.map(window.serverTime)")]

    def reload(self) -> None:
        """It forgets what it knew, and somebody touches it, without which no browser plays."""
        self.ear.listen()
        self.page.reload()
        self.settle()

    def settle(self) -> None:
        """Until the house talks to it."""
        self.page.wait_for_function("window.__isLive")
        self.page.mouse.click(5, 5)


@contextmanager
def open_tab(
    chromium: Browser,
    url: str,
    *,
    name: str,
    password: str,
    engine: str = "on",
) -> Iterator[Tab]:
    """Of that person; errors on the page fail the test."""
    context = chromium.new_context(bypass_csp=True)  # the tape is a module of ours
    try:
        context.add_init_script(f"localStorage.setItem('segue.exact', '{engine}')")
        context.add_init_script(TAPE)
        context.add_init_script(NOTED)
        page = context.new_page()
        tab = Tab(page, PageEar(page))
        page.on("pageerror", lambda error: tab.errors.append(str(error)))
        page.goto(url)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Albums").wait_for()
        tab.settle()
        yield tab
        assert tab.errors == []
    finally:
        context.close()
