"""Subsonic's two kinds of id: opaque strings for everything, and whole numbers for music folders."""

from __future__ import annotations

from library import FolderId, LibraryId, MusicLibrary
from server.http.subsonic.errors import NotThere

RELEASE = "al"
ARTIST = "ar"
FOLDER = "fo"
TRACK = "tr"
COVER = "co"
STATION = "rs"


def kind(id: str) -> str:
    """The prefix of the one opaque id space."""
    return id.partition("-")[0]


def music_folder_id(library: MusicLibrary) -> int:
    """`musicFolder.id` is the API's one number (OpenSubsonic MusicFolder): the part of ours after "li-"."""
    return int(library.id.removeprefix("li-"))


def is_music_folder(text: str) -> bool:
    return text.isascii() and text.isdigit()


def library_id(text: str) -> LibraryId:
    """Raises: NotThere for what is no number."""
    if not is_music_folder(text):
        raise NotThere(text)
    return LibraryId(f"li-{text}")


def folder_id(text: str) -> FolderId:
    if kind(text) != FOLDER:
        raise NotThere(text)
    return FolderId(text)
