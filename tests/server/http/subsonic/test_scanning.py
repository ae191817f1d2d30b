"""Scan status and start."""

from __future__ import annotations

from typing import Any

from library import ScanState
from tests.fakes.subsonic_house import House


def test_a_scan_starts_and_tells_how_far_it_is(ask: Any, house: House) -> None:
    assert ask("getScanStatus")["scanStatus"] == {"scanning": False, "count": 4}
    assert ask("startScan")["scanStatus"] == {"scanning": True, "count": 2}
    assert house.library.status.state is ScanState.SCANNING


def test_starting_twice_is_as_good_as_once(ask: Any) -> None:
    ask("startScan")
    assert ask("startScan")["scanStatus"]["scanning"] is True
