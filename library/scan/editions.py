"""Decides whether folders that hold the same album hold one copy of it or several; pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A track among all those with one album artist, album and version."""

    track: int
    folder: int
    folder_path: tuple[str, ...]  # sorts folders, whatever order they were met in
    place: Hashable  # what no release has twice: disc and number, else the title


def editions(tracks: Iterable[Placed]) -> dict[int, int | None]:
    """For each track the folder that names its copy of the album; None where there is but one copy.

    An album may be spread over folders. It is another copy where most of what a folder holds is there already:
    the same album as FLAC and as MP3, an original and its remaster.
    """
    folders: dict[tuple[tuple[str, ...], int], list[Placed]] = {}
    for track in tracks:
        folders.setdefault((track.folder_path, track.folder), []).append(track)
    copies: list[tuple[int, set[Hashable], list[Placed]]] = []
    for (_, folder), members in sorted(folders.items(), key=lambda item: item[0]):
        places = {member.place for member in members}
        for _, taken, others in copies:
            if 2 * len(places & taken) <= len(places):
                taken |= places
                others += members
                break
        else:
            copies.append((folder, places, list(members)))
    return {
        member.track: folder if len(copies) > 1 else None
        for folder, _, members in copies
        for member in members
    }
