"""The child that listens may hang, die or speak nonsense; who asked is told, and the next one is heard."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from library.analysis.ear import Ear, EarFailed
from library.analysis.messages import Ask
from tests.builders.audio import make_audio

READY = (
    "import os; from library.frames import framed; from library.analysis.messages import Answer; "
    "os.write(1, framed(Answer()))"
)


@pytest.fixture
def stopping():
    return threading.Event()


@pytest.fixture
def ear(stopping):
    ear = Ear(stopping)
    yield ear
    ear.close()


def script(stopping, then: str) -> Ear:
    command = (sys.executable, "-c", f"{READY}; os.read(0, 65536); {then}")
    return Ear(stopping, command=command, file_ms=300)


@pytest.mark.slow
def test_files_are_heard_one_after_the_other(ear, tmp_path):
    for hz in (200, 400):
        path = make_audio(tmp_path / f"{hz}.flac", seconds=2, hz=hz)
        answer = ear.hear(Ask(os.fsencode(path)), duration_ms=2_000)
        assert answer.reason is None
        assert answer.blocks
    broken = tmp_path / "a.mp3"
    broken.write_bytes(b"nothing")
    assert "damaged" in (ear.hear(Ask(os.fsencode(broken)), duration_ms=1).reason or "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("then", "reason"),
    [
        ("import time; time.sleep(60)", "too long"),
        ("os.abort()", "crashed"),
        ("os.write(1, b'\\xff' * 99)", "crashed"),
    ],
)
def test_a_child_that_does_harm_is_ended(stopping, then, reason):
    ear = script(stopping, then)
    with pytest.raises(EarFailed, match=reason):
        ear.hear(Ask(b"/nowhere"), duration_ms=0)
    ear.close()


@pytest.mark.slow
def test_the_end_of_the_server_is_not_waited_for(stopping):
    ear = Ear(stopping, command=(sys.executable, "-c", "import time; time.sleep(60)"))
    threading.Timer(0.3, stopping.set).start()
    began = time.monotonic()
    with pytest.raises(EarFailed):
        ear.hear(Ask(b"/nowhere"), duration_ms=0)
    assert time.monotonic() - began < 5
