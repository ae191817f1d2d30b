"""`python -m tests.emulators sonos --name Bath`: Sonos rooms to try Segue with, until interrupted."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Sequence
from contextlib import ExitStack

from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES
from tests.emulators.sonos.ssdp import SsdpResponder


def run(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.emulators sonos", description=__doc__)
    parser.add_argument("--name", action="append", help="a room; repeat it for more (default: Bath)")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="s2")
    parser.add_argument("--interface", default="127.0.0.1", help="where searches (SSDP) are answered")
    said = parser.parse_args(words)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with ExitStack() as stack:
        household = stack.enter_context(EmulatedHousehold().running())
        rooms = [household.add(name, said.profile) for name in said.name or ["Bath"]]
        stack.callback(SsdpResponder(household, said.interface).close)
        for room in rooms:
            print(f"{room.name}: a {room.profile.model} at {room.address}", flush=True)  # noqa: T201
        print(f'in config.toml: [devices] sonos = ["{rooms[0].address}"]', flush=True)  # noqa: T201
        try:
            while not stop.wait(0.5):
                pass
        except KeyboardInterrupt:
            pass
