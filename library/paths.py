"""Paths below a root: as the disk, the database and people know them; opens nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

Column = str | bytes  # how SQLite stores a path: text, or bytes if the name on disk is not UTF-8


def to_column(path: str) -> Column:
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path)
    return path


def from_column(column: Column) -> str:
    return column if isinstance(column, str) else os.fsdecode(column)


def piece_path(path: str, number: int) -> str:
    """Of a track that is a piece of the file at `path`: one that no disk has."""
    return f"{path}\0#{number:02}"


def pieces_between(path: str) -> tuple[Column, Column]:
    """Before the first and behind the last piece of the file at `path`, in SQLite's order."""
    return to_column(f"{path}\0#"), to_column(f"{path}\0$")


def sheet_path(path: str) -> str:
    """Where problems with the cue sheet of the file at `path` are told."""
    return f"{path}\0cue"


def file_of(path: str) -> str:
    """The file's own, of whatever is at `path`: a piece, or a track whose file's place was taken."""
    return path.partition("\0")[0]


def for_people(path: str) -> str:
    """Printable and encodable in any case; never to be opened."""
    return file_of(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def distinct_roots(roots: Sequence[Path]) -> tuple[Path, ...]:
    """Absolute, without doubles and without folders inside another root, which would list their music
    twice."""
    # abspath, not resolve(), which would follow links: a root may be one.
    absolute = list(dict.fromkeys(Path(os.path.abspath(root.expanduser())) for root in roots))  # noqa: PTH100
    return tuple(root for root in absolute if not any(other in root.parents for other in absolute))
