"""The SQL of people: rows in, values out; decides nothing."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from library import Database, UserId
from server.users.model import AppPassword, AppSecret, User

_USER = "users.id, users.name, users.is_admin, users.created_utc, users.max_kbps"


class UserStore:
    """Any thread. Times are stored as ISO 8601 in UTC, so that text order is time order."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- accounts -------------------------------------------------------------------------------------
    def count_users(self) -> int:
        return int(self._one("SELECT count(*) FROM users")[0])

    def insert_user(
        self, name: str, name_key: str, password_hash: str, *, is_admin: bool, created_utc: datetime
    ) -> bool:
        """False when the key is taken."""
        with self._database.writing() as tables:
            cursor = tables.execute(
                "INSERT INTO users (name, name_key, password_hash, is_admin, created_utc)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (name_key) DO NOTHING",
                [name, name_key, password_hash, int(is_admin), created_utc.isoformat()],
            )
            return cursor.rowcount == 1

    def find_user(self, name_key: str) -> User | None:
        return _user(self._find(f"SELECT {_USER} FROM users WHERE name_key = ?", name_key))

    def find_user_by_id(self, id: UserId) -> User | None:
        return _user(self._find(f"SELECT {_USER} FROM users WHERE id = ?", id))

    def find_password_hash(self, id: UserId) -> str | None:
        row = self._find("SELECT password_hash FROM users WHERE id = ?", id)
        return None if row is None else str(row[0])

    def list_users(self) -> list[User]:
        rows = self._database.reading().execute(f"SELECT {_USER} FROM users ORDER BY name_key")
        return [user for row in rows if (user := _user(row))]

    def set_password_hash(self, id: UserId, password_hash: str) -> None:
        with self._database.writing() as tables:
            tables.execute("UPDATE users SET password_hash = ? WHERE id = ?", [password_hash, id])

    def set_max_kbps(self, id: UserId, max_kbps: int | None) -> None:
        with self._database.writing() as tables:
            tables.execute("UPDATE users SET max_kbps = ? WHERE id = ?", [max_kbps, id])

    def set_admin(self, id: UserId, *, is_admin: bool) -> bool:
        """False, and nothing done, if nobody else would be administrator."""
        with self._database.writing() as tables:
            cursor = tables.execute(
                "UPDATE users SET is_admin = :is_admin WHERE id = :id"
                " AND (:is_admin OR EXISTS (SELECT 1 FROM users WHERE is_admin AND id <> :id))",
                {"is_admin": int(is_admin), "id": id},
            )
            return cursor.rowcount == 1

    def delete_user(self, id: UserId) -> bool:
        """With all logins and app passwords; False, and nothing done, for the only administrator."""
        with self._database.writing() as tables:
            (other_admins,) = tables.execute(
                "SELECT count(*) FROM users WHERE is_admin AND id <> ?", [id]
            ).fetchone()
            (is_admin,) = tables.execute("SELECT is_admin FROM users WHERE id = ?", [id]).fetchone() or (0,)
            if is_admin and not other_admins:
                return False
            for table, column in (("logins", "user_id"), ("app_passwords", "user_id"), ("users", "id")):
                tables.execute(f"DELETE FROM {table} WHERE {column} = ?", [id])
            return True

    # -- logins ---------------------------------------------------------------------------------------
    def insert_login(
        self, token_hash: str, user: UserId, expires_utc: datetime, *, now_utc: datetime
    ) -> None:
        """Sweeps what has expired while it is there."""
        with self._database.writing() as tables:
            tables.execute("DELETE FROM logins WHERE expires_utc < ?", [now_utc.isoformat()])
            tables.execute("INSERT INTO logins VALUES (?, ?, ?)", [token_hash, user, expires_utc.isoformat()])

    def find_login(self, token_hash: str) -> tuple[User, datetime] | None:
        row = self._find(
            f"SELECT {_USER}, expires_utc FROM logins JOIN users ON users.id = user_id WHERE token_hash = ?",
            token_hash,
        )
        user = _user(row)
        return None if row is None or user is None else (user, datetime.fromisoformat(row["expires_utc"]))

    def extend_login(self, token_hash: str, expires_utc: datetime) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "UPDATE logins SET expires_utc = ? WHERE token_hash = ?",
                [expires_utc.isoformat(), token_hash],
            )

    def delete_login(self, token_hash: str) -> None:
        with self._database.writing() as tables:
            tables.execute("DELETE FROM logins WHERE token_hash = ?", [token_hash])

    def delete_logins_of(self, user: UserId, *, but: str | None) -> None:
        with self._database.writing() as tables:
            tables.execute("DELETE FROM logins WHERE user_id = ? AND token_hash IS NOT ?", [user, but])

    # -- app passwords --------------------------------------------------------------------------------
    def insert_app_password(self, user: UserId, shown: AppPassword, *, secret: str, secret_hash: str) -> None:
        with self._database.writing() as tables:
            tables.execute(
                "INSERT INTO app_passwords VALUES (?, ?, ?, ?, ?, ?, NULL)",
                [shown.id, user, shown.label, secret, secret_hash, shown.created_utc.isoformat()],
            )

    def replace_app_password(
        self, user: UserId, shown: AppPassword, *, secret: str, secret_hash: str
    ) -> None:
        """In place of those with the same label."""
        with self._database.writing() as tables:
            tables.execute("DELETE FROM app_passwords WHERE user_id = ? AND label = ?", [user, shown.label])
            tables.execute(
                "INSERT INTO app_passwords VALUES (?, ?, ?, ?, ?, ?, NULL)",
                [shown.id, user, shown.label, secret, secret_hash, shown.created_utc.isoformat()],
            )

    def list_app_passwords(self, user: UserId) -> list[AppPassword]:
        rows = self._database.reading().execute(
            "SELECT id, label, created_utc, used_utc FROM app_passwords WHERE user_id = ?"
            " ORDER BY created_utc, id",
            [user],
        )
        return [
            AppPassword(row["id"], row["label"], _utc(row["created_utc"]), _utc_or_none(row["used_utc"]))
            for row in rows
        ]

    def delete_app_password(self, user: UserId, id: str) -> bool:
        """False when this user has none of this id."""
        with self._database.writing() as tables:
            cursor = tables.execute("DELETE FROM app_passwords WHERE user_id = ? AND id = ?", [user, id])
            return cursor.rowcount == 1

    def find_app_password(self, secret_hash: str) -> tuple[User, str] | None:
        """Whose it is, and its id."""
        row = self._find(
            f"SELECT {_USER}, app_passwords.id AS app_id FROM app_passwords JOIN users ON users.id = user_id"
            " WHERE secret_hash = ?",
            secret_hash,
        )
        user = _user(row)
        return None if row is None or user is None else (user, str(row["app_id"]))

    def list_secrets(self, name_key: str) -> list[AppSecret]:
        rows = self._database.reading().execute(
            "SELECT app_passwords.id, secret FROM app_passwords JOIN users ON users.id = user_id"
            " WHERE name_key = ? ORDER BY app_passwords.used_utc DESC",
            [name_key],
        )
        return [AppSecret(row["id"], row["secret"]) for row in rows]

    def find_used_utc(self, id: str) -> datetime | None:
        row = self._find("SELECT used_utc FROM app_passwords WHERE id = ?", id)
        return None if row is None else _utc_or_none(row["used_utc"])

    def set_used_utc(self, id: str, used_utc: datetime) -> None:
        with self._database.writing() as tables:
            tables.execute("UPDATE app_passwords SET used_utc = ? WHERE id = ?", [used_utc.isoformat(), id])

    def _find(self, sql: str, *values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._database.reading().execute(sql, values).fetchone()
        return row

    def _one(self, sql: str, *values: object) -> sqlite3.Row:
        row: sqlite3.Row = self._database.reading().execute(sql, values).fetchone()
        return row


def _user(row: sqlite3.Row | None) -> User | None:
    if row is None:
        return None
    return User(
        UserId(row["id"]), row["name"], bool(row["is_admin"]), _utc(row["created_utc"]), row["max_kbps"]
    )


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _utc_or_none(text: str | None) -> datetime | None:
    return None if text is None else _utc(text)
