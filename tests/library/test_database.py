from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlite_utils

from library import Database, DatabaseUnusable, migrations
from library import database as database_module


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "data" / "segue.db")
    with opened.writing() as tables:
        tables.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
        tables.execute("CREATE TABLE children (parent INTEGER REFERENCES parents(id))")
    yield opened
    opened.close()


def _parents(database: Database) -> list[int]:
    return [row["id"] for row in database.reading().execute("SELECT id FROM parents ORDER BY id")]


def test_what_is_written_is_read(database: Database) -> None:
    with database.writing() as tables:
        tables.table("parents").insert({"id": 7})
    assert _parents(database) == [7]


def test_an_exception_rolls_the_whole_transaction_back(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as tables:
        tables.conn.executemany("INSERT INTO parents VALUES (?)", [(7,), (8,), (7,)])
    assert _parents(database) == []


def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.reading().execute("INSERT INTO parents VALUES (1)")


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), database.writing() as tables:
        tables.execute("INSERT INTO children VALUES (99)")


def test_the_file_is_private_to_its_owner(database: Database) -> None:
    for suffix in ("", "-wal", "-shm"):
        mode = Path(f"{database.path}{suffix}").stat().st_mode
        assert stat.S_IMODE(mode) == 0o600


def test_an_open_file_is_made_private(tmp_path: Path) -> None:
    path = tmp_path / "segue.db"
    path.touch(mode=0o644)
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_each_thread_has_its_own_reader_and_dead_threads_lose_theirs(database: Database) -> None:
    readers: list[sqlite3.Connection] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: readers.append(database.reading()))
        thread.start()
        thread.join(5)
    mine = database.reading()
    assert database.reading() is mine
    assert len({id(reader) for reader in (*readers, mine)}) == 4
    assert [thread for thread, _ in database._readers] == [threading.current_thread()]


def test_a_thread_that_rests_leaves_its_reader_to_the_next(database: Database) -> None:
    mine = database.reading()
    database.rest()
    database.rest()  # twice is once
    theirs: list[object] = []
    thread = threading.Thread(target=lambda: theirs.append(database.reading()))
    thread.start()
    thread.join(10)
    assert theirs == [mine]
    assert database.reading() is not mine


def test_a_reader_does_not_rest_within_a_snapshot(database: Database) -> None:
    with database.snapshot() as mine:
        database.rest()
        assert database.reading() is mine


def test_a_snapshot_sees_one_state(database: Database) -> None:
    with database.snapshot() as reader:
        assert reader.execute("SELECT count(*) FROM parents").fetchone()[0] == 0
        with database.writing() as tables:
            tables.table("parents").insert({"id": 1})
        with database.snapshot() as nested:
            assert nested.execute("SELECT count(*) FROM parents").fetchone()[0] == 0
    assert _parents(database) == [1]


def test_many_threads_write_one_after_the_other(database: Database) -> None:
    def write(first: int) -> None:
        for number in range(first, first + 20):
            with database.writing() as tables:
                tables.execute("INSERT INTO parents VALUES (?)", [number])

    threads = [threading.Thread(target=write, args=(start,)) for start in range(0, 100, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert _parents(database) == list(range(100))


def test_a_writer_that_gets_no_turn_says_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_module, "WRITER_WAIT_S", 0.05)
    with (
        database.writing(),
        pytest.raises(DatabaseUnusable, match="no turn to write"),
        database.writing(),
    ):
        pass


def test_a_file_that_is_no_database_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "segue.db"
    path.write_text("these are not the bytes you are looking for" * 100)
    with pytest.raises(DatabaseUnusable, match=r"not a database; stop Segue, put a backup"):
        Database(path)
    assert path.read_text().startswith("these are not")


def test_a_damaged_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "segue.db"
    database = Database(path)
    with database.writing() as tables:
        tables.execute("CREATE TABLE things (text)")
        tables.execute("CREATE INDEX by_text ON things(text)")
        tables.conn.executemany("INSERT INTO things VALUES (?)", [(f"{n:0200d}",) for n in range(500)])
    database.close()
    damaged = bytearray(path.read_bytes())
    damaged[5 * 4096 : 9 * 4096] = bytes(4 * 4096)
    path.write_bytes(damaged)
    with pytest.raises(DatabaseUnusable, match="damaged"):
        Database(path)


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        Database(tmp_path / "file" / "segue.db")


def test_closed_is_closed(database: Database) -> None:
    database.close()
    database.close()
    with pytest.raises(DatabaseUnusable, match="closed"):
        database.reading()
    with pytest.raises(DatabaseUnusable, match="closed"), database.writing():
        pass


def test_migrating_twice_changes_nothing(database: Database) -> None:
    database.migrate(migrations)
    before = _schema(database)
    database.migrate(migrations)
    assert _schema(database) == before
    assert "tracks" in before


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    database.migrate(migrations)
    with database.writing() as tables:
        sqlite_utils.Database(tables.conn).table("_sqlite_migrations").insert(
            {"migration_set": "library", "name": "from_the_future", "applied_at": "2040"}
        )
    with pytest.raises(DatabaseUnusable, match="newer version"):
        database.migrate(migrations)


def test_a_thorough_check_of_a_healthy_file_passes(database: Database) -> None:
    database.migrate(migrations)
    database.check()


def _schema(database: Database) -> dict[str, str]:
    return {row[0]: row[1] for row in database.reading().execute("SELECT name, sql FROM sqlite_master")}
