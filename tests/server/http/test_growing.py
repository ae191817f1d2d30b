"""Conversions whose size nobody knows before, as a client meets them: honest while they grow, exact afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import flask
import pytest

from server.clock import SystemClock
from server.config import StreamingConfig
from server.http.media import answer_media
from server.http.problems import answer_problem, install_problems
from server.streaming import Streams, get_profile
from server.streaming.encoded import Patience
from tests.server.http.serving import Served, serving
from tests.server.streaming.sounds import KINDS, chord, write

PROFILES = ["flac-16-44100-2", "m4a-128"]


@dataclass
class House(Served):
    streams: Streams


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    media = write(tmp_path / "song.m4a", chord(44_100, 40), KINDS["alac"])
    streams = Streams(
        config=StreamingConfig(slot_wait_s=5),
        key=b"k" * 32,
        cache_dir=tmp_path / "cache",
        media_file=lambda _: media,
        clock=SystemClock(),
    )
    app = flask.Flask("streams")
    install_problems(app)

    @app.route("/<profile>", methods=["GET", "HEAD"])
    def stream(profile: str) -> flask.Response:
        rendition = streams.rendition(media, get_profile(profile))
        return answer_media(rendition, flask.request, failed=answer_problem)

    with serving(app) as running:
        yield House(running.host, running.port, streams)
    streams.close()


@pytest.mark.parametrize("profile", PROFILES)
def test_the_first_answer_tells_no_length_and_the_last_one_does(profile: str, house: House) -> None:
    head, _ = house.ask(f"/{profile}", "HEAD")
    assert head.headers["Content-Length"] is None
    first, whole = house.ask(f"/{profile}")
    assert (first.status, first.headers["Content-Length"]) == (200, None)
    assert first.headers["ETag"] == head.headers["ETag"]
    until_final(house, profile)
    again, final = house.ask(f"/{profile}")
    assert again.headers["Content-Length"] == str(len(whole)) == str(len(final))
    assert again.headers["ETag"] != first.headers["ETag"]
    rest, part = house.ask(f"/{profile}", Range="bytes=5-", If_Range=first.headers["ETag"])
    assert (rest.status, rest.headers["ETag"]) == (206, first.headers["ETag"])
    assert part == whole[5:]


@pytest.mark.parametrize("profile", PROFILES)
def test_a_range_of_what_is_not_made_yet_waits_for_it(profile: str, house: House) -> None:
    early, part = house.ask(f"/{profile}", Range="bytes=100000-150000")
    assert early.status == 206
    assert early.headers["Content-Range"].startswith("bytes 100000-150000/")
    open_ended, rest = house.ask(f"/{profile}", Range="bytes=100000-")
    start, total = open_ended.headers["Content-Range"].removeprefix("bytes 100000-").split("/")
    assert int(total) == int(start) + 1 == 100_000 + len(rest)
    assert rest.startswith(part)
    suffix, last = house.ask(f"/{profile}", Range="bytes=-100")
    assert (suffix.status, last) == (206, rest[-100:])
    behind, _ = house.ask(f"/{profile}", Range=f"bytes={total}-")
    assert (behind.status, behind.headers["Content-Range"]) == (416, f"bytes */{total}")


@pytest.mark.parametrize("profile", PROFILES)
def test_head_says_what_get_says(profile: str, house: House) -> None:
    for asked in ("bytes=1000-1999", "bytes=-5", "bytes=99999999-"):
        get, _ = house.ask(f"/{profile}", Range=asked)
        until_final(house, profile)
        head, body = house.ask(f"/{profile}", "HEAD", Range=asked)
        assert (head.status, body) == (get.status, b"")
        assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_what_does_not_come_in_time_is_told(house: House) -> None:
    house.streams._renditions._patience = Patience(0, SystemClock().now_ms)
    answer, body = house.ask("/m4a-128", Range="bytes=300000-300100")
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert b"not made yet" in body


def until_final(house: House, profile: str) -> None:
    """Somebody reads to the end until the last state is told."""
    deadline = time.monotonic() + 20
    while "draft" in (house.ask(f"/{profile}", Range="bytes=-1")[0].headers["ETag"] or "draft"):
        assert time.monotonic() < deadline
