from __future__ import annotations

import signal

import pytest

from library import ScanState, ScanStatus
from server.cli.scan import interruptible, left, pace, show_progress, summary


def test_the_bar_tells_how_fast_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    reading = ScanStatus(ScanState.SCANNING, seen=10, expected=100, rate_files_per_s=1234.5, remaining_s=75)
    assert (pace(reading), left(reading)) == ("1,234 files/s", "0:01:15 left")
    done = ScanStatus(ScanState.IDLE, seen=100, expected=100)
    assert show_progress([reading, done]) == done
    assert capsys.readouterr().out == ""  # it is for people: standard error


def test_what_is_not_known_is_not_told() -> None:
    assert (pace(ScanStatus()), left(ScanStatus())) == ("", "")


def test_the_summary_is_one_sentence() -> None:
    status = ScanStatus(seen=5, added=1, changed=2, removed=3, failed=4)
    assert summary(status) == "5 files: 1 added, 2 changed, 3 removed, 4 not readable"


def test_control_c_ends_the_scan_and_the_old_handler_is_back() -> None:
    before, cancelled = signal.getsignal(signal.SIGINT), []
    with interruptible(lambda: cancelled.append(True)) as is_stopped:
        assert not is_stopped()
        signal.raise_signal(signal.SIGINT)
        assert is_stopped()
    assert cancelled == [True]
    assert signal.getsignal(signal.SIGINT) is before
