"""What views may ask: the house's parts, handed over once and read from the running app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from devices.browser import Pages
from devices.hub import DeviceHub
from library import Library
from server.bookmarks import Bookmarks
from server.chat import Chat
from server.clock import Clock
from server.config import Config
from server.events import EventBus
from server.phones import Phones
from server.podcasts import Podcasts
from server.preferences import Preferences
from server.rooms import Rooms
from server.routines import Routines
from server.sessions import Change, Sessions
from server.shares import Shares
from server.stations import Stations
from server.streaming import Streams
from server.users import Accounts, Setup, Throttle, Tokens

_KEY = "segue"


@dataclass(frozen=True, slots=True)
class Services:
    """Only server/build.py and tests make one."""

    library: Library
    accounts: Accounts
    tokens: Tokens
    preferences: Preferences
    shares: Shares
    stations: Stations
    rooms: Rooms
    routines: Routines
    podcasts: Podcasts
    chat: Chat
    sessions: Sessions
    devices: DeviceHub
    pages: Pages
    phones: Phones
    bookmarks: Bookmarks
    streams: Streams
    bus: EventBus[Change]
    setup: Setup
    throttle: Throttle
    config: Config
    clock: Clock
    version: str
    started_ms: int  # on the clock

    def remove_user(self, name: str) -> None:
        """With all that is theirs. Raises: UnknownUser, LastAdmin."""
        user = self.accounts.get(name)
        self.accounts.remove(name)
        self.sessions.forget_user(user.id)
        self.library.forget_user(user.id)
        self.preferences.forget_user(user.id)
        self.phones.forget_user(user.id)
        self.bookmarks.forget_user(user.id)
        self.rooms.forget_user(user.id)
        self.routines.forget_user(user.id)


def install_services(app: Flask, services: Services) -> None:
    app.extensions[_KEY] = services


def get_services() -> Services:
    """Those of the app that handles the current request."""
    return cast(Services, current_app.extensions[_KEY])
