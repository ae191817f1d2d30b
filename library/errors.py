"""What can go wrong in the library.

LibraryError
├── NotFound(id)          nothing has this id
├── UnreadableFile(path, reason)
├── ScanRunning           one scan at a time
├── NotOwner(id)          a playlist of somebody else
├── PlaylistIsSmart(id)   its entries come from its rules
└── DatabaseUnusable(path, reason)
"""

from __future__ import annotations

from pathlib import Path


class LibraryError(Exception):
    """Base of all that this package raises on purpose."""


class NotFound(LibraryError):
    def __init__(self, id: str) -> None:
        super().__init__(f"nothing has the id {id!r}")
        self.id = id


class UnreadableFile(LibraryError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class ScanRunning(LibraryError):
    def __init__(self) -> None:
        super().__init__("a scan is running already")


class NotOwner(LibraryError):
    def __init__(self, id: str) -> None:
        super().__init__(f"{id} belongs to somebody else")
        self.id = id


class PlaylistIsSmart(LibraryError):
    def __init__(self, id: str) -> None:
        super().__init__(f"the tracks of {id} come from its rules")
        self.id = id


class DatabaseUnusable(LibraryError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason
