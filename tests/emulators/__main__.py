"""Speakers without hardware: `python -m tests.emulators cast --name Kitchen`, `… sonos …`, or `… demo`, one of each.

Each kind has a module `commandline` with `run(words)`, which returns when it is interrupted.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
from collections.abc import Sequence

KINDS = ("cast", "sonos")
DEMO = {
    "cast": ("--name", "Studio", "--profile", "nest-mini"),
    "sonos": ("--name", "Terrace"),
}


def _has(kind: str) -> bool:
    package = f"tests.emulators.{kind}"
    return all(importlib.util.find_spec(name) for name in (package, f"{package}.commandline"))


def demo() -> None:
    """One of each kind, each in a process of its own, until interrupted."""
    command = [sys.executable, "-m", "tests.emulators"]
    running = [subprocess.Popen([*command, kind, *DEMO[kind]]) for kind in KINDS if _has(kind)]
    try:
        for process in running:
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
            process.wait(timeout=10)


def main(words: Sequence[str]) -> int:
    kind, rest = (words[0], words[1:]) if words else ("", [])
    if kind == "demo":
        demo()
    elif kind in KINDS and _has(kind):
        importlib.import_module(f"tests.emulators.{kind}.commandline").run(rest)
    else:
        print("usage: python -m tests.emulators {cast|sonos|demo} [--help]", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
