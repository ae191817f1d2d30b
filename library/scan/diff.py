"""Decides what a scan has to do in one folder from what was found and what was known; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from library.scan.walk import FileSeen


class State(Enum):
    PRESENT = auto()
    MISSING = auto()  # was here once; its marks wait
    BROKEN = auto()  # could not be read in this state


@dataclass(frozen=True, slots=True)
class Known:
    """A file as the catalogue remembers it; no `tracks` for one that could never be read, several for one that a
    cue sheet cuts."""

    size_bytes: int
    mtime_ns: int
    state: State
    tracks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Every path found or known is in exactly one of these, but for missing ones that stay missing."""

    added: list[FileSeen] = field(default_factory=list)
    changed: list[FileSeen] = field(default_factory=list)
    returned: list[tuple[FileSeen, tuple[int, ...]]] = field(
        default_factory=list
    )  # missing, here again and unchanged
    unchanged: list[FileSeen] = field(default_factory=list)  # broken ones too
    removed: list[str] = field(default_factory=list)


def diff(
    found: Iterable[FileSeen],
    known: Mapping[str, Known],
    *,
    unseen: Collection[str] = (),
    full: bool = False,
) -> Difference:
    """`unseen`: paths of files that could not be looked at; what is known of them stays.

    `full` calls what is unchanged changed, so that it is read again.
    """
    result = Difference()
    seen: set[str] = set()
    for file in found:
        seen.add(file.path)
        _place(file, known.get(file.path), result, full=full)
    for path, was in known.items():
        if path not in seen and was.state is not State.MISSING and path not in unseen:
            result.removed.append(path)
    return result


def _place(file: FileSeen, was: Known | None, result: Difference, *, full: bool) -> None:
    if was is None:
        result.added.append(file)
    elif full or (was.size_bytes, was.mtime_ns) != (file.size_bytes, file.mtime_ns):
        result.changed.append(file)
    elif was.state is State.MISSING and was.tracks:
        result.returned.append((file, was.tracks))
    else:
        result.unchanged.append(file)
