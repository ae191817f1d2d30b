"""Titles for radio-like players, and nobody else's bytes changed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import av
import flask
import pytest

from library import AudioFormat, MediaFile, TrackId
from server.http.media import Manner, answer_media
from server.streaming.originals import Original
from tests.builders.audio import make_audio
from tests.server.http.serving import Served, serving
from tests.server.streaming.test_titles import heard_by_a_radio

CONTENT = random.Random(4).randbytes(100_000)
MP3 = AudioFormat("mp3", "mp3", "audio/mpeg", 44_100, 2, None, 128)
TITLE = "Ölwerk - Zwei & <Drei>"


@dataclass
class House(Served):
    tells: bool = True


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    path = tmp_path / "song.mp3"
    path.write_bytes(CONTENT)
    song = make_audio(tmp_path / "heard.mp3", seconds=5)
    media = MediaFile(TrackId("tr-1"), path, len(CONTENT), path.stat().st_mtime_ns, MP3, 6_000)
    flac = replace(media, format=replace(MP3, codec="flac", mime="audio/flac"))
    heard = replace(media, path=song, size_bytes=song.stat().st_size, mtime_ns=song.stat().st_mtime_ns)
    app = flask.Flask("titled")

    @app.route("/<name>", methods=["GET", "HEAD"])
    def stream(name: str) -> flask.Response:
        rendition = Original(flac if name == "flac" else heard if name.startswith("heard") else media)
        manner = Manner(title=None if name.endswith("off") else lambda: TITLE)
        return answer_media(
            rendition, flask.request, failed=lambda _: flask.Response("no", 500), manner=manner
        )

    with serving(app) as running:
        yield House(running.host, running.port)


def test_who_asks_gets_the_title_within_the_sound(house: House) -> None:
    answer, stream = house.ask("/mp3", Icy_MetaData="1", Range="bytes=5-9")
    assert (answer.status, answer.headers["icy-metaint"]) == (200, "16000")
    assert answer.headers["icy-name"].encode("latin-1").decode() == TITLE
    assert answer.headers["Accept-Ranges"] == "none"
    assert "ETag" not in answer.headers
    assert answer.headers["Content-Length"] == str(len(stream))
    assert heard_by_a_radio(stream) == (CONTENT, [f"StreamTitle='{TITLE}';"])
    head, nothing = house.ask("/mp3", "HEAD", Icy_MetaData="1")
    assert (head.headers["Content-Length"], head.headers["icy-metaint"], nothing) == (
        str(len(stream)),
        "16000",
        b"",
    )


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/mp3", {}),
        ("/mp3", {"Icy_MetaData": "0"}),
        ("/flac", {"Icy_MetaData": "1"}),
        ("/off", {"Icy_MetaData": "1"}),
    ],
)
def test_nobody_else_s_bytes_change(house: House, path: str, headers: dict[str, str]) -> None:
    answer, body = house.ask(path, **headers)
    assert body == CONTENT
    assert "icy-metaint" not in answer.headers
    part, some = house.ask(path, Range="bytes=5-9", **headers)
    assert (part.status, some) == (206, CONTENT[5:10])


def test_ffmpeg_hears_the_same_and_reads_the_title_but_could_not_seek(house: House) -> None:
    heard, titles = {}, {}
    for path in ("heard", "heard-off"):  # ffmpeg asks for titles by itself
        with av.open(f"http://{house.host}:{house.port}/{path}") as container:
            heard[path] = [frame.to_ndarray().tobytes() for frame in container.decode(audio=0)]
            titles[path] = container.metadata.get("StreamTitle")
    assert len(heard["heard"]) > 100
    assert heard["heard"] == heard["heard-off"]
    assert titles == {"heard": TITLE, "heard-off": None}
