"""What settings must be to each other: names that are names of their own, folders that are of one library."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from server.config.model import Config
from server.errors import ConfigProblem


def nameless(place: str, names: Sequence[str], *, taken: Sequence[str] = ()) -> Iterator[ConfigProblem]:
    """A name becomes an id, or is what people tell things apart by, so each needs one of its own."""
    seen = {"", *(name.casefold() for name in taken)}
    for number, name in enumerate(names):
        key = name.strip().casefold()
        if key in seen:
            yield ConfigProblem(f"{place}[{number}].name", f"is {name!r}, but must be a name of its own")
        seen.add(key)


def without_folder_of_its_own(config: Config) -> Iterator[ConfigProblem]:
    """Each library needs a folder, and none may lie inside another library's, which would show it to others."""
    before = [("library.folders", _absolute(folder)) for folder in config.library.folders]
    for number, library in enumerate(config.libraries):
        place = f"libraries[{number}].folders"
        if not library.folders:
            yield ConfigProblem(place, "is empty, but must name a folder")
        own = [(place, _absolute(folder)) for folder in library.folders]
        for _, folder in own:
            for other, path in before:
                if folder == path or folder in path.parents or path in folder.parents:
                    yield ConfigProblem(
                        place, f"has {folder}, but {other} has {path}: one lies inside the other"
                    )
        before += own


def _absolute(folder: str) -> Path:
    return Path(os.path.abspath(Path(folder).expanduser()))  # noqa: PTH100 - a folder may be a link
