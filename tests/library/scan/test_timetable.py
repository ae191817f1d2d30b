from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from library.scan.request import ScanRequest
from library.scan.timetable import Daily, Timetable, WatchPlan, outermost

A, B = Path("/a"), Path("/b")
_HOUR_MS = 3_600_000
_at = datetime.fromisoformat


def test_nothing_is_due_while_nothing_happens() -> None:
    assert Timetable(WatchPlan(), 0).due(_HOUR_MS, ()) is None


def test_a_change_is_scanned_once_it_is_quiet() -> None:
    table = Timetable(WatchPlan(), 0)
    table.changed([(A, "x/y")], 1_000)
    table.changed([(A, "x")], 3_000)
    assert table.due(5_000, ()) is None
    request = table.due(6_000, ())
    assert request == ScanRequest(folders=((A, "x"),), by_hand=False)
    table.begun(request, 6_000)
    assert table.due(60_000, ()) is None


def test_changes_that_never_pause_are_scanned_after_a_minute() -> None:
    table = Timetable(WatchPlan(), 0)
    for now_ms in range(0, 61_000, 1_000):
        table.changed([(A, "x")], now_ms)
    assert table.due(60_500, ()) is not None


def test_a_change_is_asked_for_until_a_scan_could_begin() -> None:
    table = Timetable(WatchPlan(), 0)
    table.changed([(A, "x")], 0)
    first = table.due(10_000, ())
    assert first is not None
    table.changed([(A, "y")], 11_000)  # the scan that runs keeps it from beginning
    later = table.due(20_000, ())
    assert later == ScanRequest(folders=((A, "x"), (A, "y")), by_hand=False)


def test_what_tells_of_no_changes_is_polled() -> None:
    table = Timetable(WatchPlan(poll_minutes=10), 0)
    assert table.due(599_999, (B,)) is None
    request = table.due(600_000, (B,))
    assert request == ScanRequest(folders=((B, ""),), by_hand=False)
    table.begun(request, 600_000)
    assert table.due(1_199_999, (B,)) is None
    assert table.due(1_200_000, (B,)) is not None


def test_everything_is_scanned_by_the_clock() -> None:
    table = Timetable(WatchPlan(scan_every_hours=2), 0)
    assert table.due(2 * _HOUR_MS - 1, ()) is None
    request = table.due(2 * _HOUR_MS, ())
    assert request == ScanRequest(by_hand=False)
    table.begun(request, 2 * _HOUR_MS)
    assert table.due(4 * _HOUR_MS - 1, ()) is None


def test_a_time_of_day_comes_once_a_day() -> None:
    daily = Daily(time(3, 30), _at("2026-11-22T03:30:00"))
    assert not daily.is_due(_at("2026-11-22T23:00:00"))
    assert daily.is_due(_at("2026-11-23T03:30:00"))
    assert daily.is_due(_at("2026-11-23T09:00:00"))  # the machine slept, or another scan ran
    daily.begun(_at("2026-11-23T09:00:00"))
    assert not daily.is_due(_at("2026-11-24T03:29:59"))
    assert daily.is_due(_at("2026-11-24T03:30:00"))


def test_a_scan_shortly_before_does_not_stand_for_the_one_at_its_time() -> None:
    daily = Daily(time(3, 30), _at("2026-11-22T12:00:00"))
    daily.begun(_at("2026-11-23T03:00:00"))
    assert daily.is_due(_at("2026-11-23T03:30:00"))


def test_no_time_of_day_is_never() -> None:
    assert not Daily(None, _at("2026-11-22T00:00:00")).is_due(_at("2027-01-01T00:00:00"))


def test_no_hours_are_never() -> None:
    assert Timetable(WatchPlan(scan_every_hours=0), 0).due(10_000 * _HOUR_MS, ()) is None


def test_changes_everywhere_are_one_scan_of_everything() -> None:
    table = Timetable(WatchPlan(), 0)
    table.changed(((A, f"{number}") for number in range(60)), 0)
    assert table.due(10_000, ()) == ScanRequest(by_hand=False)


def test_a_place_inside_another_is_not_scanned_twice() -> None:
    assert outermost([(A, "x/y"), (A, "x"), (A, "xy"), (B, "x/z"), (A, "x")]) == (
        (A, "x"),
        (A, "xy"),
        (B, "x/z"),
    )
    assert outermost([(A, "x"), (A, "")]) == ((A, ""),)
