"""Segue's own folder: what lies where, the secrets made on the first start, one server at a time."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_data_path

from server.errors import DataFolderInUse, DataFolderUnusable

_KEY_BYTES = 32


def default_data_folder() -> Path:
    """The platform's: ~/.local/share/segue on Linux, ~/Library/Application Support/segue on a Mac."""
    return user_data_path("segue", appauthor=False)


class DataFolder:
    """Only its owner may look in: it holds the house's secrets (files 0600, the folder 0700)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = path / "segue.db"
        self.thumbnails = path / "thumbnails"
        self.stream_cache = path / "streams"
        self.recordings = path / "recordings"
        self.demo = path / "demo"
        self.podcasts = path / "podcasts"
        self.volumes = path / "volumes.json"
        self.config = path / "config.toml"
        self._lock = path / "segue.lock"

    def open(self) -> None:
        """Makes what is missing. Raises: DataFolderUnusable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(
                os.open(self.database, os.O_CREAT | os.O_RDWR, 0o600)
            )  # SQLite's side files copy its mode
        except OSError as error:
            raise DataFolderUnusable(self.path, error.strerror or str(error)) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """For the one process that serves or scans; the kernel lets go of it however that ends.

        Raises: DataFolderInUse.
        """
        with self._lock.open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise DataFolderInUse(self.path, self._read_pid()) from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def read_link_key(self) -> bytes:
        """What links to music are signed with; made on the first call."""
        return self._read_secret("link.key", secrets.token_hex(_KEY_BYTES)).encode()

    def read_server_id(self) -> str:
        """Tells this house from another on the network; made on the first call."""
        return self._read_secret("server.id", secrets.token_hex(8))

    def _read_secret(self, name: str, fresh: str) -> str:
        path = self.path / name
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123 - a descriptor
                file.write(fresh)
        except FileExistsError:
            return path.read_text("ascii").strip()
        return fresh

    def _read_pid(self) -> int | None:
        text = self._lock.read_text("ascii")
        return int(text) if text.isdigit() else None
