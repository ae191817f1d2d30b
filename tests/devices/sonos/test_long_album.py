"""Eight hours of an album at an accelerated clock, on every kind of room: no stop, no skip, no restart, no gap."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from devices import Buffering, Ended, Failed, Media, Playing, PlayToken, Stopped
from tests.e2e.recordings import RATE_HZ, write_flac
from tests.emulators.sonos.profiles import PROFILES

SPEED = 150
TRACK_S, TRACKS = 600, 48
KINDS = 4  # tracks of different loudness, in turn


@dataclass
class Counting:
    """An ear that keeps only how long each loudness was heard, and every silence."""

    runs: list[list[float]] = field(default_factory=list)  # [loudness, samples]
    silences_ms: list[float] = field(default_factory=list)
    heard_ms: float = 0.0

    def __call__(self, at_ms: int, samples: np.ndarray) -> None:
        if self.heard_ms and abs(at_ms - self.heard_ms) > 1.5:
            self.silences_ms.append(at_ms - self.heard_ms)
        self.heard_ms = at_ms + len(samples) * 1000 / RATE_HZ
        edges = np.flatnonzero(np.diff(samples[:, 0])) + 1
        for part in np.split(samples[:, 0], edges):
            if self.runs and self.runs[-1][0] == float(part[0]):
                self.runs[-1][1] += len(part)
            else:
                self.runs.append([float(part[0]), len(part)])


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", sorted(PROFILES))
def test_an_album_of_eight_hours_plays_to_its_end(new_home, tmp_path, kind):
    home = new_home(SPEED)
    speaker, bath = home.add("Bath", kind)
    speaker.ear = ear = Counting()
    bodies = []
    for number in range(KINDS):
        level = np.full((TRACK_S * RATE_HZ, 2), 1_000 * (number + 1), np.int16)
        bodies.append(write_flac(tmp_path / f"level{number}.flac", level).read_bytes())

    def media(number: int) -> Media:
        url = home.server.put(f"/n{number}.flac", bodies[number % KINDS])
        return Media(
            PlayToken(f"n{number}"), url, "audio/flac", f"{number}", "N", "Long", None, TRACK_S * 1000
        )

    home.load(bath, media(0))
    for number in range(TRACKS):
        home.wait_for(Playing, bath, token=f"n{number}", within_s=2 * TRACK_S / SPEED + 10)
        if number + 1 < TRACKS:
            home.preload(bath, media(number + 1))
    home.wait_for(Ended, bath, token=f"n{TRACKS - 1}", within_s=2 * TRACK_S / SPEED + 10)
    troubles = [r for r in home.reports if isinstance(r, Stopped | Failed | Buffering)]
    assert troubles == []
    assert [samples for _, samples in ear.runs] == [TRACK_S * RATE_HZ] * TRACKS
    assert ear.silences_ms == []
    assert [r.token for r in home.said(Ended, bath)] == [f"n{number}" for number in range(TRACKS)]
