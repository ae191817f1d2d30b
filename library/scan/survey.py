"""One root as a scan finds it, folder by folder beside what is known of it: what of it has to be looked into.

The tree on disk and the tree in the catalogue are walked together, so that what is held is one path through
them and its siblings, however large the library is.
"""

from __future__ import annotations

import os
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from library.database import Database
from library.scan.known import KnownFolder, known_children, known_folder, tracks_below
from library.scan.outcomes import Root
from library.scan.walk import FolderSeen, PassedOver, walk

_GONE = (
    "The music folder is not there. Nothing was removed from the library; connect its disk and scan again."
)
_EMPTY = (
    "The music folder is empty. Nothing was removed from the library: its disk may just not be connected; "
    "if it is meant to be empty, take it out of the settings."
)
_EMPTIED = (
    "The folder is empty, though there were folders with music in it. Nothing was removed from the library: "
    "its disk may just not be connected; if it is meant to be empty, delete it."
)
_LINKED = "A link on the way to this folder is not followed."
_MAX_PASSED_OVER = 10_000  # to tell people of; more are one mistake made many times
_IN_MEMORY_BYTES = 2**20


class FolderPaths:
    """A list of paths that leaves memory when it grows."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close()

    def add(self, path: str) -> None:
        self._file.write(os.fsencode(path) + b"\0")

    def __iter__(self) -> Iterator[str]:
        """Once, from the first."""
        self._file.seek(0)
        left = b""
        while block := self._file.read(2**16):
            *whole, left = (left + block).split(b"\0")
            yield from map(os.fsdecode, whole)

    def close(self) -> None:
        self._file.close()


@dataclass(slots=True)
class Survey:
    """`is_usable`: the root is there and was walked to the end; else nothing may be concluded from it."""

    root: Root
    below: str  # the folder that was looked at; "" for all
    passed_over: list[PassedOver] = field(default_factory=list)
    changed: FolderPaths = field(default_factory=FolderPaths)
    gone: array[int] = field(default_factory=lambda: array("q"))  # tracks of folders that are not there
    file_count: int = 0
    unchanged_count: int = 0
    is_usable: bool = True

    def pass_over(self, *seen: PassedOver) -> None:
        self.passed_over += seen[: _MAX_PASSED_OVER - len(self.passed_over)]

    def give_up(self, path: str, reason: str) -> Survey:
        self.pass_over(PassedOver(path, reason, hides_below=True))
        self.is_usable = False
        return self


def survey(
    database: Database,
    root: Root,
    *,
    below: str = "",
    may_be_empty: bool = False,
    full: bool,
    stopping: threading.Event,
    walked: Callable[[int], None],
) -> Survey:
    """Walks and compares; `walked` hears how many files each folder had. Ends early, unusable, if
    `stopping`."""
    result = Survey(root, below)
    if not root.path.is_dir():
        return result.give_up("", _GONE)
    if not _is_inside(root, below):
        return result.give_up(below, _LINKED)
    db = database.reading()
    top = known_folder(db, root, below)
    if below and not (root.path / below).is_dir():
        result.gone.extend(tracks_below(db, top) if top else ())
        return result
    pending = {below: top} if top else {}
    for seen in walk(root.path, below):
        if stopping.is_set():
            result.is_usable = False
            return result
        was = pending.pop(seen.path, None)
        if isinstance(seen, PassedOver):
            result.pass_over(seen)
            if seen.path == below:
                result.is_usable = False
            continue
        children = known_children(db, was) if was else {}
        if (
            seen.is_bare
            and not may_be_empty
            and seen.path != ""
            and any(child.is_present for child in children.values())
        ):
            result.pass_over(PassedOver(seen.path, _EMPTIED, hides_below=True))
            continue
        result.pass_over(*seen.passed_over)
        for path in (*seen.folders, *(other.path for other in seen.passed_over if other.hides_below)):
            if path in children:
                pending[path] = children.pop(path)
        for child in children.values():
            if child.is_present:
                result.gone.extend(tracks_below(db, child))
        _count(result, seen, was, full=full)
        walked(len(seen.listing))
    lost = not (below or may_be_empty or result.file_count)
    if result.is_usable and lost and top is not None and top.is_present:
        return result.give_up("", _EMPTY)
    return result


def _count(result: Survey, seen: FolderSeen, was: KnownFolder | None, *, full: bool) -> None:
    result.file_count += len(seen.listing)
    stamp = seen.stamp
    if stamp == (was.stamp if was else b"") and not (full and stamp):
        result.unchanged_count += len(seen.listing)
    else:
        result.changed.add(seen.path)


def _is_inside(root: Root, below: str) -> bool:
    """Whether no link is on the way, which might lead out of the root."""
    top = os.path.realpath(root.path)
    return os.path.realpath(os.path.join(top, below)) == os.path.normpath(os.path.join(top, below))  # noqa: PTH118 - paths that are not there
