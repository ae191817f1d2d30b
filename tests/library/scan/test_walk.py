from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.scan.walk import FileSeen, FolderSeen, PassedOver, is_music, look, walk


def _files(root: Path) -> list[str]:
    return [file.path for seen in walk(root) if isinstance(seen, FolderSeen) for file in seen.files]


def _passed_over(root: Path) -> list[str]:
    return [
        passed.path
        for seen in walk(root)
        for passed in ([seen] if isinstance(seen, PassedOver) else seen.passed_over)
    ]


def _touch(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def test_audio_is_found_by_folder_and_name(tmp_path: Path) -> None:
    _touch(
        tmp_path, "b/2.flac", "b/1.MP3", "a/x.opus", "z.wav", "notes.txt", "a/list.m3u", "b/mp3", "c/d/e.dsf"
    )
    assert _files(tmp_path) == ["z.wav", "a/x.opus", "b/1.MP3", "b/2.flac", "c/d/e.dsf"]


def test_a_file_tells_its_size_and_time(tmp_path: Path) -> None:
    _touch(tmp_path, "a.mp3")
    os.utime(tmp_path / "a.mp3", ns=(5, 1_234_567_890_123_456_789))
    [folder] = walk(tmp_path)
    assert isinstance(folder, FolderSeen)
    assert folder.files == (FileSeen("a.mp3", 1, 1_234_567_890_123_456_789),)


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    _touch(tmp_path, ".hidden.mp3", "._a.mp3", ".Trash/a.mp3", "a.mp3")
    assert _files(tmp_path) == ["a.mp3"]


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["front.png", "folder.jpg", "cover.webp"], "cover.webp"),
        (["folder.png", "Folder.JPG"], "Folder.JPG"),
        (["back.jpg", "cover.gif"], None),
        (["COVER.JPEG"], "COVER.JPEG"),
    ],
)
def test_a_folder_has_one_image(tmp_path: Path, names: list[str], chosen: str | None) -> None:
    _touch(tmp_path, *names)
    [folder] = walk(tmp_path)
    assert isinstance(folder, FolderSeen)
    assert (folder.image.path if folder.image else None) == chosen


def test_loops_of_links_end(tmp_path: Path) -> None:
    _touch(tmp_path, "a/1.mp3")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "self.mp3").symlink_to(tmp_path / "self.mp3")
    (tmp_path / "dangling.mp3").symlink_to(tmp_path / "nothing.mp3")
    assert _files(tmp_path) == ["a/1.mp3"]
    assert _passed_over(tmp_path) == ["dangling.mp3", "self.mp3"]


def test_a_link_to_music_inside_is_not_worth_a_word(tmp_path: Path) -> None:
    _touch(tmp_path, "a/1.mp3")
    (tmp_path / "best.mp3").symlink_to(tmp_path / "a" / "1.mp3")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert (_files(tmp_path), _passed_over(tmp_path)) == (["a/1.mp3"], [])


def test_links_out_of_the_root_are_not_followed_and_said_to_be(tmp_path: Path) -> None:
    _touch(tmp_path, "outside/1.mp3", "root/2.mp3")
    (tmp_path / "root" / "folder").symlink_to(tmp_path / "outside")
    (tmp_path / "root" / "song.mp3").symlink_to(tmp_path / "outside" / "1.mp3")
    assert _files(tmp_path / "root") == ["2.mp3"]
    assert sorted(_passed_over(tmp_path / "root")) == ["folder", "song.mp3"]


def test_a_root_that_is_itself_a_link_is_walked(tmp_path: Path) -> None:
    _touch(tmp_path, "real/1.mp3")
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert _files(tmp_path / "root") == ["1.mp3"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "socket.mp3"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        yield path


def test_pipes_and_sockets_are_left_out_and_said_to_be(tmp_path: Path, server: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp3")
    os.mkfifo(tmp_path / "cover.jpg")
    (tmp_path / "folder.mp3").mkdir()
    assert server.exists()
    assert _files(tmp_path) == []
    assert sorted(_passed_over(tmp_path)) == ["pipe.mp3", "socket.mp3"]


def test_a_stamp_changes_with_every_file_and_the_image(tmp_path: Path) -> None:
    _touch(tmp_path, "1.mp3", "notes.txt")
    stamps = [look(tmp_path, "").stamp, look(tmp_path, "").stamp]
    (tmp_path / "notes.txt").write_bytes(b"longer")
    stamps.append(look(tmp_path, "").stamp)
    assert len(set(stamps)) == 1
    os.utime(tmp_path / "1.mp3", ns=(1, 1))
    stamps.append(look(tmp_path, "").stamp)
    _touch(tmp_path, "cover.png")
    stamps.append(look(tmp_path, "").stamp)
    (tmp_path / "1.mp3").rename(tmp_path / "2.mp3")
    stamps.append(look(tmp_path, "").stamp)
    assert len(set(stamps)) == 4


def test_a_folder_without_music_has_an_empty_stamp(tmp_path: Path) -> None:
    _touch(tmp_path, "notes.txt")
    assert look(tmp_path, "").stamp == b""
    assert not look(tmp_path, "").is_bare


def test_too_deep_is_said_to_be(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 70)
    deep.mkdir(parents=True)
    (deep / "1.mp3").write_bytes(b"x")
    assert _files(tmp_path) == []
    [passed] = [seen for seen in walk(tmp_path) if isinstance(seen, PassedOver)]
    assert "folders deep" in passed.reason


def test_a_name_that_is_not_utf8_is_walked(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.mp3")).write_bytes(b"x")
    assert [os.fsencode(path) for path in _files(tmp_path)] == [b"caf\xe9.mp3"]


def test_a_folder_that_cannot_be_read_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path, "a/1.mp3", "b/2.mp3")
    scandir = os.scandir

    def refusing(path: Path) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "a":  # chmod would not stop root, as which tests may run
            raise PermissionError(13, "Permission denied")
        return scandir(path)  # type: ignore[return-value] # it is one

    monkeypatch.setattr(os, "scandir", refusing)
    seen = list(walk(tmp_path))
    assert PassedOver("a", "The folder cannot be read: Permission denied.", hides_below=True) in seen
    assert _files(tmp_path) == ["b/2.mp3"]


@pytest.mark.parametrize(
    ("path", "is_looked_at"),
    [
        ("A/1.mp3", True),
        ("A/album.CUE", True),
        ("A/Cover.jpg", True),
        ("A/artist.png", True),
        ("A/Disc 2.jpg", True),
        ("artists/Anybody.webp", True),
        ("A/Anybody.webp", False),
        ("A/notes.txt", False),
        ("A/.cue/x", False),
    ],
)
def test_a_change_of_what_is_looked_at_is_worth_a_scan(path: str, is_looked_at: bool) -> None:
    assert is_music(path) is is_looked_at
