"""Tokens: what proves who is asking after the login – a browser's cookie, an app's own password."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import timedelta

from library import Database
from server.clock import Clock
from server.users.errors import UnknownAppPassword
from server.users.model import AppPassword, AppSecret, User
from server.users.store import UserStore

LOGIN_LIFE = timedelta(days=90)
_EXTEND_AFTER = timedelta(days=1)  # one write a day for a login in use, not one a request
_USED_PRECISION = timedelta(hours=1)
# No letter or digit that is read as another: it is typed on televisions. 24 of 31 signs are 118 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_SIZE = 6, 4


class Tokens:
    """Any thread may call."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = UserStore(database)
        self._clock = clock

    # -- a browser's login ----------------------------------------------------------------------------
    def start_login(self, user: User) -> str:
        """The cookie's value; only its hash is stored."""
        cookie = secrets.token_urlsafe(32)
        now = self._clock.now_utc()
        self._store.insert_login(_digest(cookie), user.id, now + LOGIN_LIFE, now_utc=now)
        return cookie

    def find_login(self, cookie: str) -> User | None:
        """None when unknown, ended or unused for 90 days."""
        now = self._clock.now_utc()
        found = self._store.find_login(_digest(cookie))
        if found is None or found[1] <= now:
            return None
        user, expires = found
        if expires < now + LOGIN_LIFE - _EXTEND_AFTER:
            self._store.extend_login(_digest(cookie), now + LOGIN_LIFE)
        return user

    def end_login(self, cookie: str) -> None:
        """Idempotent."""
        self._store.delete_login(_digest(cookie))

    def end_logins_of(self, user: User, *, but: str | None = None) -> None:
        """After a change of password: everybody out, except the cookie `but`."""
        self._store.delete_logins_of(user.id, but=None if but is None else _digest(but))

    # -- an app's password ----------------------------------------------------------------------------
    def add_app_password(self, user: User, label: str) -> tuple[AppPassword, str]:
        """The new password as it may be listed, and the secret, which is shown this once."""
        secret = "-".join(
            "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP_SIZE)) for _ in range(_GROUPS)
        )
        shown = AppPassword(f"ap-{secrets.token_hex(6)}", label, self._clock.now_utc(), None)
        self._store.insert_app_password(user.id, shown, secret=secret, secret_hash=_digest(secret))
        return shown, secret

    def set_app_password(self, user: User, secret: str, *, label: str) -> AppPassword:
        """One that somebody chose, in place of the one with that label. It is no key by itself (`find_by_key`), since
        two people may choose the same, and others may guess it: only together with the user's name."""
        shown = AppPassword(f"ap-{secrets.token_hex(6)}", label, self._clock.now_utc(), None)
        self._store.replace_app_password(
            user.id, shown, secret=secret, secret_hash=_digest(f"{shown.id} {secrets.token_hex(16)}")
        )
        return shown

    def list_app_passwords(self, user: User) -> list[AppPassword]:
        """Oldest first."""
        return self._store.list_app_passwords(user.id)

    def revoke(self, user: User, id: str) -> None:
        """Raises: UnknownAppPassword, also for another user's."""
        if not self._store.delete_app_password(user.id, id):
            raise UnknownAppPassword(id)

    def find_by_key(self, secret: str) -> User | None:
        """Whose app password this is (`Authorization: Bearer`, Subsonic's `apiKey`)."""
        found = self._store.find_app_password(_digest(secret))
        if found is None:
            return None
        user, id = found
        self.used(id)
        return user

    def app_secrets(self, user_name: str) -> list[AppSecret]:
        """For Subsonic's `t` and `p`: the caller compares in constant time and says which one was `used`."""
        return self._store.list_secrets(unicodedata.normalize("NFKC", user_name).strip().casefold())

    def used(self, id: str) -> None:
        """Notes the use, to the hour: an app asks a thousand times a day."""
        now = self._clock.now_utc()
        before = self._store.find_used_utc(id)
        if before is None or now - before >= _USED_PRECISION:
            self._store.set_used_utc(id, now)


def _digest(secret: str) -> str:
    """Enough for secrets of ≥ 118 random bits: there is nothing to guess, so nothing to slow down."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
