"""The doctor finds what is wrong and says what to do."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library import Database
from server.config import Config, DiscoveryConfig, LibraryConfig, ServerConfig
from server.data_folder import DataFolder
from server.doctor import (
    Finding,
    Level,
    check_clock,
    check_codecs,
    check_data_folder,
    check_database,
    check_multicast,
    check_music,
    check_port,
    examine,
)
from server.lifecycle import listen
from server.users import migrations
from tests.fakes.clock import FakeClock


def only(findings: object) -> Finding:
    (finding,) = findings
    if finding.level is not Level.GOOD:
        assert finding.advice
    return finding


def test_a_healthy_machine_has_nothing_but_good_findings(tmp_path: Path, clock: FakeClock) -> None:
    music = tmp_path / "music"
    music.mkdir()
    (music / "song.mp3").touch()
    config = Config(
        server=ServerConfig(host="127.0.0.1", port=0),
        library=LibraryConfig(folders=(str(music),)),
        discovery=DiscoveryConfig(enabled=False),
    )
    findings = list(examine(config, DataFolder(tmp_path / "data"), clock))
    assert {finding.level for finding in findings} == {Level.GOOD}
    abouts = ["data folder", "database", "music", "port", "discovery", "clock", "codecs"]
    assert [finding.about for finding in findings] == abouts


def test_a_data_folder_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert only(check_data_folder(DataFolder(tmp_path / "file"))).level is Level.FAILURE


def test_a_full_disk_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.doctor._ROOMY_BYTES", 2**80)
    _, finding = check_data_folder(DataFolder(tmp_path))
    assert (finding.level, finding.about) == (Level.WARNING, "disk")


def test_a_sound_database_is_good_and_one_that_is_none_yet_too(tmp_path: Path) -> None:
    path = tmp_path / "segue.db"
    assert only(check_database(path)).fact == "not made yet"
    database = Database(path)
    database.migrate(migrations)
    assert only(check_database(path)).fact == "sound"
    database.close()


def test_a_broken_database_is_a_failure_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "segue.db"
    path.write_bytes(b"this is no database, " * 500)
    before = path.read_bytes()
    assert only(check_database(path)).level is Level.FAILURE
    assert path.read_bytes() == before


def test_music_folders_are_looked_at_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    config = Config(library=LibraryConfig(folders=(str(tmp_path / "empty"), str(tmp_path / "nowhere"))))
    empty, nowhere = check_music(config)
    assert (empty.level, nowhere.level) == (Level.WARNING, Level.FAILURE)
    assert "does not exist" in nowhere.fact


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_music_folder_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0)
    try:
        finding = only(check_music(Config(library=LibraryConfig(folders=(str(tmp_path),)))))
    finally:
        tmp_path.chmod(0o700)
    assert "cannot be read" in finding.fact


def test_no_music_means_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.doctor.music_folders", lambda named: [])
    assert "demo" in only(check_music(Config())).fact


def test_a_port_in_use_is_a_failure_unless_it_is_our_own(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert only(check_port("127.0.0.1", port, data)).level is Level.FAILURE
        with data.locked():
            assert only(check_port("127.0.0.1", port, data)).level is Level.GOOD
    assert only(check_port("127.0.0.1", port, data)).fact == f"{port} is free"


def test_an_interface_without_multicast_is_a_warning() -> None:
    config = Config(discovery=DiscoveryConfig(interfaces=("203.0.113.7", "not an address")))
    assert [finding.level for finding in check_multicast(config)] == [Level.WARNING] * 2


def test_a_clock_in_the_past_is_a_failure(clock: FakeClock) -> None:
    assert only(check_clock(clock)).level is Level.GOOD
    clock._start = datetime(1970, 1, 1, tzinfo=UTC)
    assert only(check_clock(clock)).level is Level.FAILURE


def test_an_ffmpeg_without_opus_is_a_failure() -> None:
    assert only(check_codecs([])).level is Level.GOOD
    finding = only(check_codecs(["libopus (encoder)"]))
    assert (finding.level, finding.fact) == (Level.FAILURE, "FFmpeg lacks libopus (encoder)")
