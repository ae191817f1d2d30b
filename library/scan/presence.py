"""Looks whether a file is still what the catalogue remembers: the one question that a match asks the disk."""

from __future__ import annotations

import os
from pathlib import Path

from library.scan.predecessors import FileState
from library.tags import read_fingerprint


def is_there(file: FileState) -> bool:
    """True also where nobody can tell: then its track is left alone. Some microseconds; reads 8 KB of a file
    that changed."""
    try:
        status = file.path.lstat()
    except FileNotFoundError:
        return not _has_entries(file.root)
    except OSError:
        return True
    if (status.st_size, status.st_mtime_ns) == (file.size_bytes, file.mtime_ns):
        return True
    return file.fingerprint is None or read_fingerprint(file.path) == file.fingerprint


def _has_entries(root: Path) -> bool:
    """An empty or missing root may be a disk that is not connected: nothing there is gone."""
    try:
        with os.scandir(root) as entries:
            return next(entries, None) is not None
    except OSError:
        return False
