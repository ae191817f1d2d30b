"""What can be made again, kept on disk within a budget: losing any of it costs only time."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

_HALF_WRITTEN = ".part"


class DiskCache:
    """Any thread. What was used least recently goes first; the files' times keep the order through a restart.

    It is written beside its place and renamed, so it is whole or absent, also after a crash.
    """

    def __init__(self, folder: Path, *, budget_bytes: int) -> None:
        self._folder = folder
        self._budget_bytes = budget_bytes
        self._lock = threading.Lock()
        self._sizes = _found_in(folder)
        self._total_bytes = sum(self._sizes.values())
        self._evict()

    @property
    def total_bytes(self) -> int:
        return self._total_bytes

    @property
    def budget_bytes(self) -> int:
        return self._budget_bytes

    def find(self, key: str, size_bytes: int | None = None) -> bytes | None:
        """None: absent, or not of `size_bytes` (a power cut may leave a renamed file empty)."""
        name = _name(key)
        with self._lock:
            if name not in self._sizes:
                return None
            self._sizes.move_to_end(name)
        path = self._folder / name
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data if data and size_bytes in (None, len(data)) else None

    def put(self, key: str, data: bytes) -> None:
        """A disk that refuses is not the listener's problem: it is then made again next time."""
        name = _name(key)
        part = self._folder / f"{name}-{threading.get_ident():x}{_HALF_WRITTEN}"
        try:
            part.write_bytes(data)
            part.replace(self._folder / name)
        except OSError as error:
            log.warning("not kept on disk: %s", error)
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return
        with self._lock:
            self._total_bytes += len(data) - self._sizes.pop(name, 0)
            self._sizes[name] = len(data)
            self._evict()

    def _evict(self) -> None:
        while self._total_bytes > self._budget_bytes and self._sizes:
            name, size_bytes = self._sizes.popitem(last=False)
            self._total_bytes -= size_bytes
            (self._folder / name).unlink(missing_ok=True)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _found_in(folder: Path) -> OrderedDict[str, int]:
    """Names and sizes of what is whole, least recently used first; half-written ones are removed."""
    found: list[tuple[int, str, int]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in os.scandir(folder):
            if entry.name.endswith(_HALF_WRITTEN):
                Path(entry.path).unlink(missing_ok=True)
            elif entry.is_file():
                stat = entry.stat()
                found.append((stat.st_mtime_ns, entry.name, stat.st_size))
    except OSError as error:  # the house goes on without
        log.warning("folder=%s nothing can be kept in it: %s", folder, error)
    return OrderedDict((name, size) for _, name, size in sorted(found))
