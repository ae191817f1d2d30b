"""What a phone's Subsonic app and a speaker get from the real process: every format, byte for byte."""

from __future__ import annotations

import asyncio
import hashlib
import io
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from libopensonic import Connection
from PIL import Image

from tests.builders.audio import FORMATS, make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import House
from tests.e2e.pages import PretendPage

pytestmark = pytest.mark.slow

PICTURE = png(120, "purple")
EVERY_MIME = (
    "audio/flac",
    "audio/mpeg",
    "audio/wav",
    "audio/ogg; codecs=opus",
    "audio/ogg; codecs=vorbis",
    "audio/mp4; codecs=mp4a.40.2",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, demo_music: Path) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("phone")
    house = House(folder / "data", folder / "music")
    shutil.copytree(demo_music, house.music / "Demo")
    for number, suffix in enumerate(FORMATS, 1):
        path = make_audio(house.music / f"All/{number:02}{suffix}", seconds=3, hz=200 + 20 * number)
        tag(
            path,
            PICTURE,
            title=f"Stück {number}",
            artist="Ölwerk",
            albumartist="Ölwerk",
            album="Formats",
            genre="Noise",
            date="1999",
            tracknumber=str(number),
        )
    house.start()
    house.scanned()
    yield house
    house.stop()


@pytest.fixture(scope="module")
def secret(house: House) -> str:
    """Made by a real command beside the running server."""
    made = house.command("user", "app-password", "admin", "--label", "Phone")
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


@pytest.fixture(scope="module", params=["token", "key"])
def app(request: pytest.FixtureRequest, house: House, secret: str) -> Iterator[Connection]:
    ways: dict[str, dict[str, Any]] = {
        "token": {"username": "admin", "password": secret},
        "key": {"api_key": secret},
    }
    connection = Connection("http://127.0.0.1", port=house.port, **ways[request.param])
    yield connection
    connection.cleanup()
    connection._loop.close()


def body(app: Connection, answer: Any) -> bytes:
    future = asyncio.run_coroutine_threadsafe(answer.read(), app._loop)
    return bytes(future.result(timeout=30))


def files_of(house: House) -> dict[str, Path]:
    """Every audio file by its path below the music folder."""
    wanted = tuple(f".{suffix.rpartition('.')[2]}" for suffix in FORMATS)
    return {str(p.relative_to(house.music)): p for p in house.music.rglob("*") if p.name.endswith(wanted)}


def songs_of(app: Connection) -> list[Any]:
    artists = [artist for index in app.get_artists().index for artist in index.artist]
    albums = {album.id: album for artist in artists for album in app.get_artist(artist.id).album}
    return [song for album in albums for song in app.get_album(album).song]


