"""Where the bytes of a cover are."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from library.paths import file_of, from_column

_MAX_SOURCES = 5  # files that are worth trying when the first ones have changed since the scan

_SOURCES = """
    SELECT * FROM (SELECT roots.path, f.image_path, 1
        FROM folders f JOIN roots ON roots.id = f.root_id WHERE f.cover_id = :cover LIMIT :limit)
    UNION ALL
    SELECT * FROM (SELECT roots.path, p.path, 1 FROM portraits p JOIN folders f ON f.id = p.folder_id
        JOIN roots ON roots.id = f.root_id WHERE p.cover_id = :cover LIMIT :limit)
    UNION ALL
    SELECT * FROM (SELECT roots.path, t.path, 0 FROM tracks t JOIN roots ON roots.id = t.root_id
        WHERE t.cover_id = :cover AND t.is_present = 1 ORDER BY t.id LIMIT :limit)"""


@dataclass(frozen=True, slots=True)
class PictureSource:
    root: Path
    path: str  # below it
    is_image: bool  # the file is the picture; else the picture is in it


def picture_sources(db: sqlite3.Connection, cover: int) -> list[PictureSource]:
    """The likeliest first."""
    rows = db.execute(_SOURCES, {"cover": cover, "limit": _MAX_SOURCES}).fetchmany(_MAX_SOURCES)
    return [
        PictureSource(Path(from_column(root)), file_of(from_column(path)), bool(is_image))
        for root, path, is_image in rows
    ]
