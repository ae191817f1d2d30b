"""What the Subsonic API needs of the house, and no more."""

from __future__ import annotations

from typing import Protocol

from devices.hub import DeviceHub
from library import Library
from server.bookmarks import Bookmarks
from server.chat import Chat
from server.clock import Clock
from server.config import Config
from server.phones import Phones
from server.podcasts import Podcasts
from server.rooms import Rooms
from server.sessions import Sessions
from server.shares import Shares
from server.stations import Stations
from server.streaming import Streams
from server.users import Accounts, Throttle, Tokens, User

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
    def throttle(self) -> Throttle: ...
    @property
    def streams(self) -> Streams: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def devices(self) -> DeviceHub: ...
    @property
    def rooms(self) -> Rooms: ...
    @property
    def phones(self) -> Phones: ...
    @property
    def bookmarks(self) -> Bookmarks: ...
    @property
    def config(self) -> Config: ...
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
