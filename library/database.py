"""One SQLite file for the whole house: one writer at a time, a reader a thread."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from library.errors import DatabaseUnusable

WRITER_WAIT_S = 10.0

# quick_check reads every page; 64 MiB takes about 0.1 s, which every start can afford. `check` reads all of
# any size.
_CHECKED_AT_OPENING_BYTES = 64 * 2**20

# Pages of 4 KB in the log before they are brought into the file. A first scan writes the pages of its indexes again and
# again: with SQLite's 1,000 pages, bringing them home took a quarter of its time, with 8,000 a twelfth.
_LOG_PAGES = 8_000
_WRITER_CACHE_KB = 8_192  # the 2 MB of SQLite hold no indexes of a large library
# Before each row of a table with triggers SQLite notes what it would have to take back: in memory that takes half
# of the time that the row does, in a file as much again.
_WRITER_NOTES = "MEMORY"
_WRITER_STATEMENTS = 256  # a scan has more than the 128 that Python keeps compiled

# Of each thread that reads: with SQLite's 2 MB a server of 128 request threads grew to 322 MB, with 512 KB to 193.
# The system's cache holds the pages all the same.
_READER_CACHE_KB = 128

_RESTORE = (
    "stop Segue, put a backup of this file in its place (or move it away to begin anew), and start again"
)
_REMEDIES = {
    sqlite3.SQLITE_NOTADB: f"it is not a database; {_RESTORE}",
    sqlite3.SQLITE_CORRUPT: f"it is damaged; {_RESTORE}",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; see that its folder exists and that Segue may write there",
    sqlite3.SQLITE_READONLY: "it cannot be written; let Segue's user write to it and to its folder",
    sqlite3.SQLITE_PERM: "it may not be opened; let Segue's user read and write it and its folder",
    sqlite3.SQLITE_FULL: "the disk is full; free some space and start again",
    sqlite3.SQLITE_IOERR: "reading or writing failed; check the disk",
    sqlite3.SQLITE_BUSY: "another program kept it locked for 10 s; end that program",
}


class Reader(Protocol):
    """What questions are asked of: the whole database, or what a screen leaves of it."""

    def reading(self) -> sqlite3.Connection:
        """This thread's read-only connection (rows are sqlite3.Row)."""

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """The connection inside one read transaction. May nest."""


@dataclass(slots=True, eq=False)
class _Readers:
    """The connections with which one thread at a time reads; the screen stays until another one is wanted."""

    plain: sqlite3.Connection | None = None
    screened: sqlite3.Connection | None = None
    screen: Mapping[str, str] = field(default_factory=dict)

    @property
    def _open(self) -> list[sqlite3.Connection]:
        return [connection for connection in (self.plain, self.screened) if connection is not None]

    @property
    def in_transaction(self) -> bool:
        return any(connection.in_transaction for connection in self._open)

    def close(self) -> None:
        for connection in self._open:
            connection.close()


