"""The real process: it starts, says where it is, refuses a twin, and ends when told."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
CONFIG = '[server]\nhost = "127.0.0.1"\nport = 0\n[discovery]\nenabled = false\n'


def segue(tmp_path: Path, *words: str, **env: str) -> subprocess.Popen[str]:
    (tmp_path / "music").mkdir(exist_ok=True)
    (tmp_path / "settings.toml").write_text(CONFIG)
    shared = ("--config", str(tmp_path / "settings.toml"), "--data", str(tmp_path / "data"))
    return subprocess.Popen(
        [sys.executable, "run.py", *shared, *words],
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = segue(tmp_path, "--music", str(tmp_path / "music"))
    yield process
    process.kill()
    process.communicate(timeout=10)


def read_until(process: subprocess.Popen[str], pattern: str) -> re.Match[str]:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(pattern, line)
        if found:
            return found
    pytest.fail(f"it ended without saying {pattern}")


def test_it_says_where_it_is_and_how_to_begin_and_ends_when_told(house: subprocess.Popen[str]) -> None:
    url = read_until(house, r"is ready: open (http://127\.0\.0\.1:\d+)")[1]
    assert re.fullmatch(r"[a-z2-9]{8}", read_until(house, r"set-up code: (\S+)")[1])
    with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:
        assert json.load(answer)["status"] == "ok"
    house.send_signal(signal.SIGTERM)
    rest, _ = house.communicate(timeout=5)
    assert house.returncode == 0
    assert "Traceback" not in rest


def test_a_twin_on_the_same_data_is_refused(house: subprocess.Popen[str], tmp_path: Path) -> None:
    read_until(house, "is ready")
    twin, _ = segue(tmp_path, "serve", "--music", str(tmp_path / "music")).communicate(timeout=20)
    assert f"Segue already runs on the data folder {tmp_path / 'data'} (process {house.pid})" in twin
    scan, _ = segue(tmp_path, "scan").communicate(timeout=20)
    assert "Segue already runs" in scan


def test_a_port_in_use_is_one_sentence(house: subprocess.Popen[str], tmp_path: Path) -> None:
    port = read_until(house, r"127\.0\.0\.1:(\d+)")[1]
    other = segue(tmp_path, "serve", "--data", str(tmp_path / "other"), "--port", port)
    said, _ = other.communicate(timeout=20)
    assert other.returncode == 1
    assert said == (
        f"segue: cannot listen on 127.0.0.1, port {port}: Address already in use."
        " Choose another with --port, or stop what uses it.\n"
    )


def test_an_unattended_install_has_an_administrator_at_once(tmp_path: Path) -> None:
    process = segue(tmp_path, "--music", str(tmp_path / "music"), SEGUE_ADMIN_PASSWORD="correct horse")
    try:
        url = read_until(process, r"is ready: open (\S+)")[1]
        login = urllib.request.Request(
            f"{url}/api/login",
            data=json.dumps({"name": "admin", "password": "correct horse"}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(login, timeout=10) as answer:
            assert json.load(answer)["is_admin"] is True
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=10)
    assert "set-up code" not in said


def test_a_scan_in_the_foreground_says_what_it_did(tmp_path: Path) -> None:
    process = segue(tmp_path, "scan", "--music", str(tmp_path / "music"))
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "0 files: 0 added, 0 changed, 0 removed, 0 not readable" in said


def test_the_doctor_ends_with_one_when_something_is_wrong(tmp_path: Path) -> None:
    process = segue(tmp_path, "doctor", "--music", str(tmp_path / "nowhere"))
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "✗ music" in said
    assert "→ mount it" in said


def test_a_wrong_setting_is_told_before_anything_begins(tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text("[server]\nprot = 1\n")
    wrong = segue(tmp_path, "serve", "--config", str(tmp_path / "wrong.toml"))
    said, _ = wrong.communicate(timeout=20)
    assert wrong.returncode == 1
    assert "server.prot is not a setting; did you mean 'port'?" in said
