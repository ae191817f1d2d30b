"""Speakers without hardware: `python -m tests.emulators cast --name Kitchen`, `… sonos …`, or `… demo`, one of each.

Each kind has a module `commandline` with `run(words, stop)`, which returns once `stop` is set: by a signal, or when
whoever started this is gone.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from collections.abc import Sequence

KINDS = ("cast", "sonos")
DEMO = {
    "cast": ("--name", "Studio", "--profile", "nest-mini"),
    "sonos": ("--name", "Terrace", "--name", "Study"),
}
LOOK_S = 0.5
END_S = 10


def main(words: Sequence[str]) -> int:
    kind, rest = (words[0], tuple(words[1:])) if words else ("", ())
    if kind not in (*KINDS, "demo"):
        print("usage: python -m tests.emulators {cast|sonos|demo} [--help]", file=sys.stderr)  # noqa: T201
        return 2
    run_all(DEMO if kind == "demo" else {kind: rest})
    return 0


def run_all(wanted: dict[str, tuple[str, ...]]) -> None:
    """Each in a thread of its own; returns when one has ended, after the others have."""
    parent, stop = os.getppid(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    running = [
        threading.Thread(target=_run, args=(kind, words, stop), name=f"emulated-{kind}", daemon=True)
        for kind, words in wanted.items()
    ]
    for thread in running:
        thread.start()
    while not stop.wait(LOOK_S):
        if os.getppid() != parent:
            stop.set()
    for thread in running:
        thread.join(END_S)


def _run(kind: str, words: Sequence[str], stop: threading.Event) -> None:
    try:
        importlib.import_module(f"tests.emulators.{kind}.commandline").run(words, stop)
    finally:
        stop.set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
