"""Real drivers under a worker that fades by volume: heard from the speaker's own side of the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices import Failed, Playing, PlayToken, Stopped, VolumeChanged
from devices.commands import Load, Stop, Swell
from devices.hub import DeviceHub
from tests.devices.places import PLACES, Place
from tests.e2e.recordings import Landmarks, write_flac
from tests.emulators.files import serving_files

pytestmark = pytest.mark.slow

OWN = 40


@pytest.fixture(params=["chromecast", "sonos"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    write_flac(tmp_path / "1.flac", Landmarks(seconds=8, seed=1).samples)
    with serving_files(tmp_path) as files, PLACES[request.param](files) as place:
        yield place


def hub_of(place: Place) -> DeviceHub:
    """With the speaker in it, at its own volume."""
    hub = DeviceHub(report=place.reports.note, now_ms=place.clock.now_ms)
    hub.add(place.device)
    place.reports.pass_to(hub.report)
    id = place.device.info.id
    place.wait_until(lambda: hub.find(id).volume_percent is not None, what="its volume")
    hub.set_volume(id, OWN)
    place.wait_until(lambda: hub.find(id).volume_percent == OWN, what="the volume")
    return hub


def test_a_speaker_starts_unheard_rises_and_has_its_own_volume_after_all_ends(place: Place) -> None:
    hub = hub_of(place)
    id = place.device.info.id
    told = len(place.reports.said)
    hub.send(id, Load(place.media("1.flac", is_hushed=True, duration_ms=8_000)))
    place.reports.wait_for(Playing)
    assert place.level() == 0
    hub.send(id, Swell(PlayToken("se-1.1"), 400))
    place.wait_until(lambda: place.level() == OWN / 100, what="the rise")
    hub.send(id, Load(place.media("1.flac", "se-1.2", is_hushed=True, duration_ms=8_000)))
    place.wait_until(lambda: place.level() == 0, what="silence")
    hub.send(id, Stop(PlayToken("se-1.2"), 0))
    place.wait_until(lambda: place.level() == OWN / 100, what="the volume after a rollback")
    assert {r.percent for r in place.reports.of(VolumeChanged, since=told)} <= {OWN}
    hub.send(id, Load(place.media("1.flac", "se-1.3", is_hushed=True, duration_ms=8_000)))
    place.wait_until(lambda: place.level() == 0, what="silence")
    hub.close()
    place.wait_until(lambda: place.level() == OWN / 100, what="the volume after a stop of the server")


@pytest.mark.parametrize("moment", ["before it sounds", "once it sounds", "while it rises"])
def test_a_speaker_that_somebody_takes_in_mid_move_is_as_loud_as_it_was(place: Place, moment: str) -> None:
    hub = hub_of(place)
    id = place.device.info.id
    hub.send(id, Load(place.media("1.flac", is_hushed=True, duration_ms=8_000)))
    place.wait_until(lambda: place.level() == 0, what="silence")
    if moment != "before it sounds":
        place.reports.wait_for(Playing)
    if moment == "while it rises":
        hub.send(id, Swell(PlayToken("se-1.1"), 1_000))
        place.wait_until(lambda: 0 < place.level() < OWN / 100, what="the rise")
    place.take_over()
    place.wait_until(lambda: place.reports.of(Stopped) or place.reports.of(Failed), what="the end")
    place.wait_until(lambda: place.level() == OWN / 100, what="its own volume")
    hub.close()
