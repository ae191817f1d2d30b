"""A shelf, a library of it, closed after the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from library import Library
from tests.builders.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


@pytest.fixture
def library(shelf: Shelf) -> Iterator[Library]:
    """Not scanned yet."""
    opened = shelf.open()
    yield opened
    opened.close()
