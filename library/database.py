"""One SQLite file for the whole house: one writer at a time, a reader a thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations


class Database:
    """WAL; any thread. Nothing here blocks for ever: a writer waits at most 10 s for the lock."""

    def __init__(self, path: Path) -> None: ...

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """The one writer, in one transaction: commits at the end, rolls back on any exception. Keep it short."""
        ...

    def reading(self) -> sqlite3.Connection:
        """This thread's read-only connection (rows are sqlite3.Row); autocommit, so each statement sees the newest."""
        ...

    def migrate(self, *sets: Migrations) -> None:
        """Applies what is pending, each set in order, before anybody reads."""
        ...

    def close(self) -> None: ...
