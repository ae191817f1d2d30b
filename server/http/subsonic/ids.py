"""Subsonic's two kinds of id: opaque strings for everything, and whole numbers for music folders."""

from __future__ import annotations

from library import Folder, FolderId
from server.http.subsonic.errors import NotThere

RELEASE = "al"
ARTIST = "ar"
FOLDER = "fo"
TRACK = "tr"
COVER = "co"


def kind(id: str) -> str:
    """The prefix of the one opaque id space."""
    return id.partition("-")[0]


def music_folder_id(folder: Folder) -> int:
    """`musicFolder.id` is the API's one number (OpenSubsonic MusicFolder): the part of ours after "fo-"."""
    return int(folder.id.removeprefix("fo-"))


def folder_id(text: str) -> FolderId:
    """From "fo-3", and from "3" for apps that browse a music folder by its number."""
    if text.isascii() and text.isdigit():
        return FolderId(f"fo-{text}")
    if kind(text) != FOLDER:
        raise NotThere(text)
    return FolderId(text)
