"""Who is known, as frozen values; a password or its hash is never part of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from library import UserId


@dataclass(frozen=True, slots=True)
class User:
    id: UserId
    name: str
    is_admin: bool
    created_utc: datetime
    max_kbps: int | None = None  # the most that is sent to them


@dataclass(frozen=True, slots=True)
class AppPassword:
    """What may be shown of an app password after its first minute."""

    id: str
    label: str  # what the person calls the app: "Phone in the kitchen"
    created_utc: datetime
    used_utc: datetime | None  # to the hour


@dataclass(frozen=True, slots=True)
class AppSecret:
    """An app password in the clear, for Subsonic's `t = md5(secret + salt)`; never logged, never answered."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return f"AppSecret({self.id!r}, …)"
