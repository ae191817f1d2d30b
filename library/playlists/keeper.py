"""Looks at a folder of playlists now and then, and keeps it and its owner's playlists the same."""

from __future__ import annotations

from collections.abc import Callable

from library.model import UserId
from library.playlists.sync import PlaylistSync
from library.rounds import Rounds

# Both sides are asked, not told: a listing of some hundred files and two queries, about 2 ms.
_EVERY_S = 5.0


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
        self._rounds = Rounds(self._look, name="playlist-folder", every_s=every_s)
        self.start, self.close = self._rounds.start, self._rounds.close

    def _look(self) -> None:
        owner = self._owner()
        if owner is not None:
            self._sync.run(owner, is_settled=self._is_settled())
