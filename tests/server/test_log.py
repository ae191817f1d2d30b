"""The log's set-up."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from server.log import start_logging


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Whatever logging was before."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)
    logging.getLogger("waitress").setLevel(logging.NOTSET)


def test_lines_go_to_standard_error_with_time_level_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("info")
    logging.getLogger("segue.test").info("scan done files=%d", 3)
    logging.getLogger("segue.test").debug("wire")
    logging.getLogger("waitress.queue").warning("Task queue depth is 1")
    written = capsys.readouterr().err
    assert "INFO    segue.test: scan done files=3" in written
    assert len(written.splitlines()) == 1


def test_an_error_that_ends_a_thread_is_logged_with_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    start_logging("info")
    thread = threading.Thread(target=lambda: 1 // 0, name="doomed")
    thread.start()
    thread.join(10)
    written = capsys.readouterr().err
    assert "thread=doomed ended by an error" in written
    assert "ZeroDivisionError" in written
