from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from library import DiskCache
from server.streaming import TooManyStreams
from server.streaming.chunks import Chunks
from server.streaming.encoders import Encoders
from server.streaming.jobs import Job, Urgency

WAIT_S = 10


class Gated:
    """Work that begins, and ends when it is told to."""

    def __init__(self, result: bytes = b"done") -> None:
        self.started, self.go = threading.Event(), threading.Event()
        self.times = 0
        self._result = result

    def __call__(self) -> bytes:
        self.times += 1
        self.started.set()
        assert self.go.wait(WAIT_S)
        return self._result


def submit(
    encoders: Encoders, key: str, make: Callable[[], bytes], listener: str = "", urgency: int = 0
) -> Job:
    return encoders.submit(key, make, listener=listener, urgency=Urgency(urgency))


def test_everybody_who_asks_at_once_shares_one_making() -> None:
    encoders, work = Encoders(4, per_listener=4), Gated()
    with ThreadPoolExecutor(6) as pool:
        jobs = list(pool.map(lambda _: submit(encoders, "key", work), range(6)))
    work.go.set()
    assert all(job.wait(WAIT_S) and job.result() == b"done" for job in jobs)
    assert work.times == 1
    encoders.close()


def test_the_most_urgent_work_goes_first() -> None:
    encoders, first = Encoders(1, per_listener=1), Gated()
    order: list[str] = []
    submit(encoders, "first", first)
    assert first.started.wait(WAIT_S)
    jobs = [
        submit(encoders, name, lambda name=name: order.append(name) or b"", urgency=urgency)  # type: ignore[misc,func-returns-value]
        for name, urgency in (("idle", 2), ("soon", 1), ("now", 0), ("later", 0))
    ]
    first.go.set()
    assert all(job.wait(WAIT_S) for job in jobs)
    assert order == ["now", "later", "soon", "idle"]
    encoders.close()


def test_work_that_everybody_has_left_is_not_begun() -> None:
    encoders, first, second = Encoders(1, per_listener=1), Gated(), Gated()
    submit(encoders, "first", first)
    assert first.started.wait(WAIT_S)
    left = submit(encoders, "second", second)
    encoders.leave(left)
    first.go.set()
    last = submit(encoders, "third", lambda: b"3")
    assert last.wait(WAIT_S)
    assert not second.started.is_set()
    encoders.close()


def test_one_listener_gets_so_many_slots_and_others_go_past() -> None:
    encoders, a, b = Encoders(3, per_listener=1), Gated(), Gated()
    submit(encoders, "a", a, "ann")
    waiting = submit(encoders, "b", b, "ann")
    assert a.started.wait(WAIT_S)
    assert submit(encoders, "c", lambda: b"c", "bob").wait(WAIT_S)
    assert not b.started.is_set()
    assert encoders.is_own_fault("ann")
    until(lambda: not encoders.is_own_fault("bob"))
    a.go.set()
    b.go.set()
    assert waiting.wait(WAIT_S)
    encoders.close()


def test_a_failure_is_told_and_frees_the_slot() -> None:
    encoders = Encoders(1, per_listener=1)

    def fail() -> bytes:
        raise KeyError("no")

    for _ in range(3):
        job = submit(encoders, "a", fail)
        assert job.wait(WAIT_S)
        with pytest.raises(KeyError):
            job.result()
    job = submit(encoders, "a", lambda: b"a")
    assert job.wait(WAIT_S)
    assert job.result() == b"a"
    until(lambda: encoders.running == 0)
    encoders.close()


def test_the_end_is_told_to_those_who_wait_and_leaves_no_thread() -> None:
    encoders, work = Encoders(1, per_listener=1), Gated()
    submit(encoders, "a", work)
    assert work.started.wait(WAIT_S)
    waiting = submit(encoders, "b", lambda: b"b")
    threading.Timer(0.05, work.go.set).start()
    encoders.close()
    with pytest.raises(TooManyStreams):
        waiting.result()
    with pytest.raises(TooManyStreams):
        submit(encoders, "c", lambda: b"c")
    until(lambda: not encoders._threads)


def test_a_chunk_that_was_made_is_found_again(tmp_path: Path) -> None:
    encoders = Encoders(1, per_listener=1)
    row = Chunks(cache=DiskCache(tmp_path, budget_bytes=1000), encoders=encoders)
    sizes: list[int] = []
    for _ in range(2):
        job = row.ask("a", None, lambda: b"abc", made=sizes.append, listener="", urgency=Urgency.NOW)
        assert job.wait(WAIT_S)
    assert (row.find("a"), row.find("a", 4), row.find("b"), sizes) == (b"abc", None, None, [3, 3])
    encoders.close()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)
