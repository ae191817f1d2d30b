"""A sound laid over the music of a virtual speaker: the music's own samples stay in their place, softer meanwhile."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from devices import Buffering, DeviceFailed, Ended, Failed, Media, Paused, Playing, PlayToken, Stopped
from devices.commands import Load, Overlay, Stop, carry_out, superseded
from devices.hub import DeviceHub
from tests.devices.test_virtual import RATE, Room
from tests.fakes.clock import FakeClock
from tests.fakes.speaker import FakeSpeaker
from tests.server.routines.conftest import wait_until

LOW = 10 ** (-14 / 20)


@pytest.fixture
def room():
    room = Room(start_latency_ms=50)
    yield room
    room.speaker.close()


def write(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", "NONE"))
        file.writeframes(np.repeat(samples.astype("<i2")[:, None], 2, axis=1).tobytes())
    return path


def media(path: Path, token: str) -> Media:
    return Media(PlayToken(token), str(path), "audio/wav", token, "", "", None, 2_300)


@pytest.fixture
def noise(tmp_path: Path) -> np.ndarray:
    samples = np.random.default_rng(3).integers(-8_000, 8_000, 23 * RATE // 10).astype(np.int16)
    write(tmp_path / "noise.wav", samples)
    return samples / np.float32(32_768)


@pytest.fixture
def words(tmp_path: Path) -> np.ndarray:
    samples = np.round(9_000 * np.sin(np.arange(RATE // 2) * 2 * np.pi * 440 / RATE)).astype(np.int16)
    write(tmp_path / "words.wav", samples)
    return samples / np.float32(32_768)


def heard(room: Room) -> np.ndarray:
    return np.concatenate([samples[:, 0] for _, samples in room.heard])


def test_the_music_goes_down_by_14_db_and_keeps_every_sample_in_its_place(room, noise, words, tmp_path):
    room.speaker.load(media(tmp_path / "noise.wav", "music"))
    room.wait_for(Playing, token="music")
    wait_until(lambda: room.heard and len(heard(room)) > RATE // 2)
    room.speaker.overlay(media(tmp_path / "words.wav", "words"), None)
    room.wait_for(Ended, token="words")
    room.wait_for(Ended, token="music")
    sound = heard(room)
    assert len(sound) == len(noise)
    [begun] = [r for r in room.reports if isinstance(r, Playing) and r.token == "words"]
    [first] = [r for r in room.reports if isinstance(r, Playing) and r.token == "music"]
    at = round((begun.at_ms - first.at_ms + first.position_ms) * RATE / 1000)
    under = slice(at + 200, at + len(words) - 200)
    rest = sound[under] - np.float32(LOW) * noise[under]
    offsets = [np.abs(rest - words[200 + k : len(words) - 200 + k]).max() for k in range(-96, 97)]
    assert min(offsets) < 1e-6  # what is not the music at -14 dB is the words, whole
    down = round(0.3 * RATE)
    assert np.array_equal(sound[: at - down - 96], noise[: at - down - 96])
    up = at + len(words) + round(0.6 * RATE) + 96
    assert np.array_equal(sound[up:], noise[up:])
    assert not [r for r in room.reports if isinstance(r, Paused | Buffering | Stopped | Failed)]


def test_where_nothing_plays_it_is_heard_alone(room, words, tmp_path):
    room.speaker.overlay(media(tmp_path / "words.wav", "words"), None)
    room.wait_for(Ended, token="words")
    assert np.allclose(heard(room), words[: len(heard(room))])
    assert len(heard(room)) >= len(words) - 96


def test_it_can_be_louder_than_the_music_and_be_stopped(room, words, tmp_path):
    room.speaker.set_volume(40)
    room.speaker.overlay(media(tmp_path / "words.wav", "words"), 80)
    room.wait_for(Playing, token="words")
    room.speaker.stop(PlayToken("words"), 0)
    room.wait_for(Ended, token="words")
    assert len(heard(room)) < len(words)
    assert np.allclose(heard(room), 2 * words[: len(heard(room))])


def test_what_cannot_be_fetched_fails_and_the_music_notices_nothing(room, noise, tmp_path):
    room.speaker.load(media(tmp_path / "noise.wav", "music"))
    room.wait_for(Playing, token="music")
    room.speaker.overlay(media(tmp_path / "nowhere.wav", "words"), None)
    room.wait_for(Failed, token="words")
    room.wait_for(Ended, token="music")
    assert np.array_equal(heard(room), noise)


def test_a_load_does_not_send_it_away_and_who_cannot_says_so(clock_hub):
    over = Overlay(media(Path("words.wav"), "words"))
    assert not superseded(over, Load(media(Path("noise.wav"), "music")))
    assert superseded(Stop(PlayToken("a"), 0), Load(media(Path("noise.wav"), "music")))
    with pytest.raises(DeviceFailed, match="one sound at a time"):
        carry_out(FakeSpeaker(*clock_hub), over)


@pytest.fixture
def clock_hub():
    clock = FakeClock()
    hub = DeviceHub(report=lambda _: None, now_ms=clock.now_ms)
    yield hub, clock
    hub.close()
