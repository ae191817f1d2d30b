"""What keeps Segue from starting; the command line tells it in one sentence and exits with 1.

StartError
├── ConfigInvalid(path, problems)
├── DataFolderUnusable(path, reason)
├── DataFolderInUse(path, pid)     another Segue has it
└── PortUnavailable(host, port, reason)
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class StartError(Exception):
    """Base of all that this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    key: str  # "server.port"; empty for the file as a whole
    reason: str


class ConfigInvalid(StartError):
    def __init__(self, path: Path | None, problems: tuple[ConfigProblem, ...]) -> None:
        lines = "".join(
            f"\n  {problem.key} {problem.reason}" if problem.key else f"\n  it {problem.reason}"
            for problem in problems
        )
        super().__init__(f"{path or 'the configuration'} cannot be used:{lines}")
        self.path = path
        self.problems = problems


class DataFolderUnusable(StartError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the data folder {path} cannot be used: {reason}. Choose another with --data.")
        self.path = path
        self.reason = reason


class DataFolderInUse(StartError):
    def __init__(self, path: Path, pid: int | None) -> None:
        who = f"process {pid}" if pid else "another process"
        super().__init__(
            f"Segue already runs on the data folder {path} ({who})."
            " Stop it first, or choose another folder with --data."
        )
        self.path = path
        self.pid = pid


class PortUnavailable(StartError):
    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"cannot listen on {host}, port {port}: {reason}."
            " Choose another with --port, or stop what uses it."
        )
        self.host = host
        self.port = port
        self.reason = reason
