"""A whole house for each module: the real process on a free port, real music, pages in Chromium, a log to read."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from library import ensure_demo_library

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
SETTINGS = """
[server]
host = "127.0.0.1"
port = 0
[discovery]
enabled = false
[loudness]
analyse = false  # it would take the processor from the page
"""


def wait_until(condition: Callable[[], object], *, within_s: float = 15, what: str = "it") -> object:
    """What `condition` answers once it is true."""
    deadline = time.monotonic() + within_s
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < deadline, f"waited {within_s} s for {what}"
        time.sleep(0.02)


@dataclass
class House:
    """`python run.py serve` on its own data folder."""

    data: Path
    music: Path | None  # None: where the settings say
    settings: str = SETTINGS
    port: int = 0
    admin_password: str | None = PASSWORD  # None: whoever reads the log makes the first user
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Any other command of run.py, on the same data folder; `said` is its standard input."""
        return subprocess.run(
            [sys.executable, "run.py", *words, "--data", self.data],
            cwd=ROOT,
            env=_environment(None),
            input=said,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *, within_s: float = 30) -> None:
        """Until it says that it is ready."""
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "config.toml").write_text(self.settings)
        self.lines.clear()
        music = () if self.music is None else ("--music", self.music)
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--data", self.data, *music],
            cwd=ROOT,
            env=_environment(self.admin_password),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        try:
            line = wait_until(self._ready, within_s=within_s, what=f"ready, among {self.lines}")
        except AssertionError:
            self.stop(signal.SIGKILL)
            raise
        self.port = int(re.search(r":(\d+)", line.split("open ")[1])[1])
        vars(self).pop("_client", None)  # it spoke for another port

    def _ready(self) -> str | None:
        return next((line for line in self.lines if "is ready" in line), None)

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout:
            self.lines.append(line)
        process.stdout.close()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Seconds that it took to end."""
        if self.process is None:
            return 0
        began = time.monotonic()
        process, self.process = self.process, None
        process.send_signal(number)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # where every thread stands is then among the lines
            process.wait(timeout=10)
            raise AssertionError("it does not end:\n" + "".join(self.lines)) from None
        return time.monotonic() - began

    def client(self, name: str = "admin", password: str = PASSWORD) -> requests.Session:
        session = requests.Session()
        session.headers["Origin"] = self.url
        answer = session.post(f"{self.url}/api/login", json={"name": name, "password": password}, timeout=10)
        answer.raise_for_status()
        return session

    @cached_property
    def _client(self) -> requests.Session:
        return self.client()

    def get(self, path: str) -> dict:
        answer = self._client.get(self.url + path, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: dict) -> dict:
        answer = self._client.post(self.url + path, json=body, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def put(self, path: str, body: dict) -> None:
        self._client.put(self.url + path, json=body, timeout=10).raise_for_status()

    def delete(self, path: str) -> None:
        self._client.delete(self.url + path, timeout=10).raise_for_status()

    def quiet(self) -> None:
        """No session is left."""
        for session in self.get("/api/sessions")["sessions"]:
            self.delete(f"/api/sessions/{session['id']}")

    def __enter__(self) -> House:
        """Ready, and its music found."""
        self.start()
        self.scanned()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def scanned(self) -> None:
        def done() -> bool:
            scan = self.get("/api/scan")
            return scan["state"] == "idle" and scan["seen"] > 0

        wait_until(done, what="the scan")


@pytest.fixture
def quiet_after(house: House) -> Iterator[None]:
    """For tests that share a house: none finds what another one played."""
    yield
    house.quiet()


def _environment(admin_password: str | None) -> dict[str, str]:
    own = {k: v for k, v in os.environ.items() if k != "SEGUE_ADMIN_PASSWORD"}
    first_user = {} if admin_password is None else {"SEGUE_ADMIN_PASSWORD": admin_password}
    return {**own, **first_user, "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}


@pytest.fixture
def new_house() -> Iterator[Callable[..., House]]:
    """Makes houses that do not outlive the test, however it ends."""
    made: list[House] = []

    def build(*places: Path, **more: object) -> House:
        made.append(House(*places, **more))
        return made[-1]

    yield build
    for house in made:
        house.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def demo_music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo collection, to be copied; composed once for all workers of a run."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ensure_demo_library(shared / "demo")
    return shared / "demo"


@pytest.fixture
def engine() -> str:
    """What pages play with: "on" is Web Audio, "off" media elements, "auto" what the page chooses."""
    return "auto"


both_engines = pytest.mark.parametrize("engine", ["on", "off"], ids=["exact", "element"])


PAGES = pytest.StashKey[list[Page]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Beside a failure stands what its pages showed."""
    report = yield
    if report.failed and report.when == "call":
        for page in item.stash.get(PAGES, []):
            with contextlib.suppress(PlaywrightError):
                shown = page.locator("body").aria_snapshot(timeout=2_000)
                report.sections.append((f"the page at {page.url}", shown))
    return report


@pytest.fixture
def log_in(
    request: pytest.FixtureRequest, chromium: Browser, engine: str
) -> Iterator[Callable[[House], Page]]:
    """Opens a page of the house and logs in through its form; errors on the page fail the test."""
    contexts, errors = [], []
    pages = request.node.stash[PAGES] = []

    def open_page(house: House, **options: object) -> Page:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.add_init_script(f"localStorage.setItem('segue.exact', '{engine}')")
        context.add_init_script(EAR)
        page = context.new_page()
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(house.url)
        page.get_by_label("Name").fill("admin")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Albums").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


# Every media element of the page, and every context of its own, is also heard by an analyser: `heard()` answers the
# loudest sample of the last moments of each, its position and the page's time. Where a context's sound is in its
# track only the sound itself tells: music that rises from 300 Hz by 50 Hz a second is known by its pitch.
EAR = """
(() => {
  const ears = new Map();
  const context = () => (window.__context ??= new AudioContext());
  const analyserOf = (source) => {
    const analyser = source.context.createAnalyser();
    analyser.fftSize = 2048;
    source.connect(analyser);
    return analyser;
  };
  const listen = (element) => {
    if (ears.has(element)) return;
    const analyser = analyserOf(context().createMediaElementSource(element));
    analyser.connect(context().destination);
    ears.set(element, analyser);
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { listen(this); void context().resume(); return play.call(this); };
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...more) {
    const isOwn = to instanceof AudioDestinationNode && this.context !== window.__context;
    if (isOwn) ears.set(this.context, analyserOf(this));
    return connect.call(this, to, ...more);
  };
  const hertz = (samples, rate) => {
    const rising = [];
    for (let at = 1; at < samples.length; at++) {
      if (samples[at - 1] < 0 && samples[at] >= 0) rising.push(at - samples[at] / (samples[at] - samples[at - 1]));
    }
    return ((rising.length - 1) * rate) / (rising.at(-1) - rising[0]);
  };
  const positionIn = (context, samples) => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    const delay = context.currentTime - contextTime - (performance.now() - performanceTime) / 1000;
    const middle = (hertz(samples, context.sampleRate) - 300) / 50;
    return (middle + samples.length / 2 / context.sampleRate - delay) * 1000;
  };
  window.heard = () => [...ears].map(([source, analyser]) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const peak = Math.max(...samples.map(Math.abs));
    const at_ms = performance.now();
    if (source instanceof HTMLMediaElement) {
      const hz = hertz(samples, analyser.context.sampleRate);
      return { peak, hz, position_ms: source.currentTime * 1000, paused: source.paused, at_ms };
    }
    return { peak, position_ms: positionIn(source, samples), paused: peak < 1e-4, at_ms };
  });
})();
"""
