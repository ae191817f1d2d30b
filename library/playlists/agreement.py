"""What is to be done about a playlist that is a file, too, of which either side may have changed; pure.

    file \\ list   same           changed          gone
    same          nothing        write the file   remove the file
    changed       take it up     the newer wins   make the list again
    gone          remove list    write the file   forget it

The newer wins a conflict, and the other is kept as a copy. A file that is gone removes its list only if it is sure
to be gone, not its disk; a change is worth more than a removal.
"""

from __future__ import annotations

from enum import Enum, auto


class Side(Enum):
    """Against what it was when both agreed."""

    SAME = auto()
    CHANGED = auto()
    GONE = auto()


class Step(Enum):
    NOTHING = auto()
    TAKE = auto()  # the file's tracks become the list's
    WRITE = auto()  # the list's tracks become the file's
    KEEP_LIST_AND_TAKE = auto()  # after a copy of the list was written as a file
    KEEP_FILE_AND_WRITE = auto()  # after a copy of the file was made
    REMOVE_FILE = auto()
    REMOVE_LIST = auto()
    MAKE_LIST = auto()
    FORGET = auto()


def step(file: Side, list: Side, *, is_file_newer: bool, is_sure: bool) -> Step:
    """`is_sure`: what is not in the folder was removed from it."""
    match file, list:
        case Side.SAME, Side.SAME:
            return Step.NOTHING
        case Side.CHANGED, Side.SAME:
            return Step.TAKE
        case ((Side.SAME | Side.GONE), Side.CHANGED):
            return Step.WRITE if file is Side.SAME or is_sure else Step.NOTHING
        case Side.CHANGED, Side.CHANGED:
            return Step.KEEP_LIST_AND_TAKE if is_file_newer else Step.KEEP_FILE_AND_WRITE
        case Side.SAME, Side.GONE:
            return Step.REMOVE_FILE
        case Side.CHANGED, Side.GONE:
            return Step.MAKE_LIST
        case Side.GONE, Side.SAME:
            return Step.REMOVE_LIST if is_sure else Step.NOTHING
    return Step.FORGET if is_sure else Step.NOTHING
