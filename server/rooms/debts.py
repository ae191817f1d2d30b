"""Volumes that speakers are to be given back, where a server that is killed leaves them for the next.

A file of its own and not a table: it is written while somebody waits for a speaker, and a scan may have the database.
It need not survive the power: a kill leaves what was written with the system.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Collection
from pathlib import Path

from devices import Debt, DeviceId

log = logging.getLogger(__name__)


class Debts:
    """Any thread. What cannot be written is remembered as long as this runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._owed = _read(path)

    def find(self, device: DeviceId) -> Debt | None:
        return self._owed.get(device)

    def owe(self, device: DeviceId, own_percent: int, sent: Collection[int]) -> None:
        """Returns once it is written."""
        with self._lock:
            self._write(self._owed | {device: Debt(own_percent, frozenset(sent))})

    def settle(self, device: DeviceId) -> None:
        with self._lock:
            if device in self._owed:
                self._write({id: debt for id, debt in self._owed.items() if id != device})

    def _write(self, owed: dict[DeviceId, Debt]) -> None:
        self._owed = owed
        text = json.dumps({id: [debt.own_percent, sorted(debt.sent)] for id, debt in owed.items()})
        beside = self._path.with_suffix(".new")
        try:
            beside.write_text(text, "utf-8")
            beside.replace(self._path)
        except OSError as error:
            log.warning("volumes that are owed could not be written: %s", error)


def _read(path: Path) -> dict[DeviceId, Debt]:
    """Nothing, where there is nothing that we wrote."""
    try:
        told = json.loads(path.read_text("utf-8"))
        return {DeviceId(id): Debt(int(own), frozenset(sent)) for id, (own, sent) in told.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("file=%s cannot be understood, and is begun anew: %s", path, error)
        return {}
