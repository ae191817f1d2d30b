"""`python -m tests.emulators sonos --name Bath`: Sonos rooms to try Segue with."""

from __future__ import annotations

import argparse
import threading
import zlib
from collections.abc import Sequence
from contextlib import ExitStack

from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES
from tests.emulators.sonos.ssdp import SsdpResponder


def run(words: Sequence[str], stop: threading.Event) -> None:
    """Until `stop` is set."""
    parser = argparse.ArgumentParser(prog="python -m tests.emulators sonos", description=__doc__)
    parser.add_argument("--name", action="append", help="a room; repeat it for more (default: Bath)")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="s2")
    parser.add_argument("--interface", default="127.0.0.1", help="where searches (SSDP) are answered")
    said = parser.parse_args(words)
    with ExitStack() as stack:
        household = stack.enter_context(EmulatedHousehold().running())
        names = said.name or ["Bath"]
        rooms = [household.add(name, said.profile, address=_address(name), uid=_uid(name)) for name in names]
        stack.callback(SsdpResponder(household, said.interface).close)
        for room in rooms:
            print(f"{room.name}: a {room.profile.model} at {room.address}", flush=True)  # noqa: T201
        print(f'in config.toml: [devices] sonos = ["{rooms[0].address}"]', flush=True)  # noqa: T201
        stop.wait()


def _address(name: str) -> str:
    """The same for a name every time, so that it can be written into the settings."""
    number = zlib.crc32(name.encode())
    return f"127.{14 + number % 100}.{number >> 8 & 255}.{2 + (number >> 16) % 250}"


def _uid(name: str) -> str:
    """Likewise, so that a house knows it again."""
    return f"RINCON_{zlib.crc32(name.encode()):012X}01400"
