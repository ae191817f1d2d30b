"""Accounts: who exists and whether a login password is right."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from library import Database, UserId
from server.clock import Clock
from server.users.errors import LastAdmin, NameTaken, TooManyAttempts, UnknownUser, WrongCredentials
from server.users.model import User
from server.users.store import UserStore

# Each hash takes 64 MiB and about 40 ms of all cores: two at a time leave the streams alone.
_HASHES_AT_ONCE = 2
_HASH_WAIT_S = 10


class Accounts:
    """Any thread may call. Passwords are hashed with argon2id (RFC 9106, its low-memory recommendation)."""

    def __init__(self, database: Database, clock: Clock, *, hasher: PasswordHasher | None = None) -> None:
        self._store = UserStore(database)
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._slots = threading.BoundedSemaphore(_HASHES_AT_ONCE)
        self._decoy = self._hasher.hash("nobody's password")

    def is_empty(self) -> bool:
        return self._store.count_users() == 0

    def add(self, name: str, password: str, *, is_admin: bool = False) -> User:
        """Raises: NameTaken, also for a name that differs only in case."""
        name = unicodedata.normalize("NFC", name).strip()
        if self._store.find_user(_key(name)):
            raise NameTaken(name)
        hashed = self._hash(password)
        if not self._store.insert_user(
            name, _key(name), hashed, is_admin=is_admin, created_utc=self._clock.now_utc()
        ):
            raise NameTaken(name)
        return self.get(name)

    def get(self, name: str) -> User:
        """The user of this name in any case. Raises: UnknownUser."""
        user = self._store.find_user(_key(name))
        if user is None:
            raise UnknownUser(name)
        return user

    def by_id(self, id: UserId) -> User:
        """Raises: UnknownUser."""
        user = self._store.find_user_by_id(id)
        if user is None:
            raise UnknownUser(f"#{id}")
        return user

    def list(self) -> Sequence[User]:
        """By name."""
        return self._store.list_users()

    def remove(self, name: str) -> None:
        """With logins and app passwords. Raises: UnknownUser, LastAdmin."""
        user = self.get(name)
        if not self._store.delete_user(user.id):
            raise LastAdmin(user.name)

    def limit(self, name: str, max_kbps: int | None) -> User:
        """The most that is sent to this person; None: no limit. Raises: UnknownUser."""
        user = self.get(name)
        self._store.set_max_kbps(user.id, max_kbps)
        return replace(user, max_kbps=max_kbps)

    def find_limit(self, id: UserId) -> int | None:
        """The most that is sent to a person, in kbit/s; None: no limit, or nobody."""
        user = self._store.find_user_by_id(id)
        return None if user is None else user.max_kbps

    def set_admin(self, name: str, *, is_admin: bool) -> None:
        """Raises: UnknownUser, LastAdmin."""
        user = self.get(name)
        if not self._store.set_admin(user.id, is_admin=is_admin):
            raise LastAdmin(user.name)

    def set_password(self, name: str, password: str) -> None:
        """Raises: UnknownUser."""
        user = self.get(name)
        self._store.set_password_hash(user.id, self._hash(password))

    def log_in(self, name: str, password: str) -> User:
        """Takes as long for a name that nobody has. Raises: WrongCredentials, TooManyAttempts."""
        user = self._store.find_user(_key(name))
        hashed = self._store.find_password_hash(user.id) if user else None
        right = self._verify(hashed or self._decoy, password)
        if user is None or hashed is None or not right:
            raise WrongCredentials
        if self._hasher.check_needs_rehash(hashed):
            self._store.set_password_hash(user.id, self._hash(password))
        return user

    def _hash(self, password: str) -> str:
        with _Slot(self._slots):
            return self._hasher.hash(_bytes(password))

    def _verify(self, hashed: str, password: str) -> bool:
        with _Slot(self._slots):
            try:
                return self._hasher.verify(hashed, _bytes(password))
            except (VerificationError, InvalidHashError):
                return False


class _Slot:
    """One of the few hashes at a time; a flood of logins is told to come back rather than to queue."""

    def __init__(self, slots: threading.BoundedSemaphore) -> None:
        self._slots = slots

    def __enter__(self) -> None:
        if not self._slots.acquire(timeout=_HASH_WAIT_S):
            raise TooManyAttempts(retry_after_s=_HASH_WAIT_S)

    def __exit__(self, *_: object) -> None:
        self._slots.release()


def _key(name: str) -> str:
    """What makes two spellings one name."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _bytes(password: str) -> bytes:
    """The same bytes from every keyboard: phones and laptops compose accents differently."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
