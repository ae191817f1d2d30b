"""What can go wrong with shares.

SharesError
├── UnknownShare(id)     nobody has it, somebody else has it, or its time is over
├── NothingToShare
└── TooManyShares(most)
"""

from __future__ import annotations


class SharesError(Exception):
    """Base of all that this package raises on purpose."""


class UnknownShare(SharesError):
    def __init__(self, id: str) -> None:
        super().__init__("there is no such share, or its time is over")
        self.id = id


class NothingToShare(SharesError):
    def __init__(self) -> None:
        super().__init__("a share needs something to play")


class TooManyShares(SharesError):
    def __init__(self, most: int) -> None:
        super().__init__(f"one person may have {most} shares: delete one first")
        self.most = most
