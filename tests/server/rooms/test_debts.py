"""Volumes that are owed are on the disk before a speaker is told anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from devices import Debt, DeviceId
from server.rooms import Debts

BATH, SOFA = DeviceId("bath"), DeviceId("sofa")


def test_what_is_owed_is_known_after_a_restart(tmp_path: Path):
    before = Debts(tmp_path / "volumes.json")
    before.owe(BATH, 40, {0})
    before.owe(SOFA, 20, {0, 7})
    before.owe(BATH, 40, {0, 12})
    after = Debts(tmp_path / "volumes.json")
    assert after.find(BATH) == Debt(40, frozenset({0, 12}))
    assert after.find(SOFA) == Debt(20, frozenset({0, 7}))


def test_what_was_given_back_is_forgotten(tmp_path: Path):
    debts = Debts(tmp_path / "volumes.json")
    debts.owe(BATH, 40, {0})
    debts.settle(BATH)
    debts.settle(SOFA)
    assert debts.find(BATH) is None
    assert Debts(tmp_path / "volumes.json").find(BATH) is None


@pytest.mark.parametrize("text", ["", "[1]", '{"bath": 3}', '{"bath": ["x", []]}'])
def test_a_file_that_is_not_understood_is_begun_anew(tmp_path: Path, text: str):
    (tmp_path / "volumes.json").write_text(text)
    debts = Debts(tmp_path / "volumes.json")
    assert debts.find(BATH) is None
    debts.owe(BATH, 40, {0})
    assert Debts(tmp_path / "volumes.json").find(BATH) is not None


def test_a_disk_that_takes_nothing_keeps_nobody_from_moving(tmp_path: Path):
    debts = Debts(tmp_path / "not there" / "volumes.json")
    debts.owe(BATH, 40, {0})
    assert debts.find(BATH) is not None
