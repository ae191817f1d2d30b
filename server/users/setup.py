"""The first account: whoever can read the server's log may make it, nobody else in the house."""

from __future__ import annotations

import secrets
import threading

from server.users.accounts import Accounts
from server.users.errors import SetupDone, WrongSetupCode
from server.users.model import User

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_SIZE = 8


class Setup:
    """Any thread. The code is new at each start and void once a user exists."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._lock = threading.Lock()
        self.code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_SIZE))

    def is_needed(self) -> bool:
        return self._accounts.is_empty()

    def finish(self, code: str, name: str, password: str) -> User:
        """Makes the first administrator, once. Raises: SetupDone, WrongSetupCode, NameTaken."""
        with self._lock:
            if not self._accounts.is_empty():
                raise SetupDone
            if not secrets.compare_digest(_plain(code).encode(), self.code.encode()):
                raise WrongSetupCode
            return self._accounts.add(name, password, is_admin=True)


def _plain(code: str) -> str:
    """As people type it: any case, with blanks or dashes."""
    return "".join(sign for sign in code.lower() if sign.isalnum())
