"""Which folders are played."""

from __future__ import annotations

from pathlib import Path

from server.music import holds_audio, music_folders


def test_named_folders_are_taken_as_they_are_named(tmp_path: Path) -> None:
    assert music_folders(["~/Music", "/srv/music"], own=tmp_path) == [
        Path.home() / "Music",
        Path("/srv/music"),
    ]


def test_ones_own_music_folder_is_taken_if_it_holds_music(tmp_path: Path) -> None:
    assert music_folders([], own=tmp_path / "nowhere") == []
    (tmp_path / "Nina").mkdir()
    (tmp_path / "Nina" / "cover.jpg").touch()
    assert music_folders([], own=tmp_path) == []
    (tmp_path / "Nina" / "01 Blue.FLAC").touch()
    assert music_folders([], own=tmp_path) == [tmp_path]


def test_a_folder_without_end_is_only_looked_into(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("server.music._LOOK_AT", 3)
    for number in range(5):
        (tmp_path / f"{number}.txt").touch()
    assert not holds_audio(tmp_path)
