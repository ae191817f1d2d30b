"""A reading child: `library.scan.child <memory limit in MB>`, see library.starter; reads files that are asked for on
standard input and answers on standard output, until either ends.

It is the part of a scan that touches what strangers made, so it may hang, swell or crash; the scan kills it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from library.confinement import confine
from library.frames import Frames, framed
from library.scan.frames import READY, Answer, Ask
from library.scan.reader import Unreadable, colour_of, read_file, read_image
from library.scan.walk import FileSeen
from library.tags import Contents

_NICENESS = 10  # whoever listens comes first
_BLOCK_BYTES = 2**16

_TOO_MUCH_MEMORY = "Reading it takes more memory than any music does: it is damaged, or made to do harm."


def main() -> None:
    """Ends when standard input does."""
    confine(memory_mb=int(sys.argv[1]), niceness=_NICENESS)
    asked = Frames(Ask)
    _write(framed(Answer(READY)))
    while data := os.read(0, _BLOCK_BYTES):
        for ask in asked.add(data):
            _write(framed(_answer(ask)))


def _answer(ask: Ask) -> Answer:
    root, path = _root(ask.root), os.fsdecode(ask.path)
    file = FileSeen(path, ask.size_bytes, ask.mtime_ns)
    try:
        if ask.colour_of is not None:
            return Answer(ask.number, colour=colour_of(root, path, ask.colour_of, is_image=ask.is_image))
        if ask.is_image:
            return Answer(ask.number, digest=read_image(root, file).digest)
        result = read_file(root, file, tuple(map(os.fsdecode, ask.sheets)))
    except MemoryError:
        return Answer(ask.number, reason=_TOO_MUCH_MEMORY)
    match result:
        case Contents():
            return Answer(ask.number, contents=result)
        case Unreadable(reason):
            return Answer(ask.number, reason=reason)
    return Answer(ask.number)


@lru_cache(8)  # of each file of it
def _root(path: bytes) -> Path:
    return Path(os.fsdecode(path))


def _write(data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(1, left) :]


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main()
