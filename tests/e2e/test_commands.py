"""What people type on the machine itself, as real commands: doctor, scan, user; and what needs no login at all."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.builders.audio import make_audio
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House

pytestmark = pytest.mark.slow

SECRET = "swordfish swordfish"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    for number in (1, 2, 3):
        path = make_audio(tmp_path / f"music/{number}.mp3", seconds=0.3)
        tag(path, title=f"T{number}", artist="A", album="B", tracknumber=str(number))
    (tmp_path / "music/broken.flac").write_bytes(b"this is no FLAC")
    return tmp_path / "music"


@pytest.fixture
def house(tmp_path: Path, music: Path) -> Iterator[House]:
    """Not started."""
    house = House(tmp_path / "data", music)
    house.data.mkdir()
    (house.data / "config.toml").write_text(f'{SETTINGS}[library]\nfolders = ["{music}"]\n')
    yield house
    house.stop()


def told(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that went well said."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that did not."""
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


# -- doctor ---------------------------------------------------------------------------------------------------


def test_the_doctor_finds_nothing_wrong_with_a_good_house(house: House) -> None:
    said = told(house.command("doctor"))
    assert "✗" not in said
    for about in ("data folder", "database", "music", "port", "discovery", "clock"):
        assert re.search(rf"^[✓!] {about}", said, re.M), (about, said)


def test_the_doctor_knows_its_own_running_server(house: House) -> None:
    house.start()
    said = told(house.command("doctor", "--host", "127.0.0.1", "--port", str(house.port)))
    assert "which is running" in said


def test_the_doctor_says_what_to_do_about_what_is_wrong(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = house.command("doctor", "--port", str(port), "--music", str(house.data / "nowhere"))
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    for about in (f"port: 127.0.0.1:{port}", "music:"):
        [at] = [i for i, line in enumerate(lines) if line.startswith(f"✗ {about}")]
        assert lines[at + 1].startswith("  → "), done.stdout


def test_the_doctor_notices_a_database_that_is_not_one(house: House) -> None:
    (house.data / "segue.db").write_bytes(b"no database at all" * 100)
    done = house.command("doctor")
    assert done.returncode == 1
    assert "✗ database" in done.stdout


# -- scan -----------------------------------------------------------------------------------------------------


def test_a_scan_in_the_foreground_counts_and_the_next_one_has_nothing_to_do(house: House) -> None:
    assert told(house.command("scan")).splitlines()[-1] == (
        "4 files: 3 added, 0 changed, 0 removed, 1 not readable"
    )
    again = told(house.command("scan")).splitlines()[-1]
    assert "0 added, 0 changed, 0 removed" in again, again
    (house.music / "3.mp3").unlink()
    make_audio(
        house.music / "4.mp3", seconds=0.3, hz=660
    )  # another sound: not the old track under a new name
    assert "1 added, 0 changed, 1 removed" in told(house.command("scan")).splitlines()[-1]


def test_a_scan_beside_a_running_server_is_refused_with_its_number(house: House) -> None:
    house.start()
    assert house.process is not None
    sentence = refused(house.command("scan"))
    assert str(house.process.pid) in sentence


def test_two_servers_do_not_share_a_data_folder(house: House) -> None:
    house.start()
    assert house.process is not None
    assert str(house.process.pid) in refused(house.command("serve"))
    assert requests.get(f"{house.url}/healthz", timeout=10).status_code == 200


# -- user -----------------------------------------------------------------------------------------------------


def test_users_are_added_listed_given_passwords_and_removed(house: House) -> None:
    assert "administrator" in told(
        house.command("user", "add", "ann", "--password-stdin", said=SECRET + "\n")
    )
    told(house.command("user", "add", "ben", "--password-stdin", said=SECRET + "\n"))
    listed = [line.split("\t")[:2] for line in told(house.command("user", "list")).splitlines()]
    assert listed == [["ann", "administrator"], ["ben", "user"]]
    assert "ben" in refused(house.command("user", "add", "ben", "--password-stdin", said=SECRET + "\n"))
    assert "8" in refused(house.command("user", "passwd", "ben", "--password-stdin", said="short\n"))
    refused(house.command("user", "remove", "ann"))
    told(house.command("user", "remove", "ben"))
    refused(house.command("user", "remove", "nobody"))
    assert told(house.command("user", "list")).count("\n") == 1


def test_what_is_changed_beside_a_running_server_counts_at_once(house: House) -> None:
    house.start()
    told(house.command("user", "add", "ben", "--password-stdin", said=SECRET + "\n"))
    ben = house.client("ben", SECRET)
    assert ben.get(f"{house.url}/api/me", timeout=10).json()["name"] == "ben"
    told(house.command("user", "passwd", "ben", "--password-stdin", said="another password\n"))
    assert ben.get(f"{house.url}/api/me", timeout=10).status_code == 401
    assert house.client("ben", "another password").get(f"{house.url}/api/me", timeout=10).status_code == 200
    key = told(house.command("user", "app-password", "ben", "--label", "Phone")).strip()
    address = f"{house.url}/rest/ping?apiKey={key}&v=1.16.1&c=phone&f=json"
    assert requests.get(address, timeout=10).json()["subsonic-response"]["status"] == "ok"
    told(house.command("user", "remove", "ben"))
    assert requests.get(address, timeout=10).json()["subsonic-response"]["status"] == "failed"


def test_passwords_are_only_stored_hashed_and_the_data_is_its_owner_s(house: House) -> None:
    house.start()
    house.stop()
    assert oct((house.data / "segue.db").stat().st_mode & 0o777) == "0o600"
    assert all(
        path.stat().st_mode & 0o077 == 0 for path in house.data.iterdir() if path.suffix in (".key", ".db")
    )
    with sqlite3.connect(house.data / "segue.db") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert "$argon2id$" in dump
    assert "correct horse battery" not in dump


# -- the rest -------------------------------------------------------------------------------------------------


def test_health_is_told_to_anybody_and_says_nothing_else(house: House) -> None:
    house.start()
    answer = requests.get(f"{house.url}/healthz", timeout=10)
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "version", "uptime_s", "scan"}
    for path in ("/api/me", "/api/releases", "/api/sessions", "/api/events", "/api/users", "/api/clock"):
        refusal = requests.get(f"{house.url}{path}", timeout=10)
        assert refusal.status_code == 401, path
        assert refusal.headers["Content-Type"].startswith("application/problem+json")


def test_every_mistake_in_the_settings_is_told_at_once(house: House) -> None:
    (house.data / "config.toml").write_text(
        '[server]\nprot = 4747\nthreads = "many"\n[log]\nlevel = "loud"\n'
    )
    sentence = refused(house.command("serve"))
    for word in ("prot", "port", "threads", "loud", "debug"):
        assert word in sentence, sentence


@pytest.mark.parametrize("words", [[], ["user", "add"]])
def test_help_is_there(house: House, words: list[str]) -> None:
    assert told(house.command(*words, "--help")).startswith("Usage:")


def test_a_house_that_composes_its_demo_still_ends_in_time(house: House) -> None:
    house.music = house.data / "demo"  # nothing of one's own: the demo is played, and made first
    house.start()
    assert house.stop() < 5
