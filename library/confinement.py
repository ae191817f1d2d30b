"""A child process that touches what strangers made: it ends with its parent, comes last for the processor, and may not
swell. Its parent kills it when it hangs."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def confine(*, memory_mb: int, niceness: int) -> None:
    """Called by the child, once, after its imports."""
    _die_with(os.getppid())
    _limit(memory_mb * 2**20, niceness)


def child_environment() -> Mapping[str, str]:
    """Ours without its secrets, with this very code on its path, wherever it was started from."""
    code = str(Path(__file__).parents[1])
    paths = [code, *filter(None, [os.environ.get("PYTHONPATH")])]
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SEGUE_")}
    return {**ours, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def _die_with(parent: int) -> None:
    """Also when the parent is killed while this process does not come back to its input."""
    with suppress(OSError, AttributeError):  # only Linux has it; elsewhere the end of the input must do
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(0)


def _limit(memory_bytes: int, niceness: int) -> None:
    with suppress(OSError):
        os.nice(niceness)
    with suppress(OSError, ValueError):
        limit = _mapped_bytes() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _mapped_bytes() -> int:
    """What the libraries have reserved before the first file: more on machines with many cores."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
