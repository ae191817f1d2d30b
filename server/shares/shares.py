"""Shares: made, changed and ended by their owner, opened by whoever knows their key."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from library import Database, Library, Track, UserId
from server.clock import Clock
from server.shares.contents import MOST_TRACKS, check, tracks_in
from server.shares.errors import NothingToShare, TooManyShares, UnknownShare
from server.shares.model import Share, ShareId
from server.shares.store import ShareStore

MOST_SHARES = 1_000
LONGEST = 1_000  # of a description; what is longer is cut
_KEY_BYTES = 12  # 96 bits: not to be guessed, and short enough to read out


class Shares:
    """Any thread. Another person's share is unknown to everybody but them."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._store = ShareStore(database)
        self._library = library
        self._clock = clock

    def add(
        self,
        owner: UserId,
        items: Sequence[str],
        *,
        description: str = "",
        expires_utc: datetime | None = None,
    ) -> Share:
        """Raises: NothingToShare, TooManyShares, and library.NotFound for what the owner does not see."""
        if not items:
            raise NothingToShare
        if self._store.count(owner) >= MOST_SHARES:
            raise TooManyShares(MOST_SHARES)
        check(self._library, items[:MOST_TRACKS], owner)
        now = self._clock.now_utc().isoformat()
        times = (now, None if expires_utc is None else expires_utc.isoformat())
        key = secrets.token_urlsafe(_KEY_BYTES)
        return self.get(
            self._store.insert(owner, key, items[:MOST_TRACKS], description[:LONGEST], times), owner
        )

    def owned_by(self, owner: UserId) -> list[Share]:
        """Newest first, those whose time is over too."""
        return self._store.owned_by(owner)

    def get(self, id: ShareId, owner: UserId) -> Share:
        """Raises: UnknownShare."""
        share = self._store.find(id, owner)
        if share is None:
            raise UnknownShare(id)
        return share

    def change(self, share: Share, *, description: str, expires_utc: datetime | None) -> Share:
        description = description[:LONGEST]
        self._store.update(share.id, description, expires_utc)
        return replace(share, description=description, expires_utc=expires_utc)

    def remove(self, id: ShareId, owner: UserId) -> None:
        """Raises: UnknownShare."""
        self._store.delete(self.get(id, owner).id)

    def open(self, key: str) -> Share:
        """For whoever has the address. Raises: UnknownShare, also when its time is over."""
        share = self._store.find_by_key(key)
        if share is None or share.is_over(self._clock.now_utc()):
            raise UnknownShare(key)
        return share

    def visited(self, share: Share) -> None:
        """Somebody opened its page."""
        self._store.visited(share.id, self._clock.now_utc())

    def tracks(self, share: Share) -> list[Track]:
        """What it holds now, in order, as its owner sees it."""
        return tracks_in(self._library, share.items, share.owner)
