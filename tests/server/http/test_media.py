"""Answers of a real server on the loopback: byte-exact, honest, and free of slow readers."""

from __future__ import annotations

import http.client
import itertools
import logging
import os
import random
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import flask
import pytest

from library import AudioFormat, MediaFile, TrackId
from server.http.media import Manner, answer_media
from server.streaming import Rendition, TooManyStreams
from server.streaming.originals import Original
from tests.fakes.feeds import ListFeed
from tests.server.http.serving import Served, serving

SIZE = 3_000_000
CONTENT = random.Random(4).randbytes(SIZE)
FORMAT = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)


@dataclass
class Made:
    """A conversion whose bytes come from a fake."""

    feed: ListFeed
    size_bytes: int = 13
    mime = "audio/ogg"
    etag = "made"
    modified_utc = datetime(2024, 5, 1, 12, tzinfo=UTC)

    def open(self, start: int, stop: int | None) -> ListFeed:
        return self.feed


@dataclass
class House(Served):
    media: MediaFile
    renditions: dict[str, Rendition]
    over: set[str]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "song.flac"
    path.write_bytes(CONTENT)
    media = _media(path)
    app = flask.Flask("streams")
    big = tmp_path / "big.flac"
    big.touch()
    os.truncate(big, 200 << 20)

    renditions: dict[str, Rendition] = {"original": Original(media), "big": Original(_media(big))}

    over: set[str] = set()

    @app.route("/<name>", methods=["GET", "HEAD", "OPTIONS"])
    def stream(name: str) -> flask.Response:
        named = flask.request.args.get("name")
        return answer_media(
            renditions[name],
            flask.request,
            failed=busy,
            download_name={"bytes": "caf\udce9.flac"}.get(named, named) if named else None,
            manner=Manner(is_over=lambda: name in over),
        )

    @app.route("/ping")
    def ping() -> str:
        return "pong"

    with serving(app) as running:
        yield House(running.host, running.port, media, renditions, over)


def busy(error: Exception) -> flask.Response:
    assert isinstance(error, TooManyStreams)
    return flask.Response("busy", 429, {"Retry-After": str(error.retry_after_s)})


def test_the_whole_file_is_sent_with_its_length_and_state(served: House) -> None:
    response, body = served.ask("/original")
    assert response.status == 200
    assert body == CONTENT
    assert response.headers["Content-Length"] == str(SIZE)
    assert response.headers["Content-Type"] == "audio/flac"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["ETag"] == f'"{served.media.state}"'
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Range" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-", 0, SIZE),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=2999999-", SIZE - 1, SIZE),
        ("bytes=-500", SIZE - 500, SIZE),
        ("bytes=1000000-99999999", 1_000_000, SIZE),
    ],
)
def test_a_range_is_answered_with_exactly_its_bytes(served: House, asked: str, start: int, stop: int) -> None:
    response, body = served.ask("/original", Range=asked)
    assert response.status == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response.headers["Content-Length"] == str(stop - start)
    assert body == CONTENT[start:stop]


def test_random_ranges_put_together_are_the_file(served: House) -> None:
    cuts = [0, *sorted(random.Random(1).sample(range(1, SIZE), 60)), SIZE]
    parts = [served.ask("/original", Range=f"bytes={a}-{b - 1}")[1] for a, b in itertools.pairwise(cuts)]
    assert b"".join(parts) == CONTENT


def test_head_says_what_get_says_and_sends_nothing(served: House) -> None:
    for headers in ({}, {"Range": "bytes=5-9"}, {"Range": "bytes=9999999-"}):
        get, _ = served.ask("/original", "GET", **headers)
        head, body = served.ask("/original", "HEAD", **headers)
        assert (head.status, body) == (get.status, b"")
        compared = ("Content-Length", "Content-Range", "ETag", "Content-Type", "Last-Modified")
        assert [head.headers[name] for name in compared] == [get.headers[name] for name in compared]


