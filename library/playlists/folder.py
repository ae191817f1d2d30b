"""A folder of playlist files on the disk: what is in it, and writing into it; knows no database."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_SUFFIXES = (".m3u", ".m3u8")
_MAX_BYTES = 16 * 2**20
_MAX_DEPTH = 8
_MOST_FILES = 20_000
_UNSAFE = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]+')  # what some file system does not take
_LONGEST_STEM_BYTES = 200  # names end at 255, and something is put behind it


@dataclass(frozen=True, slots=True)
class ListFile:
    name: str  # relative to the folder, with "/"
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Listing:
    files: dict[str, ListFile] = field(default_factory=dict)  # by name
    is_whole: bool = False  # all of it was seen, and something is there: what is missing was removed


class ListFolder:
    """For one thread. All methods block for the disk, and raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def look(self) -> Listing:
        """Never raises: a folder that is not there has no files, and is not whole."""
        files: dict[str, ListFile] = {}
        is_whole = True
        pending = [("", 0)]
        while pending:
            below, depth = pending.pop()
            try:
                with os.scandir(self.path / below) as entries:
                    for entry in entries:
                        if entry.name.startswith("."):
                            continue
                        if entry.is_dir(follow_symlinks=False) and depth < _MAX_DEPTH:
                            pending.append((f"{below}{entry.name}/", depth + 1))
                        elif entry.name.lower().endswith(_SUFFIXES) and len(files) < _MOST_FILES:
                            _add(files, below + entry.name, entry)
            except OSError:
                is_whole = False
        return Listing(files, is_whole and bool(files))

    def read(self, file: ListFile) -> bytes:
        handle = os.open(self.path / file.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened:
            return opened.read(_MAX_BYTES)

    def write(self, name: str, data: bytes, *, instead_of: ListFile | None) -> ListFile:
        """Whole or not at all. Raises: FileExistsError if the file is not the one that it is written instead of."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".segue-", suffix=".unfinished")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).chmod(_mode(path))
            if self.find(name) != instead_of:
                raise FileExistsError(path)
            Path(unfinished).replace(path)
        except OSError:
            with suppress(OSError):
                Path(unfinished).unlink(missing_ok=True)
            raise
        written = self.find(name)
        if written is None:
            raise FileNotFoundError(path)
        return written

    def remove(self, file: ListFile) -> None:
        """Unless it is another by now."""
        if self.find(file.name) == file:
            (self.path / file.name).unlink()

    def find(self, name: str) -> ListFile | None:
        try:
            status = (self.path / name).lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return ListFile(name, status.st_size, status.st_mtime_ns)


def free_name(wanted: str, taken: Iterable[str], *, below: str = "") -> str:
    """For a list of that name, in the folder `below`: `For the road.m3u8`, else `For the road (2).m3u8`."""
    stem = " ".join(_UNSAFE.sub(" ", wanted).split()).strip(" .") or "Playlist"
    stem = stem.encode("utf-8", "replace")[:_LONGEST_STEM_BYTES].decode("utf-8", "ignore")
    known = {name.casefold() for name in taken}
    for number in range(1, _MOST_FILES):
        name = f"{below}{stem}{f' ({number})' if number > 1 else ''}.m3u8"
        if name.casefold() not in known:
            return name
    raise FileExistsError(wanted)


def _add(files: dict[str, ListFile], name: str, entry: os.DirEntry[str]) -> None:
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISREG(status.st_mode) and status.st_size <= _MAX_BYTES:
        files[name] = ListFile(name, status.st_size, status.st_mtime_ns)


def _mode(path: Path) -> int:
    """As it was; else readable for everybody, as music is."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0o644
