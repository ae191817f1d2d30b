"""The encoders' slots: so many threads, the most urgent work first, and nobody takes them all."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from server.streaming.errors import TooManyStreams
from server.streaming.jobs import Job, Urgency

_IDLE_S = 5  # a thread without work ends: most houses convert nothing most of the time
_MOST_WAITING = 2000  # each stream has two jobs at most; beyond this a job is refused


class Encoders:
    """Any thread. A slot is held for one chunk (tens of milliseconds): a slow or gone client holds none."""

    def __init__(self, count: int, *, per_listener: int) -> None:
        self._count = count
        self._per_listener = per_listener
        self._changed = threading.Condition()
        self._waiting: list[Job] = []
        self._known: dict[str, Job] = {}  # waiting and running, by key
        self._running: Counter[str] = Counter()  # by listener
        self._threads: set[threading.Thread] = set()
        self._idle = 0
        self._closed = False

    @property
    def running(self) -> int:
        """How many slots are taken."""
        return self._running.total()

    def submit(self, key: str, make: Callable[[], bytes], *, listener: str, urgency: Urgency) -> Job:
        """The job of that key, begun by whoever asked first. `leave` it when it is no longer wanted.

        `listener` is who may hold only some of the slots; "" is nobody in particular. Raises: TooManyStreams.
        """
        with self._changed:
            job = self._known.get(key)
            if job is not None:
                job.users += 1
                job.urgency = min(job.urgency, urgency)
                return job
            if self._closed or len(self._waiting) >= _MOST_WAITING:
                raise TooManyStreams(retry_after_s=5)
            job = self._known[key] = Job(key, make, listener=listener, urgency=urgency)
            self._waiting.append(job)
            self._staff()
            return job

    def leave(self, job: Job) -> None:
        """Says that the caller does not want it any more."""
        with self._changed:
            job.users -= 1
            if job.users <= 0 and job in self._waiting:
                self._waiting.remove(job)
                del self._known[job.key]

    def is_own_fault(self, listener: str) -> bool:
        """Whether somebody waits because of the limit for one listener."""
        return bool(listener) and self._running[listener] >= self._per_listener

    def close(self) -> None:
        """What runs is finished, what waits is not begun. Blocks while a chunk is made."""
        with self._changed:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            threads = list(self._threads)
            self._changed.notify_all()
        for job in waiting:
            job.finish(TooManyStreams(retry_after_s=5))
        for thread in threads:
            thread.join(timeout=1)

    def _staff(self) -> None:
        if self._idle >= len(self._waiting) or len(self._threads) >= self._count:
            self._changed.notify()
            return
        number = len(self._threads) + 1
        thread = threading.Thread(target=self._work, name=f"encoder-{number}", daemon=True)
        self._threads.add(thread)
        thread.start()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            job.run()
            with self._changed:
                self._running[job.listener] -= 1
                del self._known[job.key]
                self._changed.notify_all()

    def _next(self) -> Job | None:
        """None: this thread's time is over."""
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._closed or self._pick() is not None, _IDLE_S)
            self._idle -= 1
            job = None if self._closed else self._pick()
            if job is not None:
                self._waiting.remove(job)
                self._running[job.listener] += 1
                return job
            self._threads.discard(threading.current_thread())
            return None

    def _pick(self) -> Job | None:
        allowed = (job for job in self._waiting if not self.is_own_fault(job.listener))
        return min(allowed, key=lambda job: job.urgency, default=None)  # the first of the most urgent ones