def test_the_app_password_is_one_line_and_listed_with_its_label(house: House, secret: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{20,}", secret)
    labels = [each["label"] for each in house.get("/api/app-passwords")["app_passwords"]]
    assert "Phone" in labels


def test_the_artists_lead_to_every_file(app: Connection, house: House) -> None:
    assert sorted(song.path for song in songs_of(app)) == sorted(files_of(house))


def test_every_track_is_found_by_its_title(app: Connection) -> None:
    for song in songs_of(app):
        assert song.id in {found.id for found in app.search3(song.title, song_count=100).song}, song.title


def test_every_file_streams_byte_for_byte(app: Connection, house: House) -> None:
    files, seen = files_of(house), 0
    for song in songs_of(app):
        data = files[song.path].read_bytes()
        assert song.size == len(data), song.path
        for answer in (app.stream(song.id), app.stream(song.id, tformat="raw"), app.download(song.id)):
            assert body(app, answer) == data, song.path
            seen += 1
    assert seen == 3 * len(files)


def test_every_cover_is_a_picture_and_small_when_asked(app: Connection) -> None:
    for song in songs_of(app):
        whole = body(app, app.get_cover_art(song.cover_art))
        if song.path.startswith("All/"):
            assert hashlib.sha256(whole).digest() == hashlib.sha256(PICTURE).digest()
        small = Image.open(io.BytesIO(body(app, app.get_cover_art(song.cover_art, 64))))
        assert max(small.size) <= 64


def test_stars_and_plays_of_the_phone_are_seen_by_the_page(app: Connection, house: House) -> None:
    song = app.search3("Stück 3").song[0]
    before = house.get(f"/api/tracks/{song.id}")["marks"]
    app.star([song.id])
    app.scrobble(song.id, submission=True)
    after = house.get(f"/api/tracks/{song.id}")["marks"]
    assert after["starred"]
    assert after["plays"] == before["plays"] + 1
    assert song.id in {track["id"] for track in house.get("/api/starred")["tracks"]}
    app.unstar([song.id])
    assert not house.get(f"/api/tracks/{song.id}")["marks"]["starred"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_random_ranges_through_the_subsonic_api_are_exact(house: House, secret: str, suffix: str) -> None:
    track = track_of(house, suffix)
    address = f"{house.url}/rest/stream?id={track['id']}&apiKey={secret}&c=test&v=1.16.1&f=json&format=raw"
    data = (house.music / f"All/{FORMATS.index(suffix) + 1:02}{suffix}").read_bytes()
    ask_at_random(requests.Session(), address, data, seed=random.randrange(10**6))


@pytest.mark.parametrize("suffix", FORMATS)
def test_random_ranges_through_a_signed_link_are_exact_and_need_no_login(house: House, suffix: str) -> None:
    """A page that plays all of it gets the file; a form that is made for it has exact ranges from the first byte on."""
    link = link_to(house, track_of(house, suffix)["id"])
    stranger = requests.Session()
    early = stranger.get(link, headers={"Range": "bytes=1000-2999"}, timeout=20)
    assert early.status_code == 206
    data = stranger.get(link, timeout=20).content
    assert early.content == data[1000:3000]
    original = (house.music / f"All/{FORMATS.index(suffix) + 1:02}{suffix}").read_bytes()
    if suffix in (".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav"):
        assert data == original
    ask_at_random(stranger, link, data, seed=random.randrange(10**6))


def test_a_link_that_was_tampered_with_opens_nothing(house: House) -> None:
    link = link_to(house, track_of(house, ".flac")["id"])
    signed, _, signature = link.rpartition(".")
    # its first letter: of the last one's six bits two mean nothing, so that another letter may say the same
    forged = f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    assert requests.get(forged, timeout=10).status_code == 403


def track_of(house: House, suffix: str) -> dict[str, Any]:
    found = house.get(f"/api/search?q=Stück {FORMATS.index(suffix) + 1}&limit=20")["tracks"]
    return next(t for t in found if t["title"] == f"Stück {FORMATS.index(suffix) + 1}")


def link_to(house: House, track_id: str) -> str:
    """The link that a page is told to play."""
    page = PretendPage(house.client(), house.url, mimes=EVERY_MIME)
    listener = page.open()
    session = house.post("/api/sessions", {})["id"]
    try:
        house.post(
            f"/api/sessions/{session}/commands",
            {"do": "play_now", "items": [track_id], "device_id": page.id},
        )
        load = listener.wait_for("command", lambda c: c["do"] == "load")
        return house.url + str(load.data["media"]["url"])
    finally:
        listener.close()
        house.delete(f"/api/sessions/{session}")
        page.client.close()


def ask_at_random(client: requests.Session, address: str, data: bytes, *, seed: int, times: int = 25) -> None:
    """Ranges of every kind, and the conditions that decide whether they count."""
    print(f"seed={seed} {len(data)} bytes")  # noqa: T201 - shown when the test fails
    dice = random.Random(seed)
    whole = client.head(address, timeout=20)
    assert whole.headers["Content-Length"] == str(len(data))
    assert whole.headers["Accept-Ranges"] == "bytes"
    etag = whole.headers["ETag"]
    for _ in range(times):
        asked, expected = random_range(dice, len(data))
        answer = client.get(address, headers={"Range": asked}, timeout=20)
        check(answer, asked, expected, data)
        checked = client.head(address, headers={"Range": asked}, timeout=20)
        assert (checked.status_code, checked.content) == (answer.status_code, b"")
        assert checked.headers.get("Content-Range") == answer.headers.get("Content-Range")
    same = {"Range": "bytes=5-9", "If-Range": etag}
    check(client.get(address, headers=same, timeout=20), "bytes=5-9", (5, 10), data)
    other = client.get(address, headers={"Range": "bytes=5-9", "If-Range": '"another"'}, timeout=20)
    assert (other.status_code, other.content) == (200, data)
    assert client.get(address, headers={"If-None-Match": etag}, timeout=20).status_code == 304


def random_range(dice: random.Random, size: int) -> tuple[str, tuple[int, int] | None]:
    """A Range header, and the bytes it means: (start, stop), or None when there are none."""
    start, last = sorted(dice.randrange(size) for _ in range(2))
    beyond, suffix = size + dice.randrange(10**6), dice.randrange(1, size + 100)
    kinds: list[tuple[str, tuple[int, int] | None]] = [
        (f"bytes={start}-{last}", (start, last + 1)),
        (f"bytes={start}-{start}", (start, start + 1)),
        (f"bytes={start}-", (start, size)),
        (f"bytes={start}-{beyond}", (start, size)),
        (f"bytes=-{suffix}", (max(0, size - suffix), size)),
        (f"bytes={beyond}-", None),
        (f"bytes={beyond}-{beyond + 5}", None),
        ("bytes=-0", None),
    ]
    return dice.choice(kinds)


def check(answer: requests.Response, asked: str, expected: tuple[int, int] | None, data: bytes) -> None:
    if expected is None:
        assert answer.status_code == 416, asked
        assert answer.headers["Content-Range"] == f"bytes */{len(data)}"
        return
    start, stop = expected
    assert answer.status_code == 206, asked
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(data)}", asked
    assert answer.headers["Content-Length"] == str(stop - start)
    assert answer.content == data[start:stop], asked
