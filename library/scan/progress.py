"""Which folders are being read, and what has been read since the last batch; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from library.scan.catalogue import Batch, FolderStamps
from library.scan.changes import FolderChange
from library.scan.outcomes import FileBroken, FileRead, ImageRead, Outcome, PictureSeen


class Counted(TypedDict):
    seen: int
    added: int
    changed: int
    failed: int


@dataclass(slots=True)
class _Folder:
    change: FolderChange
    left: int


class FolderProgress:
    """Outcomes come in any order; a folder is stamped with the batch that has its last one."""

    def __init__(self) -> None:
        self._folders: dict[str, _Folder] = {}
        self._outcomes: list[Outcome] = []
        self._returned: list[int] = []
        self._stamps: list[FolderStamps] = []

    @property
    def size(self) -> int:
        """Of the batch so far, in files and folders."""
        return len(self._outcomes) + len(self._returned) + len(self._stamps)

    def begin(self, change: FolderChange) -> None:
        """Before its work is handed out."""
        self._returned += change.returned
        if change.work:
            self._folders[change.path] = _Folder(change, len(change.work))
        else:
            self._complete(change)

    def add(self, outcomes: Iterable[Outcome]) -> Counted:
        """What they add to the status."""
        counted = Counted(seen=0, added=0, changed=0, failed=0)
        for outcome in outcomes:
            if isinstance(outcome, PictureSeen):  # of no folder: colours.py asks for those
                continue
            self._outcomes.append(outcome)
            folder = self._folders[_folder_of(outcome)]
            _count(outcome, folder.change, counted)
            folder.left -= 1
            if not folder.left:
                del self._folders[folder.change.path]
                self._complete(folder.change)
        return counted

    def take(self) -> Batch:
        batch = Batch(self._outcomes, self._returned, self._stamps)
        self._outcomes, self._returned, self._stamps = [], [], []
        return batch

    def _complete(self, change: FolderChange) -> None:
        if change.stamp is not None:
            self._stamps.append(FolderStamps(change.path, change.stamp, change.sheets_stamp))


def _folder_of(outcome: FileRead | FileBroken | ImageRead) -> str:
    return outcome.folder if isinstance(outcome, ImageRead) else outcome.file.path.rpartition("/")[0]


def _count(outcome: Outcome, change: FolderChange, counted: Counted) -> None:
    match outcome:
        case FileRead(file):
            counted["seen"] += 1
            counted["changed" if file.path in change.changed else "added"] += 1
        case FileBroken():
            counted["seen"] += 1
            counted["failed"] += 1
