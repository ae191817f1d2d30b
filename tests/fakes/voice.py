"""A program named espeak-ng that says one thing only, and refuses to say `fail`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from server.routines.tones import chime


def install_voice(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of its name that is found."""
    folder.mkdir()
    (folder / "said.wav").write_bytes(chime("gong"))
    program = folder / "espeak-ng"
    program.write_text(f'#!/bin/sh\nread -r text\n[ "$text" = fail ] && exit 3\ncat {folder}/said.wav\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
