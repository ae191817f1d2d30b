from __future__ import annotations

import os
from pathlib import Path

import pytest

from library.disk_cache import DiskCache


def test_what_was_put_is_found(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path / "chunks", budget_bytes=100)
    assert cache.find("a") is None
    cache.put("a", b"data")
    assert cache.find("a") == b"data"
    assert cache.find("a", 4) == b"data"
    assert cache.total_bytes == 4


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, budget_bytes=30)
    for key in "abc":
        cache.put(key, bytes(10))
    assert cache.find("a") is not None
    cache.put("d", bytes(10))
    assert cache.find("b") is None
    assert [cache.find(key) is not None for key in "acd"] == [True, True, True]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_replaced_chunk_is_counted_once(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, budget_bytes=30)
    cache.put("a", bytes(10))
    cache.put("a", bytes(10))
    assert cache.total_bytes == 10


def test_chunks_and_their_order_survive_a_restart(tmp_path: Path) -> None:
    before = DiskCache(tmp_path, budget_bytes=100)
    before.put("old", bytes(10))
    before.put("new", bytes(10))
    for at, path in enumerate(sorted(tmp_path.iterdir(), key=lambda p: p.stat().st_ino)):
        os.utime(path, (1000 + at, 1000 + at))
    before.find("old")
    after = DiskCache(tmp_path, budget_bytes=15)
    assert after.find("old") is not None
    assert after.find("new") is None


def test_half_written_and_emptied_chunks_are_not_served(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, budget_bytes=100)
    cache.put("a", b"data")
    (only,) = tmp_path.iterdir()
    only.write_bytes(b"da")
    (tmp_path / "something.part").write_bytes(b"half")
    after = DiskCache(tmp_path, budget_bytes=100)
    assert after.find("a", 4) is None
    assert not (tmp_path / "something.part").exists()
    only.write_bytes(b"")
    assert after.find("a") is None


def test_a_vanished_file_is_merely_absent(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, budget_bytes=100)
    cache.put("a", b"data")
    next(tmp_path.iterdir()).unlink()
    assert cache.find("a") is None


def test_a_disk_that_refuses_costs_only_the_cache(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    cache = DiskCache(tmp_path / "gone", budget_bytes=100)
    (tmp_path / "gone").rmdir()
    cache.put("a", b"data")
    assert cache.find("a") is None
    assert "not kept on disk" in caplog.text
