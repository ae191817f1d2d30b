"""Strawberry and Sublime Music, as Debian has them, on a desktop of their own against the real house."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask, Response, request, request_finished

from tests import tools
from tests.builders.audio import make_audio
from tests.builders.desktop import Desktop, desktop
from tests.builders.subsonic import RealHouse, real_house
from tests.builders.tags import png, tag
from tests.e2e.conftest import wait_until

pytestmark = [
    pytest.mark.soak,
    # waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

TITLES = {"tr-1": "Stück 1", "tr-2": "Stück 2", "tr-3": "Stück 3"}
SECONDS = 40  # Strawberry counts a play after 31 s, of nothing that is shorter
SUFFIXES = (".flac", ".mp3", ".ogg")


@dataclass(frozen=True)
class Asked:
    """A request as the house saw and answered it."""

    method: str
    params: dict[str, str]
    agent: str
    status: int
    length: int
    problem: str  # "" for an answer that says ok

    @property
    def id(self) -> str:
        return self.params.get("id", "")


@dataclass
class Watched:
    """A house of which every request under /rest is known."""

    house: RealHouse
    secret: str
    asked: list[Asked] = field(default_factory=list)

    def note(self, _app: Flask, response: Response, **_more: object) -> None:
        if not request.path.startswith("/rest/"):
            return
        problem = ""
        if response.is_json:
            told = response.get_json()["subsonic-response"]
            problem = str(told.get("error", ""))
        elif "xml" in response.content_type:  # both ask for JSON: an error in place of sound or a picture
            problem = response.get_data(as_text=True)
        method = request.path.removeprefix("/rest/").removesuffix(".view")
        agent = request.headers.get("User-Agent", "")
        length = response.content_length or 0
        self.asked.append(Asked(method, request.args.to_dict(), agent, response.status_code, length, problem))

    def find(self, method: str, **params: str) -> list[Asked]:
        """Those of the app, in order."""
        return [one for one in self.asked if one.method == method and params.items() <= one.params.items()]

    def wait_for(self, method: str, *, within_s: float = 15, **params: str) -> Asked:
        what = f"{method} {params}"
        found: Any = wait_until(lambda: self.find(method, **params), within_s=within_s, what=what)
        return found[0]

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """As another app of hers."""
        login = {"apiKey": self.secret, "c": "another", "f": "json"}
        url = f"http://127.0.0.1:{self.house.port}/rest/{method}"
        answer = requests.get(url, params={**login, **params}, timeout=10).json()["subsonic-response"]
        assert answer["status"] == "ok", answer
        return answer

    def size_of(self, track: str) -> int:
        return int(self.ask("getSong", id=track)["song"]["size"])

    def plays_of(self, track: str) -> int:
        return int(self.ask("getSong", id=track)["song"]["playCount"])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Watched]:
    for number, suffix in enumerate(SUFFIXES, 1):
        path = make_audio(tmp_path / "music" / "Ölwerk" / f"{number}{suffix}", seconds=SECONDS)
        names = {"title": f"Stück {number}", "artist": "Ölwerk", "albumartist": "Ölwerk", "album": "Erste"}
        tag(path, png(64, "purple"), date="1999", genre="Noise", tracknumber=str(number), **names)
    with real_house(tmp_path) as real:
        secret = real.services.tokens.add_app_password(real.services.accounts.get("ann"), "desktop")[1]
        watched = Watched(real, secret)
        with request_finished.connected_to(watched.note):
            yield watched


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path / "home") as screen:
        yield screen


def needs(*programs: str) -> pytest.MarkDecorator:
    missing = [program for program in (*programs, "Xvfb", "dbus-daemon", "gdbus") if not tools.find(program)]
    return pytest.mark.skipif(bool(missing), reason=f"not on this machine: {', '.join(missing)}")


def nothing_failed(house: Watched, app: str) -> None:
    own = [one for one in house.asked if one.params["c"] == app]
    assert [one for one in own if one.problem or one.status not in (200, 206, 304)] == []


def patiently(act: Callable[[], object], until: Callable[[], object], *, what: str) -> None:
    """Again and again: an app that is still starting does not hear."""
    for _ in range(15):
        act()
        try:
            wait_until(until, within_s=2)
        except AssertionError:
            continue
        return
    raise AssertionError(what)


# Where Strawberry's first tab has its catalogue, and the one artist in it; it offers no other way to ask for either.
CATALOGUE = (165, 300)
ARTIST = (150, 109)


def strawberry_settings(house: Watched) -> str:
    password = base64.b64encode(house.secret.encode()).decode()
    return f"""
