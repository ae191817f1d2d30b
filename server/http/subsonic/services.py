"""What the Subsonic API needs of the house, as narrow as it is used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from library.library import Library
from library.model import MediaFile, UserId
from server.clock import Clock


class User(Protocol):
    @property
    def id(self) -> UserId: ...
    @property
    def name(self) -> str: ...
    @property
    def is_admin(self) -> bool: ...
    @property
    def created_utc(self) -> datetime: ...


class AppSecret(Protocol):
    @property
    def id(self) -> object: ...
    @property
    def secret(self) -> str: ...


class Accounts(Protocol):
    def get(self, name: str) -> User: ...
    def list(self) -> Sequence[User]: ...


class Tokens(Protocol):
    def find_by_key(self, secret: str) -> User | None: ...
    def app_secrets(self, user_name: str) -> Sequence[AppSecret]: ...
    def used(self, id: object) -> None: ...  # noqa: A002 - the contract's word


class Streams(Protocol):
    def rendition(self, media: MediaFile, profile: object | None, *, start_ms: int = 0) -> object: ...


class Services(Protocol):
    """Everything here may be called from any thread."""

    @property
    def library(self) -> Library: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def streams(self) -> Streams: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def version(self) -> str: ...
