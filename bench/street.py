"""Emulated speakers in a process of their own, so that they take nothing from the server whose time is measured.

Prints where they are, then answers each line that it reads: `asked NAME`, `chill NAME`. It ends with its input.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

ROOMS = ("s1", "s2")


@dataclass
class Street:
    """Of the other process. All times are of the machine's monotonic clock, in ms."""

    process: subprocess.Popen[str]
    places: dict[str, Any]  # what each is known by: a port, addresses

    def asked_ms(self, name: str) -> list[int]:
        """When it was told to launch or to load."""
        return list(self._say(f"asked {name}"))

    def chill(self, name: str) -> None:
        """It forgets that it was ever used."""
        self._say(f"chill {name}")

    def _say(self, line: str) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@contextmanager
def street() -> Iterator[Street]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.street"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield Street(process, json.loads(process.stdout.readline()))
    finally:
        process.communicate(timeout=10)


def _emulate() -> None:
    cast: Any = importlib.import_module("tests.emulators.cast.receiver")
    sonos: Any = importlib.import_module("tests.emulators.sonos.household")
    receiver = cast.CastReceiver("cast", now_ms=lambda: time.monotonic_ns() // 1_000_000).start()
    with sonos.EmulatedHousehold().running() as household:
        rooms = {name: household.add(name.upper(), name) for name in ROOMS}
        _say({
            "cast": {"port": receiver.port, "uuid": receiver.uuid.hex, "model": receiver.profile.model},
            **{name: {"address": room.address, "uid": room.uid} for name, room in rooms.items()},
        })  # fmt: skip
        for line in sys.stdin:
            what, name = line.split()
            if what == "asked":
                _say((receiver if name == "cast" else rooms[name]).asked_ms)
            else:
                receiver.quit_app()
                _say(None)
    receiver.close()


def _say(what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    _emulate()
