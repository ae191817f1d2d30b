"""The power goes, or somebody stops the server: nothing that matters is lost, and nothing hangs."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.builders.audio import make_audio
from tests.builders.tags import png, tag
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.e2e.pages import Listener

pytestmark = pytest.mark.slow

SPEAKER = """
[[devices.virtual]]
name = "Kitchen"
start_latency_ms = 150
"""
RELEASES, TRACKS_EACH = 60, 12
KILLS = 4
LOST_MS = 6_000  # a speaker says every 5 s where it is


@pytest.fixture(scope="module")
def many_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few hundred small files on releases of their own, some with a picture."""
    folder = tmp_path_factory.mktemp("many")
    sound = make_audio(folder / "sound.mp3", seconds=0.2)
    for release in range(RELEASES):
        picture = png(64 + release) if release % 4 == 0 else None
        for number in range(1, TRACKS_EACH + 1):
            path = folder / f"music/Record {release:02}/{number:02}.mp3"
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(sound, path)
            tag(
                path,
                picture,
                title=f"Piece {release}.{number}",
                artist=f"Player {release % 7}",
                album=f"Record {release}",
                genre=f"Kind {release % 3}",
                tracknumber=str(number),
            )
    return folder / "music"


@pytest.fixture(scope="module")
def long_album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long") / "music"
    for number in (1, 2, 3):
        path = make_audio(folder / f"Tones/0{number}.flac", seconds=60, hz=200 * number)
        tag(path, title=f"Tone {number}", artist="The Sines", album="Tones", tracknumber=str(number))
    return folder


@pytest.fixture
def playing(tmp_path: Path, long_album: Path) -> Iterator[House]:
    """It plays the second track on a virtual speaker, shuffle off, one track queued twice."""
    house = House(tmp_path / "data", long_album, SETTINGS + SPEAKER)
    house.start()
    house.scanned()
    tracks = [t["id"] for t in house.get("/api/tracks")["items"]]
    session = house.post("/api/sessions", {})["id"]
    play = {"items": [*tracks, tracks[0]], "start_index": 1, "device_id": "virtual-kitchen"}
    house.post(f"/api/sessions/{session}/commands", {"do": "play_now", "position_ms": 10_000, **play})
    wait_until(lambda: the_session(house)["timeline"]["running"], what="sound")
    yield house
    house.stop()


def the_session(house: House) -> dict[str, Any]:
    [session] = house.get("/api/sessions")["sessions"]
    return dict(session)


def queue_of(house: House) -> list[tuple[str, str]]:
    queue = house.get(f"/api/sessions/{the_session(house)['id']}/queue")
    return [(e["entry_id"], e["track"]["id"]) for e in queue["entries"]]


def position_of(house: House) -> int:
    timeline, now_ms = the_session(house)["timeline"], house.get("/api/clock")["now_ms"]
    return int(timeline["position_ms"] + (now_ms - timeline["at_ms"] if timeline["running"] else 0))


def is_sound(house: House) -> bool:
    with sqlite3.connect(house.data / "segue.db") as database:
        [[verdict]] = database.execute("PRAGMA integrity_check").fetchall()
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
    database.close()
    return verdict == "ok" and broken == []


def catalogue(house: House) -> dict[str, Any]:
    """All that a scan finds out, without the ids, which are given out in the order of finding."""
    releases = {}
    for release in house.get("/api/releases?limit=500")["items"]:
        tracks = house.get(f"/api/releases/{release['id']}")["tracks"]
        releases[release["title"]] = (
            release["artist"],
            release["track_count"],
            release["duration_ms"],
            release["cover_id"] is not None,
            [(t["number"], t["title"], t["artist"], t["genres"], t["size_bytes"]) for t in tracks],
        )
    artists = [(a["name"], a["track_count"]) for a in house.get("/api/artists?limit=500")["items"]]
    genres = [(g["name"], g["track_count"]) for g in house.get("/api/genres")["genres"]]
    numbers = house.get("/api/library")
    return {
        "releases": releases,
        "artists": sorted(artists),
        "genres": sorted(genres),
        "tracks": numbers["tracks"],
        "duration_ms": numbers["duration_ms"],
        "found": len(house.get("/api/search?q=piece&limit=100")["tracks"]),
        "problems": house.get("/api/problems")["total"],
    }


def is_scanning(house: House) -> bool:
    """Without a login, which would take as long as some scans."""
    return bool(requests.get(f"{house.url}/healthz", timeout=10).json()["scan"] == "scanning")


def time_of_scan(house: House) -> float:
    began = time.monotonic()
    house.scanned()
    return time.monotonic() - began


