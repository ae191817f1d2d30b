"""A receiver to try Segue on: plays into the void and prints what happens to it."""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Sequence

from tests.emulators.cast.announce import announced
from tests.emulators.cast.profiles import PROFILES
from tests.emulators.cast.receiver import CastReceiver

LOOK_S = 0.2


def run(words: Sequence[str], stop: threading.Event) -> None:
    """Until `stop` is set."""
    options = _parser().parse_args(words)
    receiver = CastReceiver(
        options.name,
        PROFILES[options.profile],
        now_ms=lambda: time.monotonic_ns() // 1_000_000,
        host=options.interface,
        port=options.port,
    ).start()
    with announced(receiver, options.interface):
        _say(receiver.name, f"a {receiver.profile.model} at {receiver.host}:{receiver.port}")
        _watch(receiver, stop)
    receiver.close()


def _watch(receiver: CastReceiver, stop: threading.Event) -> None:
    told, app, level = 0, None, receiver.level
    while not stop.wait(LOOK_S):
        for noted in receiver.player.log[told:]:
            _say(receiver.name, f"{noted.what} {_title(receiver)}")
        told = len(receiver.player.log)
        if receiver.app != app:
            app = receiver.app
            _say(receiver.name, f"app: {app.name if app else 'none'}")
        if receiver.level != level:
            level = receiver.level
            _say(receiver.name, f"volume: {level:.2f}")


def _title(receiver: CastReceiver) -> str:
    current = receiver.player.current
    return repr(current.media.get("metadata", {}).get("title")) if current else ""


def _say(name: str, what: str) -> None:
    print(f"[{name}] {what}", flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.emulators cast", description=__doc__)
    parser.add_argument("--name", default="Kitchen")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="nest-mini")
    parser.add_argument("--interface", default="127.0.0.1", help="the address to listen and announce on")
    parser.add_argument("--port", type=int, default=0)
    return parser
