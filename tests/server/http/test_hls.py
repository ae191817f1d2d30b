"""HLS as players meet it: over HTTP, and in a real browser with hls.js, which is fetched for the test and not kept."""

from __future__ import annotations

import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import flask
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from playwright.sync_api import Browser

from devices import PlayToken
from server.clock import SystemClock
from server.config import StreamingConfig
from server.http import STREAMS
from server.http.problems import install_problems
from server.http.services import install_services
from server.streaming import Streams
from tests.server.http.serving import Served, serving
from tests.server.streaming.sounds import KINDS, chord, write

HLS_JS = "hls.js@1"
SECONDS = 40
PLAY = """async ([source, to_s]) => {
  const audio = document.querySelector("audio");
  const failures = [];
  const hls = new Hls();
  hls.on(Hls.Events.ERROR, (_, data) => {
    if (data.details !== Hls.ErrorDetails.INTERNAL_ABORTED) failures.push(data.details);  // its own, at a seek
  });
  hls.loadSource(source);
  hls.attachMedia(audio);
  const until = async (what, done) => {
    for (let n = 0; !done(); n++) {
      if (n > 600) throw new Error(what + ": " + failures);
      await new Promise((go) => setTimeout(go, 50));
    }
  };
  await until("starts", () => audio.readyState > 2);
  await audio.play();
  await until("plays", () => audio.currentTime > 0.3);
  await until("loads", () => audio.buffered.end(audio.buffered.length - 1) > to_s + 5);
  const ranges = audio.buffered.length;
  audio.currentTime = to_s;
  await until("seeks", () => !audio.seeking && audio.currentTime > to_s + 0.3);
  return {failures, ranges, duration: audio.duration, reached: audio.currentTime};
}"""


@dataclass
class House(Served):
    base: str  # the signed path, with the master playlist's name left out
    other_base: str  # somebody else's


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with house_of(tmp_path, StreamingConfig()) as built:
        yield built


@pytest.fixture
def sealed_house(tmp_path: Path) -> Iterator[House]:
    with house_of(tmp_path, StreamingConfig(encrypt_segments=True)) as built:
        yield built


@contextmanager
def house_of(tmp_path: Path, config: StreamingConfig) -> Iterator[House]:
    media = write(tmp_path / "song.m4a", chord(44_100, SECONDS), KINDS["alac"])
    streams = Streams(
        config=config,
        key=b"k" * 32,
        cache_dir=tmp_path / "cache",
        media_file=lambda _: media,
        clock=SystemClock(),
    )
    app = flask.Flask("streams")
    install_problems(app)
    install_services(app, cast(Any, SimpleNamespace(streams=streams)))
    app.register_blueprint(STREAMS)

    @app.route("/")
    def home() -> str:
        return "<title>player</title><audio></audio>"

    bases = [
        streams.offer_package(media, token=PlayToken("t"), listener=listener).path.rpartition("/")[0]
        for listener in ("user-1", "user-2")
    ]
    with serving(app, threads=4) as running:
        yield House(running.host, running.port, *bases)
    streams.close()


def opened(key: bytes, iv: int, data: bytes) -> bytes:
    """What a player does with a segment."""
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv.to_bytes(16))).decryptor()
    padded = decryptor.update(data) + decryptor.finalize()
    assert padded[-padded[-1] :] == bytes([padded[-1]]) * padded[-1]
    return padded[: -padded[-1]]


def test_sealed_segments_are_opened_by_the_key_of_their_playlist_only(sealed_house: House) -> None:
    house = sealed_house
    _, text = house.ask(f"{house.base}/m4a-128/index.m3u8")
    lines = text.decode().splitlines()
    at = lines.index('#EXT-X-MAP:URI="init.mp4"')
    assert lines[at + 1] == '#EXT-X-KEY:METHOD=AES-128,URI="key"'
    told_iv = re.fullmatch(r'#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x([0-9a-f]{32})', lines[at - 1])
    assert told_iv is not None
    got, key = house.ask(f"{house.base}/m4a-128/key")
    assert (len(key), got.headers["Cache-Control"]) == (16, "no-store")
    _, sealed = house.ask(f"{house.base}/m4a-128/init.mp4")
    assert opened(key, int(told_iv[1], 16), sealed)[4:8] == b"ftyp"
    for number in (0, 3):
        got, sealed = house.ask(f"{house.base}/m4a-128/{number}.m4s")
        assert got.headers["Content-Length"] == str(len(sealed))
        assert opened(key, number, sealed)[4:8] == b"moof"
        some, piece = house.ask(f"{house.base}/m4a-128/{number}.m4s", Range="bytes=100-299")
        assert (some.status, piece) == (206, sealed[100:300])
        assert (
            house.ask(f"{house.base}/m4a-128/{number}.m4s", If_None_Match=got.headers["ETag"])[0].status
            == 304
        )
        theirs, other = house.ask(f"{house.other_base}/m4a-128/{number}.m4s")
        assert (len(other), other != sealed) == (len(sealed), True)
        assert theirs.headers["ETag"] != got.headers["ETag"]
    others = {
        house.ask(f"{base}/{name}/key")[1]
        for base in (house.base, house.other_base)
        for name in ("m4a-64", "m4a-128")
    }
    assert len(others) == 4
    assert house.ask(f"{house.base}/manifest.mpd")[0].status == 404


