"""What a link to a package says is read as it was written."""

from __future__ import annotations

import pytest

from server.streaming.packaging import Packaging, find_packaging


@pytest.mark.parametrize(
    "packaging", [Packaging(), Packaging(128), Packaging(None, True), Packaging(96, True)]
)
def test_a_name_is_read_as_it_was_written(packaging: Packaging) -> None:
    assert find_packaging(packaging.name) == packaging


@pytest.mark.parametrize("name", [None, "", "opus-128", "package-", "package-x", "package\n", "packages"])
def test_anything_else_is_no_package(name: str | None) -> None:
    assert find_packaging(name) is None
