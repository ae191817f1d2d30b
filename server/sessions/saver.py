"""Saves in the background, so that no decision waits for the disk."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from functools import partial

from server.sessions.model import Session, SessionId
from server.sessions.store import SessionStore, held_by

log = logging.getLogger(__name__)

JOBS_KEPT = 1_000  # beyond it the oldest go: they are counts and records, never the queue


class Saver:
    """Any thread may ask; one thread writes. Of a session only the newest state is written."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._dirty: dict[SessionId, Session] = {}
        self._saved_queues: dict[SessionId, int] = {}
        self._saved_outputs: dict[SessionId, object] = {}
        self._jobs: deque[Callable[[], None]] = deque(maxlen=JOBS_KEPT)
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="session-saver", daemon=True)
        self._thread.start()

    def save(self, session: Session) -> None:
        with self._wake:
            self._dirty[session.id] = session
            self._wake.notify()

    def remove(self, id: SessionId) -> None:
        with self._wake:
            self._dirty.pop(id, None)
            self._jobs.append(lambda: self._store.remove(id))
            self._wake.notify()

    def do(self, job: Callable[[], None]) -> None:
        with self._wake:
            self._jobs.append(job)
            self._wake.notify()

    def close(self) -> None:
        """Everything asked for so far is written, within 3 s."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join(timeout=3)

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._dirty or self._jobs or self._closing, timeout=60)
                dirty, self._dirty = self._dirty, {}
                jobs = list(self._jobs)
                self._jobs.clear()
                if not dirty and not jobs and self._closing:
                    return
            for session in dirty.values():
                self._try(partial(self._save, session))
            for job in jobs:
                self._try(job)

    def _save(self, session: Session) -> None:
        queue_too = self._saved_queues.get(session.id) != session.queue.revision
        held = held_by(session)
        outputs_too = self._saved_outputs.get(session.id) != held
        self._store.save(session, queue_too=queue_too, outputs_too=outputs_too)
        self._saved_outputs[session.id] = held
        self._saved_queues[session.id] = session.queue.revision

    def _try(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:
            log.exception("could not save")
