from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from library.paths import distinct_roots, for_people, from_column, to_column


@given(st.binary())
def test_every_name_that_a_disk_can_hold_survives_the_database(name: bytes) -> None:
    path = os.fsdecode(name)
    assert from_column(to_column(path)) == path
    for_people(path).encode()


def test_readable_names_are_stored_as_text() -> None:
    assert to_column("Björk/01.mp3") == "Björk/01.mp3"


def test_a_root_inside_another_is_dropped(tmp_path: Path) -> None:
    assert distinct_roots([tmp_path / "a" / "b", tmp_path / "a", tmp_path / "a", tmp_path / "ab"]) == (
        tmp_path / "a",
        tmp_path / "ab",
    )
