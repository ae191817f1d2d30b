"""What is to be done in one folder whose listing is not the known one."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from library.scan.diff import diff
from library.scan.known import known_files, known_folder, known_portraits, met_before, moved_from
from library.scan.outcomes import FileToRead, ImageToRead, Root, ToRead
from library.scan.walk import FileSeen, look


@dataclass(frozen=True, slots=True)
class FolderChange:
    path: str
    stamp: bytes | None  # to be remembered once all is done; None: something is to be looked at again
    sheets_stamp: bytes  # as `stamp`
    work: tuple[ToRead, ...]  # the image first: covers come early
    changed: frozenset[str]  # paths of `work` that were known; the others are new
    returned: tuple[int, ...]  # tracks that were missing and are here again, unchanged
    gone: tuple[int, ...]  # tracks whose files are not here any more
    unchanged_count: int


def change_of(
    db: sqlite3.Connection, root: Root, path: str, claimed: set[int], *, full: bool
) -> FolderChange | None:
    """Looks into it again, since time has passed since the survey; None if that is not possible any more.

    `claimed`: tracks that this scan has found elsewhere; grows.
    """
    try:
        seen = look(root.path, path)
    except OSError:
        return None
    files = seen.files
    folder = known_folder(db, root, path)
    known = known_files(db, root, folder, files)
    unseen = {other.path for other in seen.passed_over if other.hides_below}
    recut = seen.sheets_stamp != (
        folder.sheets if folder else b""
    )  # then which file is told of may be another
    difference = diff(files, known, unseen=unseen, full=full or recut)
    sheets = tuple(name for name, _, _ in seen.sheets)
    elsewhere = met_before(db, difference.added)
    added = [
        (file, _claim(db, file, claimed) if file.path in elsewhere else None) for file in difference.added
    ]
    images: list[ToRead] = []
    if seen.image != (folder.image if folder else None):
        images.append(ImageToRead(path, seen.image))
    portraits = known_portraits(db, folder)
    for role in sorted(portraits.keys() | seen.portraits.keys()):
        if seen.portraits.get(role) != portraits.get(role):
            images.append(ImageToRead(path, seen.portraits.get(role), role))
    gone = tuple(track for gone in difference.removed for track in known[gone].tracks)
    return FolderChange(
        path=path,
        stamp=None if gone or unseen else seen.stamp,
        sheets_stamp=seen.sheets_stamp,
        work=(*images, *_in_order(difference.changed, added, sheets)),
        changed=frozenset(
            file.path for file in (*difference.changed, *(file for file, track in added if track))
        ),
        returned=tuple(track for _, tracks in difference.returned for track in tracks),
        gone=gone,
        unchanged_count=len(difference.unchanged) + len(difference.returned),
    )


def _in_order(
    changed: list[FileSeen], added: list[tuple[FileSeen, int | None]], sheets: tuple[str, ...]
) -> list[FileToRead]:
    found = [*((file, None) for file in changed), *added]
    work = [FileToRead(file, track, sheets) for file, track in found]
    return sorted(work, key=lambda each: each.file.path)


def _claim(db: sqlite3.Connection, file: FileSeen, claimed: set[int]) -> int | None:
    track = moved_from(db, file, claimed)
    if track is not None:
        claimed.add(track)
    return track
