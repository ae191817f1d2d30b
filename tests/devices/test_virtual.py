"""Virtual speakers really decode: what reaches the ear is compared with the file, in its place in time."""

from __future__ import annotations

import threading
import time
import wave

import numpy as np
import pytest

from devices import Ended, Failed, Media, Paused, Playing, PlayToken, Stopped
from devices.virtual import Fault, VirtualSpeaker
from devices.virtual.decode import iter_blocks

RATE = 48_000


def now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Room:
    """A speaker, what it reported, and what was heard from it."""

    def __init__(self, **options) -> None:
        self.reports: list = []
        self.heard: list = []
        self.changed = threading.Condition()
        self.speaker = VirtualSpeaker("Kitchen", report=self.hear_of, now_ms=now_ms, ear=self.hear, **options)

    def hear_of(self, report) -> None:
        with self.changed:
            self.reports.append(report)
            self.changed.notify_all()

    def hear(self, at_ms, samples) -> None:
        self.heard.append((at_ms, samples))

    def wait_for(self, kind, *, within_s=5, token=None):
        def found():
            return [r for r in self.reports if isinstance(r, kind) and token in (None, r.token)]

        with self.changed:
            assert self.changed.wait_for(found, timeout=within_s), f"no {kind.__name__}: {self.reports}"
            return found()[-1]


@pytest.fixture
def room(request):
    room = Room(**getattr(request, "param", {"start_latency_ms": 120}))
    yield room
    room.speaker.close()


@pytest.fixture
def ramp(tmp_path):
    """Two seconds whose value tells the position."""
    path = tmp_path / "ramp.wav"
    samples = np.linspace(-30_000, 30_000, 2 * RATE).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", "NONE"))
        file.writeframes(np.repeat(samples[:, None], 2, axis=1).tobytes())
    return path


def media(path, *, token="t1", **more) -> Media:
    return Media(PlayToken(token), str(path), "audio/wav", "Ramp", "Nobody", "None", None, 2_000, **more)


def position_of(samples) -> float:
    """Where in the ramp the first of these samples stands, in ms."""
    return (float(samples[0, 0]) * 32_768 + 30_000) / 60_000 * 2_000


def test_it_sounds_after_its_latency_from_exactly_where_it_was_told(room, ramp):
    loaded = now_ms()
    room.speaker.load(media(ramp, start_ms=700))
    first = room.wait_for(Playing)
    assert first.at_ms - first.position_ms + 700 - loaded >= 120
    ended = room.wait_for(Ended)
    assert position_of(room.heard[0][1]) == pytest.approx(700, abs=1)
    assert sum(len(s) for _, s in room.heard) == pytest.approx(1.3 * RATE, abs=RATE / 500)
    assert ended.at_ms - room.heard[0][0] == pytest.approx(1_300, abs=5)


def test_what_it_reports_is_what_is_heard(room, ramp):
    room.speaker.load(media(ramp))
    said = room.wait_for(Playing)
    room.wait_for(Ended)
    for at_ms, samples in room.heard:
        assert position_of(samples) == pytest.approx(said.position_ms + at_ms - said.at_ms, abs=3)


def test_what_is_preloaded_follows_without_a_gap(room, ramp):
    room.speaker.load(media(ramp, start_ms=1_500))
    room.speaker.preload(media(ramp, token="t2"))
    ended = room.wait_for(Ended, token="t1")
    room.wait_for(Playing, token="t2")
    room.wait_for(Ended, token="t2")
    start = next(at for at, samples in room.heard if at >= ended.at_ms - 2 and position_of(samples) < 100)
    assert abs(start - ended.at_ms) <= 2


def test_what_is_resampled_is_heard_to_its_very_end(tmp_path):
    """A resampler holds samples back; lost at each joint of an album they would be heard as clicks."""
    path = tmp_path / "cd.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", "NONE"))
        file.writeframes(np.full((44_100, 2), 8_192, "<i2").tobytes())
    blocks = list(iter_blocks(str(path), 0))
    assert sum(len(block.samples) for block in blocks) == RATE
    assert blocks[-1].end_ms == pytest.approx(1_000, abs=0.1)


def test_pause_holds_and_play_goes_on_from_there(room, ramp):
    room.speaker.load(media(ramp))
    room.wait_for(Playing)
    room.speaker.pause(PlayToken("t1"))
    held = room.wait_for(Paused)
    room.reports.clear()
    room.speaker.play(PlayToken("t1"))
    resumed = room.wait_for(Playing)
    assert 0 <= resumed.position_ms - held.position_ms <= 40


def test_a_load_to_wait_is_ready_at_its_position_and_silent(room, ramp):
    room.speaker.load(media(ramp, start_ms=500, playing=False))
    assert room.wait_for(Paused).position_ms == 500
    assert room.heard == []


def test_stop_is_silent_after_its_fade_and_says_so(room, ramp):
    room.speaker.load(media(ramp))
    room.wait_for(Playing)
    asked = now_ms()
    room.speaker.stop(PlayToken("t1"), 100)
    assert room.wait_for(Stopped).at_ms - asked >= 100
    last_at, samples = room.heard[-1]
    assert last_at + len(samples) * 1000 / RATE - asked == pytest.approx(100, abs=5)


def test_a_command_with_another_token_does_nothing(room, ramp):
    room.speaker.load(media(ramp))
    room.wait_for(Playing)
    room.speaker.stop(PlayToken("old"), 0)
    room.speaker.pause(PlayToken("old"))
    room.wait_for(Ended)
    assert not [r for r in room.reports if isinstance(r, Stopped | Paused)]


@pytest.mark.parametrize("room", [{"fault": Fault.MUTE, "start_latency_ms": 10}], indirect=True)
def test_a_mute_speaker_never_says_that_it_plays(room, ramp):
    room.speaker.load(media(ramp))
    room.speaker.stop(PlayToken("t1"), 0)
    room.wait_for(Stopped)
    assert not [r for r in room.reports if isinstance(r, Playing)]


def test_a_stream_that_is_not_there_fails_with_a_reason(room, tmp_path):
    room.speaker.load(media(tmp_path / "missing.wav"))
    assert "broke" in room.wait_for(Failed).reason