def test_a_range_behind_the_end_is_refused_with_the_length(served: House) -> None:
    response, body = served.ask("/original", Range=f"bytes={SIZE}-")
    assert response.status == 416
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"
    assert body == b""


def test_a_known_state_is_not_sent_again(served: House) -> None:
    response, body = served.ask("/original", If_None_Match=f'"{served.media.state}"')
    assert (response.status, body) == (304, b"")
    modified = format_datetime(datetime.fromtimestamp(served.media.mtime_ns // 10**9, UTC), usegmt=True)
    assert served.ask("/original", If_Modified_Since=modified)[0].status == 304


def test_if_range_of_another_state_gets_the_whole(served: House) -> None:
    response, body = served.ask("/original", Range="bytes=5-9", If_Range='"another"')
    assert (response.status, body) == (200, CONTENT)
    response, body = served.ask("/original", Range="bytes=5-9", If_Range=f'"{served.media.state}"')
    assert (response.status, body) == (206, CONTENT[5:10])


def test_a_download_is_named(served: House) -> None:
    response, _ = served.ask("/original?name=%C3%84%20b.flac", "HEAD")
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%84%20b.flac"


def test_a_download_whose_name_on_disk_is_no_utf_8_is_named_all_the_same(served: House) -> None:
    response, _ = served.ask("/original?name=bytes", "HEAD")
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''caf%3F.flac"


def test_a_speaker_of_another_origin_may_ask_for_ranges(served: House) -> None:
    response, _ = served.ask("/original", "OPTIONS")
    assert response.status == 204
    assert "Range" in response.headers["Access-Control-Allow-Headers"]


def test_a_conversion_is_sent_as_it_is_made(served: House) -> None:
    feed = ListFeed([b"one ", b"two ", b"three"])
    served.renditions["made"] = Made(feed)
    response, body = served.ask("/made")
    assert (response.status, body, response.headers["Content-Length"]) == (200, b"one two three", "13")
    assert response.headers["Content-Type"] == "audio/ogg"
    _until(lambda: feed.closed)
    response, body = served.ask("/made", "HEAD")
    assert (response.headers["Content-Length"], body) == ("13", b"")


def test_a_connection_is_used_again_after_a_conversion(served: House) -> None:
    connection = http.client.HTTPConnection(served.host, served.port, timeout=10)
    for _ in range(3):
        served.renditions["made"] = Made(ListFeed([b"one ", b"two ", b"three"]))
        connection.request("GET", "/made")
        assert connection.getresponse().read() == b"one two three"
        connection.request("GET", "/ping")
        assert connection.getresponse().read() == b"pong"
    connection.close()


def test_a_failure_before_the_first_byte_has_a_status(served: House) -> None:
    served.renditions["busy"] = Made(ListFeed([TooManyStreams(3)]))
    response, body = served.ask("/busy")
    assert (response.status, body) == (429, b"busy")
    assert response.headers["Retry-After"] == "3"


def test_a_failure_on_the_way_breaks_the_connection(served: House, caplog: pytest.LogCaptureFixture) -> None:
    feed = ListFeed([b"one ", TooManyStreams(3)])
    served.renditions["broken"] = Made(feed)
    reader = socket.create_connection((served.host, served.port), timeout=10)
    with caplog.at_level(logging.CRITICAL):
        reader.sendall(b"GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
        assert _read_until(reader, b"never").endswith(
            b"\r\n\r\none "
        )  # the connection ends before the 13 bytes
    reader.close()
    _until(lambda: feed.closed)


def test_what_is_not_made_yet_holds_no_worker(served: House) -> None:
    """Two workers, six conversions that do not begin: the seventh request is answered all the same."""
    feeds = [ListFeed([b"one two three"]) for _ in range(6)]
    readers = []
    for number, feed in enumerate(feeds):
        feed.held = True
        served.renditions[f"slow{number}"] = Made(feed)
        reader = socket.create_connection((served.host, served.port), timeout=10)
        reader.sendall(b"GET /slow%d HTTP/1.1\r\nHost: x\r\n\r\n" % number)
        readers.append(reader)
    assert served.ask("/ping")[1] == b"pong"
    for reader, feed in zip(readers, feeds, strict=True):
        feed.release()
        assert _read_until(reader, b"three").endswith(b"one two three")
        reader.close()


def test_who_leaves_while_waiting_is_noticed_at_once(served: House) -> None:
    feed = ListFeed([b"one two three"])
    feed.held = True
    served.renditions["slow"] = Made(feed)
    reader = socket.create_connection((served.host, served.port), timeout=10)
    reader.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    assert served.ask("/ping")[1] == b"pong"
    assert not feed.closed
    reader.close()
    _until(lambda: feed.closed, within_s=1)


def test_a_stream_that_was_replaced_is_cut_although_nobody_reads_it(served: House) -> None:
    """A Sonos ignores what it is to play next for as long as it has the old answer open."""
    feed = ListFeed([bytes(1 << 17)] * 200)
    served.renditions["replaced"] = Made(feed, size_bytes=200 << 17)
    reader = _start_and_stall(served, "replaced", status=200)
    assert not feed.closed
    served.over.add("replaced")
    _until(lambda: feed.closed, within_s=1.5)
    reader.close()


def test_requests_sent_in_advance_do_not_mix_with_what_is_being_made(served: House) -> None:
    feed = ListFeed([b"one two three"])
    feed.held = True
    served.renditions["slow"] = Made(feed)
    reader = socket.create_connection((served.host, served.port), timeout=10)
    reader.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + b"GET /ping HTTP/1.1\r\nHost: x\r\n\r\n")
    assert served.ask("/ping")[1] == b"pong"
    feed.release()
    said = _read_until(reader, b"three")
    assert said.count(b"HTTP/1.1 200") == 1
    assert said.endswith(b"one two three")
    reader.close()


def test_slow_readers_hold_no_worker(served: House) -> None:
    """Two workers, six readers that read nothing: the seventh request is answered all the same."""
    readers = [_start_and_stall(served) for _ in range(6)]
    began = time.monotonic()
    response, body = served.ask("/ping")
    assert (response.status, body) == (200, b"pong")
    assert time.monotonic() - began < 2
    for reader in readers:
        reader.close()


def test_a_file_that_becomes_shorter_ends_the_connection(served: House) -> None:
    reader = _start_and_stall(served)
    os.truncate(served.media.path.with_name("big.flac"), 1000)
    reader.settimeout(10)
    received = 0
    while data := reader.recv(1 << 16):
        received += len(data)
    reader.close()
    assert received < 200 << 20
    assert served.ask("/ping")[1] == b"pong"


def test_without_a_file_wrapper_the_bytes_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "song.flac"
    path.write_bytes(CONTENT)
    media = _media(path)
    app = flask.Flask("streams")

    @app.route("/song")
    def song() -> flask.Response:
        return answer_media(Original(media), flask.request, failed=busy)

    with app.test_client().get("/song", headers={"Range": "bytes=70000-299999"}) as response:
        assert response.status_code == 206
        assert response.data == CONTENT[70_000:300_000]


def _media(path: Path) -> MediaFile:
    found = path.stat()
    return MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, FORMAT, 1000)


def _start_and_stall(served: House, name: str = "big", status: int = 206) -> socket.socket:
    """A reader with small buffers that has seen the first bytes of the answer, and reads no further."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(10)
    reader.connect((served.host, served.port))
    wanted = "Range: bytes=0-\r\n" if status == 206 else ""
    reader.sendall(f"GET /{name} HTTP/1.1\r\nHost: x\r\n{wanted}\r\n".encode())
    assert reader.recv(12) == f"HTTP/1.1 {status}".encode()
    return reader


def _until(condition: Callable[[], bool], within_s: float = 5) -> None:
    deadline = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _read_until(reader: socket.socket, end: bytes) -> bytes:
    said = b""
    while not said.endswith(end) and (data := reader.recv(4096)):
        said += data
    return said