class Database:
    """WAL; any thread. Nothing here blocks for ever: a writer waits at most 10 s for the lock.

    Raises: DatabaseUnusable, with what to do about it, from the constructor and from `writing`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()  # whose turn it is to write
        self._local = threading.local()
        self._readers: list[tuple[threading.Thread, _Readers]] = []
        self._resting: list[_Readers] = []
        self._readers_lock = threading.Lock()
        self._is_closed = False
        with self._translated():
            self._writer = self._open_writer()

    @contextmanager
    def writing(self) -> Iterator[Tables]:
        """The one writer, in one transaction: commits at the end, rolls back on any exception. Keep it
        short."""
        if not self._turn.acquire(timeout=WRITER_WAIT_S):
            raise DatabaseUnusable(self.path, f"no turn to write came within {WRITER_WAIT_S:.0f} s")
        try:
            with self._translated():
                self._refuse_if_closed()
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._tables
                except BaseException:
                    self._writer.rollback()
                    raise
                self._commit()
        finally:
            self._turn.release()

    def reading(self) -> sqlite3.Connection:
        """This thread's read-only connection (rows are sqlite3.Row); autocommit, so each statement sees the
        newest."""
        self._refuse_if_closed()
        mine = self._mine()
        if mine.plain is None:
            with self._translated():
                mine.plain = self._open_reader()
        return mine.plain

    def rest(self) -> None:
        """This thread reads no more for now: whoever reads next goes on with its connections. Dozens of threads that
        take turns then need a few connections, not two each of half a megabyte."""
        mine: _Readers | None = getattr(self._local, "readers", None)
        if mine is None or self._is_closed or mine.in_transaction:
            return
        del self._local.readers
        with self._readers_lock:
            self._readers = [one for one in self._readers if one[1] is not mine]
            self._resting.append(mine)

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """This thread's reader inside one read transaction: several statements see the same state. May
        nest."""
        return _snapshot(self.reading())

    def screened(self, screen: Mapping[str, str]) -> Reader:
        """A reader to which each named table is what its statement selects, in every question that it is asked."""
        return _Screened(self, screen)

    def _reading_behind(self, screen: Mapping[str, str]) -> sqlite3.Connection:
        """This thread's second connection."""
        self._refuse_if_closed()
        mine = self._mine()
        with self._translated():
            if mine.screened is None:
                mine.screened = self._open_reader()
            if mine.screen != screen:
                _put_up(mine.screened, mine.screen, screen)
                mine.screen = screen
        return mine.screened

    def migrate(self, *sets: Migrations) -> None:
        """Applies what is pending, each set in order, before anybody reads.

        Raises: DatabaseUnusable if a newer version of Segue has been here.
        """
        with self.writing() as tables:
            for migrations in sets:
                known = {m.name for m in migrations.pending(tables)} | _names(migrations)
                unknown = {m.name for m in migrations.applied(tables)} - known
                if unknown:
                    raise DatabaseUnusable(
                        self.path, "a newer version of Segue has written it; install that version again"
                    )
                migrations.apply(tables)

    def check(self) -> None:
        """Reads and checks every page: seconds on a large file. Raises: DatabaseUnusable."""
        with self._translated():
            self._check("integrity_check")

    def close(self) -> None:
        """Idempotent. A transaction under way is given its time to end."""
        is_mine = self._turn.acquire(timeout=WRITER_WAIT_S)
        try:
            self._is_closed = True
            self._writer.close()
            with self._readers_lock:
                for readers in (*self._resting, *(each for _, each in self._readers)):
                    readers.close()
                self._readers.clear()
                self._resting.clear()
        finally:
            if is_mine:
                self._turn.release()

    # -- connections ----------------------------------------------------------------------------------

    def _open_writer(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made before SQLite does, so that it is private from its first moment; -wal and -shm take its
            # mode.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self.path.chmod(0o600)
        except OSError as error:
            remedy = _REMEDIES[sqlite3.SQLITE_CANTOPEN]
            raise DatabaseUnusable(self.path, f"{remedy} ({error.strerror})") from error
        connection = _connect(self.path, statements=_WRITER_STATEMENTS)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
        connection.execute(f"PRAGMA cache_size=-{_WRITER_CACHE_KB}")
        connection.execute(f"PRAGMA temp_store={_WRITER_NOTES}")
        connection.execute(
            "PRAGMA synchronous=NORMAL"
        )  # WAL: a crash loses no consistency, at most the last moment
        self._tables = Tables(connection, execute_plugins=False)
        self._writer = connection
        if self.path.stat().st_size <= _CHECKED_AT_OPENING_BYTES:
            self._check("quick_check")
        return connection

    def _mine(self) -> _Readers:
        mine: _Readers | None = getattr(self._local, "readers", None)
        if mine is None:
            with self._readers_lock:
                for thread, left in self._readers:
                    if not thread.is_alive():
                        left.close()
                self._readers = [one for one in self._readers if one[0].is_alive()]
                mine = self._resting.pop() if self._resting else _Readers()
                self._readers.append((threading.current_thread(), mine))
            self._local.readers = mine
        return mine

    def _open_reader(self) -> sqlite3.Connection:
        connection = _connect(self.path)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{_READER_CACHE_KB}")
        return connection

    def _check(self, pragma: str) -> None:
        connection = _connect(self.path)
        try:
            (answer,) = connection.execute(f"PRAGMA {pragma}(1)").fetchone()
        finally:
            connection.close()
        if answer != "ok":
            raise DatabaseUnusable(self.path, _REMEDIES[sqlite3.SQLITE_CORRUPT])

    def _commit(self) -> None:
        try:
            self._writer.commit()
        except sqlite3.Error:
            self._writer.rollback()
            raise

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise DatabaseUnusable(self.path, "it has been closed")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", None)
            remedy = _REMEDIES.get(code & 0xFF) if code is not None else None
            if remedy is None:
                raise
            raise DatabaseUnusable(self.path, remedy) from error


class _Screened:
    def __init__(self, database: Database, screen: Mapping[str, str]) -> None:
        self._database = database
        self._screen = screen

    def reading(self) -> sqlite3.Connection:
        return self._database._reading_behind(self._screen)  # noqa: SLF001 - its other half

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        return _snapshot(self.reading())


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    if connection.in_transaction:
        yield connection
        return
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.rollback()


def _put_up(connection: sqlite3.Connection, before: Mapping[str, str], screen: Mapping[str, str]) -> None:
    """SQLite looks for a table among the temporary ones first: a view there stands before the table of its name."""
    if connection.in_transaction:
        raise RuntimeError("a snapshot through another screen is open in this thread")
    connection.execute("PRAGMA query_only=OFF")
    try:
        for name in before:
            connection.execute(f"DROP VIEW IF EXISTS temp.{name}")
        for name, select in screen.items():
            connection.execute(f"CREATE TEMP VIEW {name} AS {select}")
    finally:
        connection.execute("PRAGMA query_only=ON")


def _connect(path: Path, *, statements: int = 128) -> sqlite3.Connection:
    # isolation_level None: transactions begin where we say. Another thread only ever closes a connection.
    connection = sqlite3.connect(
        path,
        timeout=WRITER_WAIT_S,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=statements,
    )
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def _names(migrations: Migrations) -> set[str]:
    return {migration.name for migration in migrations._migrations}  # noqa: SLF001 - no public list of names exists
