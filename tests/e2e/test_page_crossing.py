"""Between a page and a speaker the volumes cross at equal power: what both sound together, by the samples of each."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tests.e2e.conftest import wait_until
from tests.e2e.neighbourhood import neighbourhood
from tests.e2e.recordings import power

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

BIN_MS = 25
# Of one room, where a plain handover has 0 or 2. That the one is within 1 dB is in the noise alone; how late an element
# is heard nobody knows, and it is recorded by a detour that adds to that.
EXACT, ELEMENT = (0.8, 1.25), (0.6, 1.6)


@pytest.mark.parametrize(
    ("engine", "bounds"),
    [
        pytest.param("on", EXACT, id="exact"),
        pytest.param("off", ELEMENT, id="element", marks=pytest.mark.soak),
    ],
)
def test_the_power_neither_dips_nor_bumps_from_a_speaker_to_a_page_and_back(
    engine: str, bounds: tuple[float, float], tmp_path: Path, chromium
) -> None:
    dice = random.Random(5)
    with neighbourhood(tmp_path, dice, seconds=60, most_ms=700, chromium=chromium, engine=engine) as street:
        rooms = street.rooms
        rooms.target = lambda name: rooms.services.sessions.target(street.places[name].device)
        rooms.play("Landmarks", "virtual")
        rooms.listen_for(800)
        for name in ("browser", "virtual", "browser"):
            tap_ms = rooms.now_ms()
            record = rooms.move(name)
            assert record.outcome == "done", record
            rooms.listen_for(500)
            end_ms, there = rooms.now_ms(), street.places[name]
            wait_until(lambda: there.heard(tap_ms).last_ms() > end_ms, what="the recording of it")  # noqa: B023 - at once
            both = [street.places[each].heard(tap_ms) for each in ("virtual", "browser")]
            heard = power(both, tap_ms, end_ms, bin_ms=BIN_MS)
            print(name, np.round(heard, 2).tolist(), record)  # noqa: T201 - shown when it fails
            assert bounds[0] < heard.min()
            assert heard.max() < bounds[1]
        wait_until(lambda: len(rooms.state().outputs) == 1, what="the speaker to leave")
