from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.streaming import TooManyStreams
from server.streaming.cache import ChunkCache
from server.streaming.chunks import Chunks
from server.streaming.slots import Slots

WAIT_S = 10


def chunks(folder: Path, *, slots: int = 2, wait_s: float = 5) -> Chunks:
    return Chunks(cache=ChunkCache(folder, budget_bytes=1000), slots=Slots(slots, wait_s=wait_s))


def test_everybody_who_asks_at_once_shares_one_making(tmp_path: Path) -> None:
    row = chunks(tmp_path, slots=4)
    started, go = threading.Event(), threading.Event()
    made = []

    def make() -> bytes:
        started.set()
        assert go.wait(WAIT_S)
        made.append(1)
        return b"bytes"

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(row.get, "key", None, make) for _ in range(6)]
        assert started.wait(WAIT_S)
        go.set()
        assert [answer.result(WAIT_S) for answer in answers] == [b"bytes"] * 6
    assert made == [1]


def test_a_full_house_is_told_to_come_back(tmp_path: Path) -> None:
    row = chunks(tmp_path, slots=1, wait_s=0.05)
    started, go = threading.Event(), threading.Event()

    def hold() -> bytes:
        started.set()
        assert go.wait(WAIT_S)
        return b"a"

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(row.get, "a", None, hold)
        assert started.wait(WAIT_S)
        with pytest.raises(TooManyStreams) as refused:
            row.get("b", None, lambda: b"b")
        assert refused.value.retry_after_s >= 1
        go.set()
        assert busy.result(WAIT_S) == b"a"
    assert row.get("b", None, lambda: b"b") == b"b"


def test_a_failure_frees_slot_and_turn(tmp_path: Path) -> None:
    row = chunks(tmp_path, slots=1, wait_s=0.05)

    def fail() -> bytes:
        raise KeyError("no")

    for _ in range(3):
        with pytest.raises(KeyError):
            row.get("a", None, fail)
    assert row.get("a", None, lambda: b"a") == b"a"
    assert row._turns == {}


def test_a_cached_chunk_needs_no_slot(tmp_path: Path) -> None:
    row = chunks(tmp_path, slots=1, wait_s=0.05)
    row.get("a", None, lambda: b"a")
    with row._slots.take():
        assert row.get("a", None, lambda: b"never") == b"a"
