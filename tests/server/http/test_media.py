"""Answers of a real server on the loopback: byte-exact, honest, and free of slow readers."""

from __future__ import annotations

import http.client
import itertools
import logging
import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import flask
import pytest
from waitress.server import create_server

from library import AudioFormat, MediaFile, TrackId
from server.http.media import answer_media
from server.streaming import Blocks, Rendition, TooManyStreams
from server.streaming.originals import Original

SIZE = 3_000_000
CONTENT = random.Random(4).randbytes(SIZE)
FORMAT = AudioFormat("flac", "flac", "audio/flac", 44_100, 2, 16, 900)


@dataclass
class Growing:
    """A rendition whose size is not known, in blocks."""

    mime = "audio/aac"
    etag = "growing"
    modified_utc = datetime(2024, 5, 1, 12, tzinfo=UTC)
    size_bytes = None

    def open(self, start: int, stop: int | None) -> Blocks:
        assert (start, stop) == (0, None)
        return Blocks(iter([b"one ", b"two ", b"three"]))


class Broken(Growing):
    def open(self, start: int, stop: int | None) -> Blocks:
        return Blocks(self._blocks())

    def _blocks(self) -> Iterator[bytes]:
        yield b"one "
        raise TooManyStreams(3)


class Busy(Growing):
    def open(self, start: int, stop: int | None) -> Blocks:
        raise TooManyStreams(3)


@dataclass
class Served:
    host: str
    port: int
    media: MediaFile

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        spelt = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=spelt)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    path = tmp_path / "song.flac"
    path.write_bytes(CONTENT)
    media = _media(path)
    app = flask.Flask("streams")
    big = tmp_path / "big.flac"
    big.touch()
    os.truncate(big, 200 << 20)

    @app.errorhandler(TooManyStreams)
    def busy(error: TooManyStreams) -> tuple[str, int, dict[str, str]]:
        return "busy", 503, {"Retry-After": str(error.retry_after_s)}

    renditions: dict[str, Rendition] = {
        "original": Original(media),
        "big": Original(_media(big)),
        "growing": Growing(),
        "broken": Broken(),
        "busy": Busy(),
    }

    @app.route("/<name>", methods=["GET", "HEAD", "OPTIONS"])
    def stream(name: str) -> flask.Response:
        return answer_media(renditions[name], flask.request, download_name=flask.request.args.get("name"))

    @app.route("/ping")
    def ping() -> str:
        return "pong"

    server = create_server(app, host="127.0.0.1", port=0, threads=2, channel_request_lookahead=1)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.asyncore.loop(timeout=0.02, use_poll=True, map=server._map, count=1)

    thread = threading.Thread(target=serve, name="waitress", daemon=True)
    thread.start()
    yield Served("127.0.0.1", int(server.effective_port), media)
    stop.set()
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.close()


def test_the_whole_file_is_sent_with_its_length_and_state(served: Served) -> None:
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
def test_a_range_is_answered_with_exactly_its_bytes(
    served: Served, asked: str, start: int, stop: int
) -> None:
    response, body = served.ask("/original", Range=asked)
    assert response.status == 206
    assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response.headers["Content-Length"] == str(stop - start)
    assert body == CONTENT[start:stop]


def test_random_ranges_put_together_are_the_file(served: Served) -> None:
    cuts = [0, *sorted(random.Random(1).sample(range(1, SIZE), 60)), SIZE]
    parts = [served.ask("/original", Range=f"bytes={a}-{b - 1}")[1] for a, b in itertools.pairwise(cuts)]
    assert b"".join(parts) == CONTENT


def test_head_says_what_get_says_and_sends_nothing(served: Served) -> None:
    for headers in ({}, {"Range": "bytes=5-9"}, {"Range": "bytes=9999999-"}):
        get, _ = served.ask("/original", "GET", **headers)
        head, body = served.ask("/original", "HEAD", **headers)
        assert (head.status, body) == (get.status, b"")
        compared = ("Content-Length", "Content-Range", "ETag", "Content-Type", "Last-Modified")
        assert [head.headers[name] for name in compared] == [get.headers[name] for name in compared]


def test_a_range_behind_the_end_is_refused_with_the_length(served: Served) -> None:
    response, body = served.ask("/original", Range=f"bytes={SIZE}-")
    assert response.status == 416
    assert response.headers["Content-Range"] == f"bytes */{SIZE}"
    assert body == b""


def test_a_known_state_is_not_sent_again(served: Served) -> None:
    response, body = served.ask("/original", If_None_Match=f'"{served.media.state}"')
    assert (response.status, body) == (304, b"")
    modified = format_datetime(datetime.fromtimestamp(served.media.mtime_ns // 10**9, UTC), usegmt=True)
    assert served.ask("/original", If_Modified_Since=modified)[0].status == 304


def test_if_range_of_another_state_gets_the_whole(served: Served) -> None:
    response, body = served.ask("/original", Range="bytes=5-9", If_Range='"another"')
    assert (response.status, body) == (200, CONTENT)
    response, body = served.ask("/original", Range="bytes=5-9", If_Range=f'"{served.media.state}"')
    assert (response.status, body) == (206, CONTENT[5:10])


def test_a_download_is_named(served: Served) -> None:
    response, _ = served.ask("/original?name=%C3%84%20b.flac", "HEAD")
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%84%20b.flac"


def test_a_speaker_of_another_origin_may_ask_for_ranges(served: Served) -> None:
    response, _ = served.ask("/original", "OPTIONS")
    assert response.status == 204
    assert "Range" in response.headers["Access-Control-Allow-Headers"]


def test_a_growing_stream_is_sent_whole_without_a_length(served: Served) -> None:
    response, body = served.ask("/growing", Range="bytes=4-")
    assert (response.status, body) == (200, b"one two three")
    assert response.headers["Content-Length"] is None
    assert response.headers["Accept-Ranges"] == "none"
    head, _ = served.ask("/growing", "HEAD")
    assert head.headers["Content-Type"] == "audio/aac"


def test_a_failure_before_the_first_byte_has_a_status(served: Served) -> None:
    response, _ = served.ask("/busy")
    assert response.status == 503
    assert response.headers["Retry-After"] == "3"


def test_a_failure_on_the_way_breaks_the_connection(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL), pytest.raises(http.client.IncompleteRead):
        served.ask("/broken")


def test_slow_readers_hold_no_worker(served: Served) -> None:
    """Two workers, six readers that read nothing: the seventh request is answered all the same."""
    readers = [_start_and_stall(served) for _ in range(6)]
    began = time.monotonic()
    response, body = served.ask("/ping")
    assert (response.status, body) == (200, b"pong")
    assert time.monotonic() - began < 2
    for reader in readers:
        reader.close()


def test_a_file_that_becomes_shorter_ends_the_connection(served: Served) -> None:
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
        return answer_media(Original(media), flask.request)

    with app.test_client().get("/song", headers={"Range": "bytes=70000-299999"}) as response:
        assert response.status_code == 206
        assert response.data == CONTENT[70_000:300_000]


def _media(path: Path) -> MediaFile:
    found = path.stat()
    return MediaFile(TrackId("tr-1"), path, found.st_size, found.st_mtime_ns, FORMAT, 1000)


def _start_and_stall(served: Served) -> socket.socket:
    """A reader with small buffers that has seen the first bytes of the answer, and reads no further."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    reader.settimeout(10)
    reader.connect((served.host, served.port))
    reader.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\r\n\r\n")
    assert reader.recv(12) == b"HTTP/1.1 206"
    return reader
