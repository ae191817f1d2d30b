"""One file of every kind, written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from library import MediaFile
from tests.server.streaming.sounds import KINDS, sweep, write

SECONDS = 9.31

Written = Callable[[str], MediaFile]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The file of a kind: 9.31 s of a sweep."""
    made: dict[str, MediaFile] = {}
    folder: Path = tmp_path_factory.mktemp("sounds")

    def get(name: str) -> MediaFile:
        if name not in made:
            kind = KINDS[name]
            pcm = sweep(kind.rate_hz, SECONDS, kind.channels)
            made[name] = write(folder / f"{name.replace(' ', '-')}.{kind.suffix}", pcm, kind)
        return made[name]

    return get
