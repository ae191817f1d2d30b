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


def for_people(path: str) -> str:
    """Printable and encodable in any case; never to be opened."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def distinct_roots(roots: Sequence[Path]) -> tuple[Path, ...]:
    """Absolute, without doubles and without folders inside another root, which would list their music
    twice."""
    # abspath, not resolve(), which would follow links: a root may be one.
    absolute = list(dict.fromkeys(Path(os.path.abspath(root.expanduser())) for root in roots))  # noqa: PTH100
    return tuple(root for root in absolute if not any(other in root.parents for other in absolute))
