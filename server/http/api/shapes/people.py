"""Who may log in, and with what, in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from server.http.api.shapes.values import Name, Secret, Shape


class MeJson(Shape, frozen=True, kw_only=True):
    name: str
    is_admin: bool
    version: str


class SetupJson(Shape, frozen=True, kw_only=True):
    needed: bool  # true until the first user exists
    code: str | None = None  # what to set up with; told only to a browser on the server's own machine


class SetupBody(Shape, frozen=True, kw_only=True):
    code: str  # the one-time code that the server's log shows
    name: Name
    password: Secret


class LoginBody(Shape, frozen=True, kw_only=True):
    name: str
    password: str


class UserJson(Shape, frozen=True, kw_only=True):
    name: str
    is_admin: bool
    created_utc: datetime
    max_kbps: int | None  # the most that is sent to this person, in kbit/s; None: no limit


class UsersJson(Shape, frozen=True, kw_only=True):
    users: list[UserJson]


class NewUserBody(Shape, frozen=True, kw_only=True):
    name: Name
    password: Secret
    is_admin: bool = False


class LimitBody(Shape, frozen=True, kw_only=True):
    """MP3 is never less than 128 kbit/s, other formats 64. Downloads are not limited."""

    max_kbps: Annotated[int, Meta(ge=32, le=10_000)] | None


class PasswordBody(Shape, frozen=True, kw_only=True):
    password: Secret
    current_password: str | None = None  # required unless an admin sets another user's


class AppPasswordJson(Shape, frozen=True, kw_only=True):
    id: str
    label: str
    created_utc: datetime
    used_utc: datetime | None


class AppPasswordsJson(Shape, frozen=True, kw_only=True):
    app_passwords: list[AppPasswordJson]


class NewAppPasswordBody(Shape, frozen=True, kw_only=True):
    label: Name


class NewAppPasswordJson(Shape, frozen=True, kw_only=True):
    id: str
    label: str
    user: str
    secret: str  # shown this once: a Subsonic password and a Bearer key


class ConnectionJson(Shape, frozen=True, kw_only=True):
    id: str  # of the app password, to revoke it
    label: str
    user: str
    secret: str  # shown this once
    addresses: list[str]  # of this server, the best for a phone first
    link: str  # all of it in one, for apps that open such links
    qr_svg: str  # the link as a picture: an SVG document
