"""One root as a scan found it, compared with what was known of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from library.database import Database
from library.scan.diff import Difference, State, diff
from library.scan.known import known_files, known_images
from library.scan.outcomes import FileToRead, ImageToRead, Root, ToRead, reading_order
from library.scan.walk import FileSeen, FolderSeen, PassedOver, walk

_GONE = (
    "The music folder is not there. Nothing was removed from the library; connect its disk and scan again."
)
_EMPTY = (
    "The music folder is empty. Nothing was removed from the library: its disk may just not be connected; "
    "if it is meant to be empty, take it out of the settings."
)


@dataclass(slots=True)
class Survey:
    """`passed_over` includes the root itself if it cannot be used: then `difference` removes nothing."""

    root: Root
    passed_over: list[PassedOver] = field(default_factory=list)
    difference: Difference = field(default_factory=Difference)
    images: list[ImageToRead] = field(default_factory=list)

    @property
    def to_read(self) -> list[ToRead]:
        """In reading order."""
        files = [FileToRead(file) for file in (*self.difference.added, *self.difference.changed)]
        moved = [FileToRead(file, track) for file, track in self.difference.moved]
        return sorted([*files, *moved, *self.images], key=reading_order)

    @property
    def is_usable(self) -> bool:
        return not any(seen.path == "" for seen in self.passed_over)

    @property
    def file_count(self) -> int:
        difference = self.difference
        lists = (
            difference.added,
            difference.changed,
            difference.moved,
            difference.returned,
            difference.unchanged,
        )
        return sum(len(files) for files in lists)


def survey(
    database: Database, root: Root, *, full: bool, stopping: threading.Event, walked: Callable[[int], None]
) -> Survey:
    """Walks and compares; `walked` hears how many files each folder had. Ends early, without removals, if
    `stopping`."""
    if not root.path.is_dir():
        return Survey(root, [PassedOver("", _GONE, hides_below=True)])
    files: list[FileSeen] = []
    images: dict[str, FileSeen | None] = {}
    result = Survey(root)
    for seen in walk(root.path):
        if stopping.is_set():
            return Survey(root)
        match seen:
            case FolderSeen(path, in_folder, image):
                files += in_folder
                images[path] = image
                walked(len(in_folder))
            case PassedOver():
                result.passed_over.append(seen)
    return _compared(database, result, files, images, full=full)


def _compared(
    database: Database,
    result: Survey,
    files: list[FileSeen],
    images: dict[str, FileSeen | None],
    *,
    full: bool,
) -> Survey:
    db = database.reading()
    known = known_files(db, result.root)
    if not files and any(was.state is State.PRESENT for was in known.values()):
        result.passed_over.append(PassedOver("", _EMPTY, hides_below=True))
        return result
    hidden = [seen.path for seen in result.passed_over if seen.hides_below]
    result.difference = diff(files, known, unseen_below=hidden, full=full)
    result.images = list(_changed_images(images, known_images(db, result.root)))
    return result


def _changed_images(found: dict[str, FileSeen | None], known: dict[str, FileSeen]) -> Iterator[ImageToRead]:
    for folder, image in found.items():
        if image != known.get(folder):
            yield ImageToRead(folder, image)
