"""On whose behalf a link is made, and what they may hear when it is followed: it lasts for days, and rights do not.

A link that a device was told to fetch carries a token, and ends with its session; only the others are asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

from library import Library, MediaFile, TrackId, UserId
from server.shares import Share, Shares
from server.users import Accounts

_USER, _SHARE = "user", "share"


def user_listens(user: UserId) -> str:
    return f"{_USER}-{user}"


def share_listens(share: Share) -> str:
    return f"{_SHARE}-{share.key}"


@dataclass(frozen=True, slots=True)
class Listeners:
    """Any thread."""

    library: Library
    accounts: Accounts
    shares: Shares

    def media_file(self, track: TrackId, listener: str) -> MediaFile:
        """Raises: library.NotFound, UnknownUser, UnknownShare: it is hidden from them, or they are gone."""
        return self.library.get_media_file(track, for_user=self._eyes(listener))

    def _eyes(self, listener: str) -> UserId | None:
        kind, _, who = listener.partition("-")
        if kind == _USER:
            return self.accounts.by_id(UserId(int(who))).id
        return self.shares.open(who).owner if kind == _SHARE else None
