"""What the reader hands to the ingest: values that say what was found on disk, file by file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from library.scan.walk import FileSeen
from library.tags import Contents


@dataclass(frozen=True, slots=True)
class Root:
    id: int
    path: Path
    is_first_scan: bool  # then files were added when they were modified, not all today
    is_outdated: bool = False  # its tracks were read by rules of before: unchanged files are read again


@dataclass(frozen=True, slots=True)
class FileRead:
    file: FileSeen
    track: int | None  # the track that moved here
    contents: Contents


@dataclass(frozen=True, slots=True)
class FileBroken:
    file: FileSeen
    reason: str


@dataclass(frozen=True, slots=True)
class ImageRead:
    """A folder's image, of the release if it has no other `role`; without `image` and `digest` it has none any
    more."""

    folder: str
    image: FileSeen | None
    digest: str | None
    role: str = ""  # as FolderSeen.portraits


@dataclass(frozen=True, slots=True)
class PictureSeen:
    """The colour of a cover: empty for one that cannot be shown, None if it is not there any more."""

    cover: int
    colour: str | None


Outcome = FileRead | FileBroken | ImageRead | PictureSeen


@dataclass(frozen=True, slots=True)
class FileToRead:
    file: FileSeen
    track: int | None = None
    sheets: tuple[str, ...] = ()  # names of the cue sheets in its folder


@dataclass(frozen=True, slots=True)
class ImageToRead:
    folder: str
    image: FileSeen | None
    role: str = ""


@dataclass(frozen=True, slots=True)
class PictureToSee:
    """A cover whose colour is wanted, where it is: in a file or as a file."""

    cover: int
    digest: str
    path: str
    is_image: bool


ToRead = FileToRead | ImageToRead | PictureToSee
