"""A real server over a made-up library, in a process of its own: what it takes is its own, not the asking one's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from library import Database
from server.build import MIGRATIONS
from server.clock import SystemClock
from server.data_folder import DataFolder
from server.users import Accounts, Tokens

_START_S = 120
_SETTINGS = """
[server]
host = "127.0.0.1"
port = 0
[library]
folders = ["/music"]
scan_on_start = false
watch = "off"
[loudness]
analyse = false
[discovery]
enabled = false
[log]
level = "warning"
"""


@dataclass(frozen=True, slots=True)
class Served:
    port: int
    secret: str  # ada's app password
    pid: int

    def memory_mb(self) -> float:
        """Resident now."""
        return self._status_mb("VmRSS")

    def peak_mb(self) -> float:
        """The most since `forget_peak`."""
        return self._status_mb("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")  # proc(5)

    def cpu_s(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # proc(5): utime, stime

    def _status_mb(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


@contextmanager
def open_house(database: Path, place: Path) -> Iterator[Served]:
    """The library is not scanned: its files are made up."""
    data = DataFolder(place / "data")
    data.path.mkdir(parents=True)
    (data.path / "config.toml").write_text(_SETTINGS)
    secret = _prepared(database, data.database)
    command = [sys.executable, "run.py", "serve", "--data", str(data.path)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield Served(_port(process), secret, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _prepared(original: Path, database: Path) -> str:
    shutil.copy(original, database)
    tables = Database(database)
    tables.migrate(*MIGRATIONS)
    clock = SystemClock()
    user = Accounts(tables, clock).add("ada", "correct horse", is_admin=True)
    secret = Tokens(tables, clock).add_app_password(user, "bench")[1]
    tables.close()
    return secret


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    stop = threading.Timer(_START_S, process.kill)
    stop.start()
    try:
        for line in process.stdout:
            if "is ready" in line:
                return int(line.split("open ")[1].split()[0].rstrip("/").rpartition(":")[2])
    finally:
        stop.cancel()
    raise RuntimeError("the server did not start")
