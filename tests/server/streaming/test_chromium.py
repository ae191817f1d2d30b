"""A real browser on a real server plays every profile, knows its length and seeks in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask
import pytest
from playwright.sync_api import Browser, Page

from server.config import StreamingConfig
from server.http.media import answer_media
from server.http.problems import answer_problem
from server.streaming import Streams, get_profile
from tests.fakes.clock import FakeClock
from tests.server.http.serving import serving
from tests.server.streaming.conftest import SECONDS, Written

pytestmark = pytest.mark.browser

SEEK = """async ([url, to_s]) => {
  const audio = new Audio(url);
  const event = (name) => new Promise((done, failed) => {
    audio.addEventListener(name, done, {once: true});
    audio.addEventListener("error", () => failed(new Error(audio.error.message)), {once: true});
    setTimeout(() => failed(new Error("no " + name)), 15000);
  });
  await event("canplay");
  const duration = audio.duration;
  audio.currentTime = to_s;
  await event("seeked");
  const landed = audio.currentTime;
  await audio.play();
  await new Promise((done) => {
    audio.addEventListener("timeupdate", () => audio.currentTime > to_s + 0.3 && done());
    setTimeout(done, 10000);
  });
  return {duration, landed, reached: audio.currentTime};
}"""


@pytest.fixture
def origin(written: Written, tmp_path: Path) -> Iterator[str]:
    media = written("alac")
    streams = Streams(
        config=StreamingConfig(),
        key=b"k" * 32,
        cache_dir=tmp_path,
        media_file=lambda _: media,
        clock=FakeClock(),
    )
    app = flask.Flask("streams")

    @app.route("/")
    def home() -> str:
        return "<title>player</title>"

    @app.route("/<profile>")
    def stream(profile: str) -> flask.Response:
        return answer_media(
            streams.rendition(media, get_profile(profile)), flask.request, failed=answer_problem
        )

    with serving(app, threads=4) as running:
        yield f"http://{running.host}:{running.port}"


@pytest.fixture
def page(chromium: Browser, origin: str) -> Iterator[Page]:
    """Touched once, so that it may play."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(origin)
    page.mouse.click(5, 5)
    yield page
    context.close()


def test_chromium_knows_the_length_and_seeks_in_what_was_never_encoded(origin: str, page: Page) -> None:
    for profile in ("opus-128", "mp3-192"):
        heard = page.evaluate(SEEK, [f"{origin}/{profile}", 6.5])
        assert heard["duration"] == pytest.approx(SECONDS, abs=0.02)
        assert heard["landed"] == pytest.approx(6.5, abs=0.02)
        assert heard["reached"] > 6.8


@pytest.mark.parametrize("profile", ["aac-256", "m4a-128", "flac-16-44100-2", "flac_mp4-16-44100-2"])
def test_chromium_plays_what_is_still_growing(profile: str, origin: str, page: Page) -> None:
    heard = page.evaluate(SEEK, [f"{origin}/{profile}", 0.0])
    assert heard["reached"] > 0.3


@pytest.mark.parametrize("profile", ["m4a-128", "flac-16-44100-2", "flac_mp4-16-44100-2", "wav-16-44100-2"])
def test_chromium_seeks_in_what_was_made(profile: str, origin: str, page: Page) -> None:
    page.evaluate(
        "async url => (await fetch(url, {headers: {Range: 'bytes=-1'}})).status", f"{origin}/{profile}"
    )
    heard = page.evaluate(SEEK, [f"{origin}/{profile}", 6.5])
    assert heard["duration"] == pytest.approx(SECONDS, abs=0.03)
    assert heard["landed"] == pytest.approx(6.5, abs=0.02)
    assert heard["reached"] > 6.8
