"""What the Subsonic API needs of the house, and no more."""

from __future__ import annotations

from typing import Protocol

from library import Library
from server.chat import Chat
from server.clock import Clock
from server.podcasts import Podcasts
from server.shares import Shares
from server.stations import Stations
from server.streaming import Streams
from server.users import Accounts, Tokens, User

__all__ = ["Services", "User"]


class Services(Protocol):
    """Any thread may use every one of them."""

    @property
    def library(self) -> Library: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def streams(self) -> Streams: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def stations(self) -> Stations: ...
    @property
    def podcasts(self) -> Podcasts: ...
    @property
    def chat(self) -> Chat: ...
    def remove_user(self, name: str) -> None: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def version(self) -> str: ...
