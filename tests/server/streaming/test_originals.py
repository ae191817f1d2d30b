from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from server.streaming import FileChanged, FileMissing
from server.streaming.originals import Original, check_unchanged
from tests.server.streaming.conftest import Written

OPEN_FILES = Path("/proc/self/fd")


def test_an_original_is_the_file(written: Written) -> None:
    media = written("flac")
    original = Original(media)
    content = media.path.read_bytes()
    assert (original.size_bytes, original.mime) == (len(content), "audio/flac")
    body = original.open(100, 300)
    with body.file:
        assert body.length_bytes == 200
        assert body.file.read(body.length_bytes) == content[100:300]
    with original.open(5, None).file as file:
        assert file.read() == content[5:]


def test_another_state_of_the_file_is_not_served(written: Written) -> None:
    media = written("mp3")
    for changed in (replace(media, size_bytes=1), replace(media, mtime_ns=media.mtime_ns + 1)):
        with pytest.raises(FileChanged):
            Original(changed).open(0, None)
        with pytest.raises(FileChanged):
            check_unchanged(changed)


def test_a_vanished_file_is_missing(written: Written) -> None:
    media = written("mp3")
    with pytest.raises(FileMissing):
        Original(replace(media, path=media.path.with_name("gone"))).open(0, None)


def test_a_refused_file_is_not_left_open(written: Written) -> None:
    before = len(list(OPEN_FILES.iterdir()))
    with pytest.raises(FileChanged):
        check_unchanged(replace(written("mp3"), size_bytes=1))
    assert len(list(OPEN_FILES.iterdir())) == before


def test_a_file_that_became_a_link_or_a_pipe_is_not_followed(written: Written, tmp_path: Path) -> None:
    media = written("flac")
    link, pipe = tmp_path / "link.flac", tmp_path / "pipe.flac"
    link.symlink_to(media.path)
    os.mkfifo(pipe)
    with pytest.raises(FileMissing):
        check_unchanged(replace(media, path=link))
    with pytest.raises(FileChanged):
        check_unchanged(replace(media, path=pipe))
