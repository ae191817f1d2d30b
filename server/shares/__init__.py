"""What people let others hear without a login. LAW: knows no HTTP; a share holds ids, never tracks, so what its owner
no longer sees is no longer heard; SQL only in `store`."""

from server.shares.contents import MOST_TRACKS
from server.shares.errors import NothingToShare, SharesError, TooManyShares, UnknownShare
from server.shares.migrations import migrations
from server.shares.model import Share, ShareId
from server.shares.shares import Shares

__all__ = [
    "MOST_TRACKS",
    "NothingToShare",
    "Share",
    "ShareId",
    "Shares",
    "SharesError",
    "TooManyShares",
    "UnknownShare",
    "migrations",
]
