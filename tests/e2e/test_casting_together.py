"""A Chromecast of every model beside another room: the music comes and goes, they play together, the house starts anew.

Judged by what both rooms' recordings hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from devices import DeviceId
from devices.chromecast import Chromecast
from devices.virtual import VirtualSpeaker
from server.clock import SystemClock
from server.sessions import Join, Leave
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.devices.places import sighting_of
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import Landmarks, Recording, silences_ms, write_flac
from tests.e2e.test_rooms import Rooms
from tests.emulators.cast.profiles import PROFILES, Profile
from tests.emulators.cast.receiver import CastReceiver

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

IN_STEP_MS = 50
NOT_YET_MS = 300  # so late a busy machine may tell what sounds
CHASED_S = 25  # a room that joined and is not in step is sent after the others every 10 s
ATTIC, KITCHEN = "attic", "kitchen"

# `make soak` has the others: they differ in numbers, and in manners that other tests have.
QUICK_ONES = ("cast-lite",)
MODELS = [
    pytest.param(name, marks=() if name in QUICK_ONES else pytest.mark.soak) for name in sorted(PROFILES)
]


@dataclass
class Home:
    """A house that can be stopped and started, and a receiver that does not notice."""

    folder: Path
    receiver: CastReceiver
    landmarks: Landmarks
    ears: dict[str, Recording]
    clock: SystemClock = field(default_factory=SystemClock)
    rooms: Rooms | None = None
    port: int = 0

    @property
    def ids(self) -> dict[str, DeviceId]:
        return {ATTIC: DeviceId(f"virtual-{ATTIC}"), KITCHEN: sighting_of(self.receiver).id}

    @contextmanager
    def running(self) -> Iterator[Rooms]:
        folder = self.folder
        with open_house(folder / "data", folder / "music", port=self.port, clock=self.clock) as house:
            self.port = house.port
            yield self._inhabited(house.services)

    def _inhabited(self, services) -> Rooms:
        accounts, hub = services.accounts, services.devices
        [owner] = accounts.list() or [accounts.add("ann", "correct horse battery")]
        rooms = Rooms(services, owner.id, ears=self.ears)
        rooms.target = lambda name: services.sessions.target(self.ids[name])
        about = {"report": hub.report, "now_ms": self.clock.now_ms}
        hub.add(VirtualSpeaker(ATTIC, start_latency_ms=300, ear=self.ears[ATTIC], **about))
        hub.add(Chromecast(sighting_of(self.receiver), token_of=services.streams.find_token, **about))
        kept = services.sessions.list_all()
        rooms.session = kept[0].id if kept else None
        self.rooms = rooms
        return rooms

    @property
    def bound_ms(self) -> int:
        """With how late the model tells where it is: half of that cannot be known."""
        return IN_STEP_MS + self.receiver.profile.lag_ms

    def offset_ms(self, room: str) -> float:
        return self.landmarks.offset_ms(self.landmarks.last_of(self.ears[room]))

    def apart_ms(self) -> float:
        return abs(self.offset_ms(ATTIC) - self.offset_ms(KITCHEN))

    def silence_ms(self, since_ms: int, *rooms: str) -> float:
        """While at least one of these was to be heard."""
        return sum(
            silences_ms([self.ears[each] for each in rooms], since_ms, self.rooms.now_ms() - NOT_YET_MS)
        )

    def is_undisturbed(self, room: str, since_ms: int) -> bool:
        """Without a hole, and without a step."""
        sounds = [s for s in self.ears[room].since(since_ms) if self.landmarks.knows(s)]
        offsets = [self.landmarks.offset_ms(sound) for sound in sounds]
        return self.silence_ms(since_ms, room) == 0 and max(offsets) - min(offsets) <= 2


@contextmanager
def home(folder: Path, profile: Profile) -> Iterator[Home]:
    landmarks = Landmarks(seconds=120, seed=7)
    path = write_flac(folder / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Noise", artist="N", album="Landmarks")
    ears, clock = {ATTIC: Recording(), KITCHEN: Recording()}, SystemClock()
    receiver = CastReceiver("Kitchen", profile, now_ms=clock.now_ms, ear=ears[KITCHEN]).start()
    try:
        yield Home(folder, receiver, landmarks, ears, clock)
    finally:
        receiver.close()


@pytest.mark.parametrize("name", MODELS)
def test_every_model_takes_the_music_over_plays_along_and_outlives_a_restart(
    tmp_path: Path, name: str
) -> None:
    with home(tmp_path, PROFILES[name]) as house:
        with house.running() as rooms:
            rooms.play("Landmarks", ATTIC)
            rooms.listen_for(500)
            told = {
                "first handoff in": moves(house, ATTIC, KITCHEN),
                "handoff out": moves(house, KITCHEN, ATTIC),
                "join": joins(house, KITCHEN, beside=ATTIC),
            }
            leaves(house, KITCHEN, ATTIC)
            told["handoff in"] = moves(house, ATTIC, KITCHEN)
            told["joined"] = joins(house, ATTIC, beside=KITCHEN)
            leaves(house, ATTIC, KITCHEN)
        plays_through_a_restart(house)
        print(name, {what: round(ms) for what, ms in told.items()})  # noqa: T201 - for the table
        assert max(told.values()) <= house.bound_ms


def moves(house: Home, here: str, there: str) -> float:
    """Nobody hears silence. Answers how far the music jumped."""
    rooms, since_ms = house.rooms, house.rooms.now_ms()
    was_ms, own = house.offset_ms(here), house.receiver.level
    assert rooms.move(there).outcome == "done"
    rooms.listen_for(900)
    assert house.silence_ms(since_ms, here, there) == 0
    assert [o.device for o in rooms.state().staying] == [house.ids[there]]
    assert house.receiver.level == own
    return abs(house.offset_ms(there) - was_ms)


def joins(house: Home, room: str, *, beside: str) -> float:
    """The other plays on as if nothing were. Answers how far they are apart, in step."""
    rooms, since_ms = house.rooms, house.rooms.now_ms()
    rooms.do(Join(rooms.target(room)))
    wait_until(lambda: [o.state for o in rooms.state().outputs] == ["audible"] * 2, within_s=20, what=room)
    rooms.listen_for(900)
    wait_until(
        lambda: house.apart_ms() <= house.bound_ms, within_s=CHASED_S, what=f"{house.apart_ms():.0f} ms to go"
    )
    apart_ms = house.apart_ms()
    assert house.is_undisturbed(beside, since_ms)
    return apart_ms


def leaves(house: Home, room: str, other: str) -> None:
    """It falls silent, with its volume as it was; the other does not notice."""
    rooms, since_ms, own = house.rooms, house.rooms.now_ms(), house.receiver.level
    rooms.do(Leave(house.ids[room]))
    wait_until(lambda: len(rooms.state().outputs) == 1, what=f"{room} to leave")
    rooms.listen_for(600)
    assert house.ears[room].last_ms() < rooms.now_ms() - 150
    assert house.is_undisturbed(other, since_ms)
    assert house.receiver.level == own


def plays_through_a_restart(house: Home) -> None:
    """The receiver is not told anything, and its session goes on where it is."""
    since_ms, said = house.clock.now_ms(), len(house.receiver.player.log)
    with house.running() as rooms:
        wait_until(lambda: rooms.state().timeline.running, within_s=20, what="the session to go on")
        rooms.listen_for(1_500)
        assert [o.device for o in rooms.state().outputs] == [house.ids[KITCHEN]]
        line = rooms.state().timeline
        heard_ms = house.offset_ms(KITCHEN) + line.at_ms
        assert line.position_ms == pytest.approx(heard_ms, abs=house.receiver.profile.lag_ms + 100)
        assert house.is_undisturbed(KITCHEN, since_ms)
        assert house.receiver.player.log[said:] == []
