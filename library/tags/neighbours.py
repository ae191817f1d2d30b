"""Small files beside an audio file: its words, its cue sheet. Never a link, a pipe or anything endless."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_neighbour(path: Path, most_bytes: int) -> bytes | None:
    """None for what is not there, is no regular file of this folder itself, or is larger."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > most_bytes:
            return None
        return os.read(file, most_bytes)
    except OSError:
        return None
    finally:
        os.close(file)
