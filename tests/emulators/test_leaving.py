"""No emulated speaker outlives the shell that started it, however that ended."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
END_S = 20


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["killed", "told"])
def test_an_emulator_ends_with_the_shell_that_started_it(ending):
    command = f"{sys.executable} -m tests.emulators cast --name Attic & echo $!; wait"
    with subprocess.Popen(["sh", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True) as shell:
        emulator = int(shell.stdout.readline())
        assert "Attic" in shell.stdout.readline()
        if ending == "killed":
            shell.kill()
        else:
            os.kill(emulator, 15)
        assert _ends(emulator)


def _ends(process: int) -> bool:
    deadline = time.monotonic() + END_S
    while time.monotonic() < deadline:
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    os.kill(process, 9)
    return False
