"""Children start without what they do not need: a law, since one more import at the top of a face would slow each of
them down unseen."""

from __future__ import annotations

import subprocess

import pytest

from library.confinement import child_environment
from library.starter import child_command


def _imported_by(*child: str) -> set[str]:
    """All modules in the child when it ends, having been asked nothing."""
    command, *rest = child_command(*child)
    done = subprocess.run(
        [command, "-X", "importtime", *rest],
        input=b"",
        capture_output=True,
        timeout=60,
        check=True,
        env=child_environment(),
    )
    assert done.stdout, "it never said that it is ready"
    return {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}


@pytest.mark.parametrize("child", [("library.scan.child", "512"), ("library.analysis.child",)])
def test_a_child_starts_without_the_catalogue(child: tuple[str, ...]) -> None:
    imported = _imported_by(*child)
    assert "library.frames" in imported
    assert not imported & {"library.library", "library.database", "sqlite3", "sqlite_utils"}


def test_a_reading_child_brings_in_the_decoder_only_when_a_file_needs_it() -> None:
    imported = _imported_by("library.scan.child", "512")
    assert "mutagen" in imported
    assert not imported & {"av", "numpy", "PIL"}