[Subsonic]
enabled=true
url=http://127.0.0.1:{house.house.port}
username=Ann
password={password}
authmethod=1
serversidescrobbling=true
[Scrobbler]
enabled=true
[Context]
SearchLyricsEnable=false
[MainWindow]
tab_mode=1
tab_subsonic=0
tab_context=1
tab_collection=2
current_tab=0
"""


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    if not database.exists():
        return []
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(query).fetchall()


@needs("strawberry", "xdotool")
def test_strawberry_reads_the_library_plays_every_format_and_counts_a_play(
    house: Watched, screen: Desktop
) -> None:
    settings = screen.home / ".config" / "strawberry" / "strawberry.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text(strawberry_settings(house))
    own = screen.home / ".local" / "share" / "strawberry" / "strawberry" / "strawberry.db"
    screen.start("strawberry")

    patiently(lambda: screen.click(*CATALOGUE), lambda: house.find("getAlbumList2"), what=screen.said())
    house.wait_for("getCoverArt", c="Strawberry")
    kept = (
        "SELECT song_id, title, artist, albumartist, album, track, year, genre, length / 1000000000, filesize"
    )
    expected = [
        (id, title, "Ölwerk", "Ölwerk", "Erste", number, 1999, "Noise", SECONDS, house.size_of(id))
        for number, (id, title) in enumerate(TITLES.items(), 1)
    ]
    wait_until(lambda: rows(own, f"{kept} FROM subsonic_songs ORDER BY track") == expected, what="its songs")

    def play() -> None:
        screen.click(*ARTIST, times=2)
        screen.player("strawberry", "Play")

    patiently(play, lambda: house.find("stream", id="tr-1"), what=screen.said())
    house.wait_for("scrobble", id="tr-1", submission="false")
    [playing] = house.ask("getNowPlaying")["nowPlaying"]["entry"]
    assert (playing["id"], playing["playerName"], playing["state"]) == ("tr-1", "Ann's Strawberry", "playing")
    assert house.plays_of("tr-1") == 0
    house.wait_for("scrobble", id="tr-1", submission="true", within_s=SECONDS)
    assert house.plays_of("tr-1") == 1
    for track in ("tr-2", "tr-3"):
        screen.player("strawberry", "Next")
        house.wait_for("scrobble", id=track, submission="false")
        assert house.wait_for("stream", id=track).length == house.size_of(track)
        moved = screen.position_ms("strawberry")
        wait_until(lambda moved=moved: screen.position_ms("strawberry") > moved, what=f"{track} to sound")
    nothing_failed(house, "Strawberry")


# Its own switch for tests: mpv plays to nowhere, in time. Everything else is as it is for anybody.
SILENTLY = """
from sublime_music.__main__ import main
from sublime_music.players.mpv import MPVPlayer
MPVPlayer._is_mock = True
main()
"""
SUBLIME = ("/usr/bin/python3", "-c", SILENTLY)
BUS = ("app.sublimemusic.SublimeMusic", "/app/sublimemusic/SublimeMusic", "org.gtk.Actions.Activate")


def sublime_settings(house: Watched) -> str:
    server = {
        "server_address": f"http://127.0.0.1:{house.house.port}",
        "username": "Ann",
        "password": ["plaintext", house.secret],
        "verify_cert": True,
        "sync_enabled": True,
        "salt_auth": True,
    }
    provider = {
        "id": "house",
        "name": "House",
        "ground_truth_adapter_type": "SubsonicAdapter",
        "ground_truth_adapter_config": server,
        "caching_adapter_type": "FilesystemAdapter",
        "caching_adapter_config": {},
    }
    players = {
        "Local Playback": {"Replay Gain": "no"},
        "Chromecast": {"Serve Local Files to Chromecasts on the LAN": False, "LAN Server Port Number": 8282},
    }
    providers = {"providers": {"house": provider}, "current_provider_id": "house"}
    return json.dumps({"version": 6, "song_play_notification": False, "player_config": players, **providers})


@needs("sublime-music")
def test_sublime_music_browses_and_takes_a_queue_over_from_another_app_and_back(
    house: Watched, screen: Desktop
) -> None:
    settings = screen.home / ".config" / "sublime-music" / "config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(sublime_settings(house))
    list_id = house.ask("createPlaylist", name="Evening", songId=["tr-3", "tr-1"])["playlist"]["id"]
    own = screen.home / ".local" / "share" / "sublime-music" / "house" / "c" / "cache.db"
    screen.start(*SUBLIME)

    def act(action: str, argument: str = "") -> None:
        screen.call(*BUS, action, f"[{argument}]", "{}")

    for method in ("ping", "getPlaylists", "getGenres", "getAlbumList2", "getCoverArt"):
        house.wait_for(method, within_s=30, c="Sublime Music")
    act("go-to-album", "<'al-1'>")
    house.wait_for("getAlbum", id="al-1")
    act("go-to-artist", "<'ar-1'>")
    house.wait_for("getArtistInfo2", id="ar-1")
    act("browse-to", "<'al-1'>")
    house.wait_for("getIndexes")
    act("go-to-playlist", f"<'{list_id}'>")
    house.wait_for("getPlaylist", id=list_id)
    kept = "SELECT id, title, duration FROM song ORDER BY id"
    wait_until(lambda: [row[:2] for row in rows(own, kept)] == list(TITLES.items()), what="its songs")

    house.ask("savePlayQueue", id=list(TITLES), current="tr-2", position=12_000)
    act("update-play-queue-from-server")
    house.wait_for("getPlayQueue", c="Sublime Music")
    patiently(lambda: act("play-pause"), lambda: house.find("stream", id="tr-2"), what=screen.said())
    wait_until(lambda: screen.position_ms("sublimemusic") > 12_000, what="to go on from there")
    house.wait_for("download", id="tr-2")
    copy = own.parent / "music" / "tr-2" / "Ölwerk" / "2.mp3"
    original = (house.house.music / "Ölwerk" / "2.mp3").read_bytes()
    wait_until(lambda: copy.exists() and copy.read_bytes() == original, what="its own copy")
    screen.player("sublimemusic", "Pause")
    saved = int(house.wait_for("savePlayQueue", c="Sublime Music", current="tr-2").params["position"])
    queue = house.ask("getPlayQueue")["playQueue"]
    assert (queue["current"], queue["position"], queue["changedBy"]) == ("tr-2", saved, "Ann's Sublime Music")
    assert saved > 12_000
    screen.player("sublimemusic", "Play")
    screen.player("sublimemusic", "Next")
    house.wait_for("scrobble", id="tr-3")
    assert house.plays_of("tr-3") == 1
    nothing_failed(house, "Sublime Music")