def test_segments_that_are_not_sealed_have_no_key(house: House) -> None:
    assert house.ask(f"{house.base}/m4a-128/key")[0].status == 404


def test_everything_that_the_playlists_name_is_there_for_any_origin(house: House) -> None:
    for name in ("master.m3u8", "lossless.m3u8"):
        answer, text = house.ask(f"{house.base}/{name}")
        assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        for index in re.findall(r"^[^#].*$", text.decode(), re.MULTILINE):
            _, segments = house.ask(f"{house.base}/{index}")
            folder = index.rpartition("/")[0]
            for part in ["init.mp4", *re.findall(r"^\d+\.m4s$", segments.decode(), re.MULTILINE)[:2]]:
                got, data = house.ask(f"{house.base}/{folder}/{part}")
                assert got.headers["Content-Type"].startswith("audio/mp4")
                assert got.headers["Content-Length"] == str(len(data)) != "0"
                assert "immutable" in got.headers["Cache-Control"]
                assert got.headers["Access-Control-Allow-Origin"] == "*"
                some, piece = house.ask(f"{house.base}/{folder}/{part}", Range="bytes=10-19")
                assert (some.status, piece) == (206, data[10:20])
                again, nothing = house.ask(f"{house.base}/{folder}/{part}", If_None_Match=got.headers["ETag"])
                assert (again.status, nothing) == (304, b"")


def test_what_is_not_there_is_a_problem(house: House) -> None:
    for path, status in (("m4a-128/99.m4s", 404), ("opus-128/index.m3u8", 404), ("m4a-128/x.m4s", 404)):
        assert house.ask(f"{house.base}/{path}")[0].status == status
    assert house.ask("/stream/forged/master.m3u8")[0].status == 403
    dash, text = house.ask(f"{house.base}/manifest.mpd")
    assert dash.headers["Content-Type"].startswith("application/dash+xml")
    assert b"SegmentTimeline" in text


@pytest.fixture(scope="module")
def hls_js(tmp_path_factory: pytest.TempPathFactory) -> str:
    """From npm, for this run only."""
    folder = tmp_path_factory.mktemp("hlsjs")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm: HLS was NOT tried with hls.js")
    try:
        command = [npm, "pack", HLS_JS, "--silent"]
        name = subprocess.run(
            command, cwd=folder, capture_output=True, timeout=60, check=True, text=True
        ).stdout
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"hls.js cannot be fetched, HLS was NOT tried with it: {error}")
    with tarfile.open(folder / name.strip()) as archive:
        member = archive.extractfile("package/dist/hls.min.js")
        assert member is not None
        return member.read().decode()


@pytest.mark.browser
@pytest.mark.parametrize("playlist", ["master.m3u8", "lossless.m3u8"])
def test_hls_js_plays_and_seeks_without_a_gap(
    playlist: str, house: House, hls_js: str, chromium: Browser
) -> None:
    assert_plays(playlist, house, hls_js, chromium)


@pytest.mark.browser
@pytest.mark.parametrize("playlist", ["master.m3u8", "lossless.m3u8"])
def test_hls_js_opens_and_plays_what_is_sealed(
    playlist: str, sealed_house: House, hls_js: str, chromium: Browser
) -> None:
    assert_plays(playlist, sealed_house, hls_js, chromium)


def assert_plays(playlist: str, house: House, hls_js: str, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://{house.host}:{house.port}/")
    page.mouse.click(5, 5)
    page.evaluate(hls_js)
    heard = page.evaluate(PLAY, [f"{house.base}/{playlist}", 25.0])
    context.close()
    assert heard["failures"] == []
    assert heard["duration"] == pytest.approx(SECONDS, abs=0.05)
    assert heard["reached"] > 25.3
    assert heard["ranges"] == 1