@pytest.mark.soak  # tests/library/scan/test_killed.py kills a few times
def test_a_scan_that_was_killed_again_and_again_ends_like_an_undisturbed_one(
    tmp_path: Path, many_files: Path, new_house: Callable[..., House]
) -> None:
    calm = new_house(tmp_path / "calm", many_files)
    calm.start()
    took_s = time_of_scan(calm)
    expected = catalogue(calm)
    calm.stop()
    assert expected["tracks"] == RELEASES * TRACKS_EACH
    seed = random.randrange(10**6)
    print(f"seed={seed}, a scan takes {took_s:.2f} s")  # noqa: T201 - shown when the test fails
    dice, house = random.Random(seed), new_house(tmp_path / "killed", many_files)
    interrupted = 0
    for _ in range(KILLS):
        house.start()
        # what one run has ingested the next skips: each has at least its share left to do
        threading.Event().wait(dice.uniform(0.0, took_s / KILLS))
        interrupted += is_scanning(house)
        house.stop(signal.SIGKILL)
        assert is_sound(house)
    house.start()
    house.scanned()
    assert catalogue(house) == expected
    house.stop()
    assert is_sound(house)
    assert interrupted, "every scan had ended before the kill"


def test_a_server_that_was_killed_while_it_played_knows_where_it_was(playing: House) -> None:
    for _ in range(2):
        queue, index = queue_of(playing), the_session(playing)["index"]
        threading.Event().wait(random.uniform(0.0, 3.0))
        position_ms = position_of(playing)
        playing.stop(signal.SIGKILL)
        assert is_sound(playing)
        playing.start()
        session = the_session(playing)
        assert queue_of(playing) == queue
        assert session["index"] == index
        assert not session["playing"]
        assert session["outputs"] == []
        assert position_ms - LOST_MS <= session["timeline"]["position_ms"] <= position_ms + 500
        play_again(playing)


def play_again(house: House) -> None:
    session = the_session(house)
    resumed_ms = session["timeline"]["position_ms"]

    def speaker_is_there() -> bool:
        return "virtual-kitchen" in {d["id"] for d in house.get("/api/devices")["devices"]}

    wait_until(speaker_is_there, what="the speaker")
    house.post(f"/api/sessions/{session['id']}/commands", {"do": "play", "device_id": "virtual-kitchen"})
    wait_until(lambda: the_session(house)["timeline"]["running"], what="sound")
    assert resumed_ms <= position_of(house) <= resumed_ms + 5_000


def test_a_queue_edited_right_before_the_kill_is_whole(playing: House) -> None:
    """Either the edit is there or it is not: never a half."""
    before = queue_of(playing)
    tracks = [track for _, track in before] * 30
    session = the_session(playing)["id"]
    playing.post(f"/api/sessions/{session}/commands", {"do": "enqueue", "items": tracks, "where": "last"})
    after = queue_of(playing)
    playing.stop(signal.SIGKILL)
    playing.start()
    assert queue_of(playing) in (before, after)
    assert is_sound(playing)


def test_a_polite_end_takes_five_seconds_at_most_and_loses_nothing(playing: House) -> None:
    client = playing.client()
    listeners = [Listener(client, playing.url) for _ in range(8)]
    for listener in listeners:
        listener.wait_for("snapshot")
    sleepers = [asked_and_not_read(playing) for _ in range(3)]
    session = the_session(playing)["id"]
    threading.Event().wait(2.5)  # into the time between two reports of the speaker
    tracks = [track for _, track in queue_of(playing)]
    commands = f"/api/sessions/{session}/commands"
    playing.post(commands, {"do": "enqueue", "items": tracks, "where": "next"})
    playing.post(commands, {"do": "repeat", "mode": "all"})
    playing.post(commands, {"do": "remove", "entry_ids": [queue_of(playing)[0][0]]})
    queue, position_ms, before = queue_of(playing), position_of(playing), the_session(playing)
    took_s = playing.stop()
    assert took_s < 5
    assert all(listener.ended.wait(1) for listener in listeners)
    for sleeper in sleepers:
        sleeper.close()
    assert not [line for line in playing.lines if "left behind" in line or "Traceback" in line]
    playing.start()
    after = the_session(playing)
    assert queue_of(playing) == queue
    assert (after["index"], after["repeat"]) == (before["index"], "all")
    assert position_ms <= after["timeline"]["position_ms"] <= position_ms + (took_s + 0.5) * 1000
    client.close()


def asked_and_not_read(house: House) -> socket.socket:
    """A phone that asked for a track and then lost its network: bytes wait for it for ever."""
    secret = house.command("user", "app-password", "admin", "--label", "Phone").stdout.strip()
    track = house.get("/api/tracks")["items"][0]["id"]
    path = f"/rest/stream?id={track}&apiKey={secret}&v=1.16.1&c=test&format=raw"
    phone = socket.create_connection(("127.0.0.1", house.port), timeout=10)
    phone.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    phone.sendall(f"GET {path} HTTP/1.1\r\nHost: segue\r\n\r\n".encode())
    assert b"200 OK" in phone.recv(100)
    return phone


def test_a_polite_end_during_a_scan_is_quick_and_the_next_scan_completes_it(
    tmp_path: Path, many_files: Path, new_house: Callable[..., House]
) -> None:
    house = new_house(tmp_path / "data", many_files)
    house.start()
    assert is_scanning(house), "the scan was over before the end"
    assert house.stop() < 5
    assert is_sound(house)
    house.start()
    house.scanned()
    assert house.get("/api/library")["tracks"] == RELEASES * TRACKS_EACH
    house.stop()
