"""Turns what FFmpeg raises into what this house knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from server.streaming.errors import Undecodable


@contextmanager
def translated(path: Path, doing: str) -> Iterator[None]:
    """Raises: Undecodable, which says that FFmpeg could not `doing` the file at `path`."""
    try:
        yield
    except (av.FFmpegError, OSError) as error:
        raise Undecodable(path, f"FFmpeg could not {doing} it ({type(error).__name__})") from error
