"""One version, said twice."""

from __future__ import annotations

import tomllib
from pathlib import Path

from server.version import VERSION


def test_the_version_is_the_projects() -> None:
    assert tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
