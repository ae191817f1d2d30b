"""The log: one line a fact to standard error, readable under systemd, Docker and in a terminal."""

from __future__ import annotations

import logging
import sys
import threading

_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_TIME = "%Y-%m-%d %H:%M:%S"
# Loggers whose chatter is wire detail; they speak up only when the house is at "debug".
_CHATTY = ("waitress", "zeroconf", "soco", "PIL", "libav", "urllib3")
_MUTE = ("pychromecast",)  # calls each speaker that is switched off an error; our driver says so once


def start_logging(level: str) -> None:
    """Once, from the command line. Exceptions that end a thread are logged too, with their traceback."""
    logging.basicConfig(level=level.upper(), format=_FORMAT, datefmt=_TIME, stream=sys.stderr, force=True)
    if level != "debug":
        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.ERROR)
        for name in _MUTE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
    threading.excepthook = _log_dead_thread


def _log_dead_thread(accident: threading.ExceptHookArgs) -> None:
    if accident.exc_type is SystemExit or accident.exc_value is None:
        return
    name = accident.thread.name if accident.thread else "?"
    error = (accident.exc_type, accident.exc_value, accident.exc_traceback)
    logging.getLogger(__name__).error("thread=%s ended by an error", name, exc_info=error)
