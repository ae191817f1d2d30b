"""A measuring child, see library.starter: listens to files that are named on standard input, one after the other, until
it ends."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from library.analysis.measure import measure
from library.analysis.messages import Answer, Ask
from library.confinement import confine
from library.errors import UnreadableFile
from library.frames import Frames, framed
from library.model import Span

_NICENESS = 19  # whatever else there is to do comes first
_MEMORY_MB = 512
_BLOCK_BYTES = 2**16


def main() -> None:
    """Ends when standard input does."""
    confine(memory_mb=_MEMORY_MB, niceness=_NICENESS)
    asked = Frames(Ask)
    _say(Answer())
    while data := os.read(0, _BLOCK_BYTES):
        for ask in asked.add(data):
            _say(_answer(ask))


def _answer(ask: Ask) -> Answer:
    cut = Span(ask.start_sample, ask.stop_sample) if ask.is_cut else None
    try:
        found = measure(Path(os.fsdecode(ask.path)), cut)
    except UnreadableFile as error:
        return Answer(reason=error.reason)
    except MemoryError:
        return Answer(reason="Decoding it takes more memory than any music does.")
    return Answer(
        found.blocks, found.range_lu, found.true_peak, found.waveform, found.begins_ms, found.ends_ms
    )


def _say(answer: Answer) -> None:
    left = memoryview(framed(answer))
    while left:
        left = left[os.write(1, left) :]


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main()
