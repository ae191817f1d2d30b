"""Decides what a scan has to do from what was found and what was known; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import TypeVar

from library.scan.walk import FileSeen

T = TypeVar("T")


class State(Enum):
    PRESENT = auto()
    MISSING = auto()  # was here once; its marks wait
    BROKEN = auto()  # could not be read in this state


@dataclass(frozen=True, slots=True)
class Known:
    """A file as the catalogue remembers it; `track` is None for one that could never be read."""

    size_bytes: int
    mtime_ns: int
    state: State
    track: int | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every path found or known is in exactly one of these, but for missing ones that stay missing.

    A moved file was known, present or missing, under another path: the same size and time to the nanosecond.
    """

    added: list[FileSeen] = field(default_factory=list)
    changed: list[FileSeen] = field(default_factory=list)
    moved: list[tuple[FileSeen, int]] = field(default_factory=list)  # to here, the track that was elsewhere
    returned: list[tuple[FileSeen, int]] = field(default_factory=list)  # missing, here again and unchanged
    unchanged: list[FileSeen] = field(default_factory=list)  # broken ones too
    removed: list[str] = field(default_factory=list)


def diff(
    found: Iterable[FileSeen],
    known: Mapping[str, Known],
    *,
    unseen_below: Collection[str] = (),
    full: bool = False,
) -> Difference:
    """`unseen_below`: paths of files and folders that could not be looked at; what is known there stays.

    `full` calls what is unchanged changed, so that it is read again.
    """
    result = Difference()
    seen: set[str] = set()
    for file in found:
        seen.add(file.path)
        _place(file, known.get(file.path), result, full=full)
    for path, was in known.items():
        if path not in seen and was.state is not State.MISSING and not _is_below(path, unseen_below):
            result.removed.append(path)
    return _with_moves(result, known, seen)


def _place(file: FileSeen, was: Known | None, result: Difference, *, full: bool) -> None:
    if was is None:
        result.added.append(file)
    elif full or (was.size_bytes, was.mtime_ns) != (file.size_bytes, file.mtime_ns):
        result.changed.append(file)
    elif was.state is State.MISSING and was.track is not None:
        result.returned.append((file, was.track))
    else:
        result.unchanged.append(file)


def _is_below(path: str, folders: Collection[str]) -> bool:
    return any(folder in ("", path) or path.startswith(f"{folder}/") for folder in folders)


def _with_moves(result: Difference, known: Mapping[str, Known], seen: set[str]) -> Difference:
    """Pairs added files with vanished ones where that is not ambiguous."""
    if not result.added:
        return result
    removed = set(result.removed)
    gone = _unique(
        (was.size_bytes, was.mtime_ns, (path, was.track))
        for path, was in known.items()
        if was.track is not None and path not in seen and (was.state is State.MISSING or path in removed)
    )
    here = _unique((file.size_bytes, file.mtime_ns, file) for file in result.added)
    pairs = {here[stamp]: gone[stamp] for stamp in here.keys() & gone.keys()}
    left = {path for path, _ in pairs.values()}
    return replace(
        result,
        added=[file for file in result.added if file not in pairs],
        moved=[(file, pairs[file][1]) for file in result.added if file in pairs],
        removed=[path for path in result.removed if path not in left],
    )


def _unique(stamped: Iterable[tuple[int, int, T]]) -> dict[tuple[int, int], T]:
    """By size and time, without those that share both with another."""
    by_stamp: dict[tuple[int, int], list[T]] = {}
    for size_bytes, mtime_ns, thing in stamped:
        by_stamp.setdefault((size_bytes, mtime_ns), []).append(thing)
    return {stamp: things[0] for stamp, things in by_stamp.items() if len(things) == 1}
