"""Looks at a folder of playlists now and then, and keeps it and its owner's playlists the same."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from library.errors import DatabaseUnusable
from library.model import UserId
from library.playlists.sync import PlaylistSync

log = logging.getLogger(__name__)

# Both sides are asked, not told: a listing of some hundred files and two queries, about 2 ms.
_EVERY_S = 5.0
_JOIN_S = 2.0


class PlaylistKeeper:
    """Owns the thread `playlist-folder`, from `start` to `close`."""

    def __init__(
        self,
        sync: PlaylistSync,
        *,
        owner: Callable[[], UserId | None],
        is_settled: Callable[[], bool],
        every_s: float = _EVERY_S,
    ) -> None:
        """`owner`: whose lists they are, None as long as there is no such user; `is_settled`: no scan runs."""
        self._sync = sync
        self._owner = owner
        self._is_settled = is_settled
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="playlist-folder", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Idempotent; ≤ 2 s."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._look()
                self._stopping.wait(self._every_s)
        except Exception:  # a thread root
            log.exception("keeping the playlists' folder stopped by an accident; a restart begins it again")

    def _look(self) -> None:
        owner = self._owner()
        if owner is None:
            return
        try:
            self._sync.run(owner, is_settled=self._is_settled())
        except DatabaseUnusable as error:
            if not self._stopping.is_set():  # else it has been closed meanwhile
                log.warning("the playlists' folder is looked at later: %s", error)
