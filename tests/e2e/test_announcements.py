"""What rooms hear when something is said there: the music under it, or held and going on from the very place."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from devices.virtual import VirtualSpeaker
from library import Limits
from server.build import House as Built
from server.routines import Announcement
from server.sessions import PlayNow, Session, SessionId
from tests.builders.tags import tag
from tests.e2e.conftest import SETTINGS, House, wait_until
from tests.e2e.neighbourhood import Place, cast_place, running_house, sonos_place
from tests.e2e.recordings import RATE_HZ, Landmarks, Recording, write_flac
from tests.e2e.tape import TAPE, record
from tests.e2e.test_rooms import Rooms
from tests.emulators.cast.profiles import NEST_MINI
from tests.emulators.sonos.household import EmulatedHousehold

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

LOW = 10 ** (-14 / 20)
SECONDS = 60


@pytest.fixture(scope="module")
def landmarks() -> Landmarks:
    return Landmarks(seconds=SECONDS, seed=7)


def write_music(folder: Path, landmarks: Landmarks) -> Path:
    path = write_flac(folder / "music/Noise/1.flac", landmarks.samples)
    tag(path, title="Noise", artist="N", album="Landmarks")
    return folder / "music"


class Floor:
    """A house with one room of each kind, each with a session of its own that plays there."""

    def __init__(self, stack: ExitStack, folder: Path, landmarks: Landmarks) -> None:
        write_music(folder, landmarks)
        self.landmarks = landmarks
        self.bath, bath = sonos_place(stack, "s2", 300)
        self.house: Built
        opened = stack.enter_context(running_house(folder, (self.bath.address,)))
        self.house, self.url, self.services = opened.house, opened.url, opened.services
        self.owner = self.services.accounts.add("ann", "correct horse battery").id
        rooms = Rooms(self.services, self.owner)
        self.places: dict[str, Place] = {
            "sonos": bath,
            "cast": cast_place(stack, rooms, "cast", NEST_MINI),
            "virtual": self._virtual(),
        }
        wait_until(lambda: self.services.devices.find(bath.device), what="the bath")
        self.sessions: dict[str, SessionId] = {}

    def _virtual(self) -> Place:
        hub, ear = self.services.devices, Recording()
        speaker = VirtualSpeaker(
            "virtual", report=hub.report, now_ms=self.services.clock.now_ms, start_latency_ms=200, ear=ear
        )
        hub.add(speaker)
        return Place("virtual", speaker.info.id, ear)

    def play(self, *names: str) -> None:
        sessions, library = self.services.sessions, self.services.library
        [found] = library.search(
            "Landmarks", artists=Limits(0, 0), releases=Limits(1, 0), tracks=Limits(0, 0)
        ).releases
        [track] = library.get_release(found.id).tracks
        for name in names:
            id = self.sessions[name] = sessions.create(self.owner, name).id
            target = sessions.target(self.places[name].device)
            sessions.command(id, PlayNow(((track.id, track.duration_ms),), target=target))
        wait_until(lambda: all(self.state(name).timeline.running for name in names), what="music")

    def state(self, name: str) -> Session:
        return self.services.sessions.get(self.sessions[name])

    def now_ms(self) -> int:
        return self.services.clock.now_ms()

    def listen_for(self, duration_ms: int) -> None:
        until_ms = self.now_ms() + duration_ms
        wait_until(lambda: self.now_ms() >= until_ms)

    def say(self, *names: str, percent: int | None = None) -> int:
        """How long it is."""
        chime = self.services.routines.sounds.chime("chime")
        devices = tuple(self.places[name].device for name in names)
        self.services.routines.announcer.announce(Announcement(chime, devices, percent))
        return chime.duration_ms

    def volume(self, name: str) -> int | None:
        state = self.services.devices.find(self.places[name].device)
        return state.volume_percent if state else None


@pytest.fixture
def floor(tmp_path: Path, landmarks: Landmarks) -> Iterator[Floor]:
    with ExitStack() as stack:
        yield Floor(stack, tmp_path, landmarks)


def joint_ms(floor: Floor, name: str, since_ms: int) -> float:
    """How much of the music is lost (or, below 0, heard twice) around what was said."""
    heard = [s for s in floor.places[name].ear.since(0) if floor.landmarks.knows(s)]
    before = [s for s in heard if s.at_ms < since_ms]
    first = next(s for s in heard if s.at_ms >= since_ms)
    place = floor.landmarks.position_ms(before[-1].samples[-4:]) + 4_000 / RATE_HZ
    return floor.landmarks.position_ms(first.samples) - place


def test_a_mixed_house_hears_it_all_at_once_and_no_music_is_lost(floor: Floor) -> None:
    names = ("virtual", "cast", "sonos")
    floor.play(*names)
    floor.listen_for(2_500)
    own = {name: floor.volume(name) for name in names}
    begin_ms = floor.now_ms()
    duration_ms = floor.say(*names, percent=45)
    wait_until(lambda: floor.volume("cast") == 45 and floor.volume("sonos") == 45, what="it to be louder")
    said_ms = floor.now_ms()
    assert floor.state("virtual").playing
    wait_until(
        lambda: all(floor.state(n).timeline.running and floor.now_ms() > said_ms + 1_500 for n in names),
        within_s=25,
        what="the music to go on",
    )
    floor.listen_for(2_000)
    assert {name: floor.volume(name) for name in names} == own
    lost = {name: joint_ms(floor, name, said_ms) for name in ("cast", "sonos")}
    assert abs(lost["cast"]) <= 50
    assert abs(lost["sonos"]) <= 150
    for name in ("cast", "sonos"):
        faded = [share for at_ms, share in floor.places[name].shares() if begin_ms <= at_ms <= said_ms]
        assert len([share for share in faded if 0 < share < 0.95]) >= 2, f"{name} was cut, not faded: {faded}"
    _is_under(floor, begin_ms, duration_ms)


def _is_under(floor: Floor, begin_ms: int, duration_ms: int) -> None:
    """The virtual speaker's music never stopped, softer while it was spoken over."""
    sound = floor.places["virtual"].ear.samples()[:, 0]
    gain = gain_of(sound, floor.landmarks)
    low = np.flatnonzero(np.abs(gain - LOW) < 0.1)
    assert len(low) >= duration_ms / 100 - 2
    assert np.all(gain > LOW - 0.15)
    assert np.all(gain[low[-1] + 8 : -1] > 0.99)
    music = floor.landmarks.samples[: RATE_HZ // 2, 0] / np.float32(32_768)
    assert np.array_equal(sound[: RATE_HZ // 2], music)


def _tenths(samples: np.ndarray) -> np.ndarray:
    step = RATE_HZ // 10
    return samples[: len(samples) // step * step].reshape(-1, step)


def test_what_others_play_is_put_back_where_it_can_be_and_else_left_alone(floor: Floor) -> None:
    floor.bath.take_over("x-rincon-queue:RINCON_1#0")
    floor.bath.transport.track = 7
    hub, bath = floor.services.devices, floor.places["sonos"].device
    wait_until(lambda: hub.find(bath).occupied_by, what="the queue to be seen")
    own = floor.bath.volume
    floor.say("sonos", percent=50)
    ear = floor.places["sonos"].ear
    wait_until(lambda: ear.sounds, what="the words")
    transport = floor.bath.transport
    wait_until(lambda: transport.current.uri == "x-rincon-queue:RINCON_1#0", what="the queue to come back")
    wait_until(lambda: transport.state == "PLAYING" and floor.bath.volume == own, what="it to play on")
    assert transport.track == 7
    wait_until(lambda: hub.find(bath).occupied_by == "The Sonos queue", what="it to be seen again")


@pytest.mark.soak
def test_a_server_that_is_killed_while_it_speaks_puts_all_back_when_it_is_there_again(
    tmp_path: Path, landmarks: Landmarks, new_house
) -> None:
    with EmulatedHousehold().running() as household:
        ear = Recording()
        bath = household.add("Bath", "s2", ear)
        settings = SETTINGS + f'[devices]\nsonos = ["{bath.address}"]\n'
        house: House = new_house(tmp_path / "data", write_music(tmp_path, landmarks), settings=settings)
        house.start()
        house.scanned()
        own, device = bath.volume, f"sonos-{bath.uid}"
        wait_until(lambda: device in {d["id"] for d in house.get("/api/devices")["devices"]}, what="the bath")
        session = house.post("/api/sessions", {})["id"]
        release = house.get("/api/releases")["items"][0]["id"]
        play = {"do": "play_now", "items": [release], "device_id": device}
        house.post(f"/api/sessions/{session}/commands", play)
        wait_until(lambda: any(map(landmarks.knows, ear.since(0))), what="music")
        house.post("/api/announcements", {"do": "chime", "sound": "gong", "volume_percent": 50})
        wait_until(lambda: bath.volume == 50 and not landmarks.knows(ear.since(0)[-1]), what="the gong")
        left_ms = landmarks.position_ms(landmarks.last_of(ear).samples[-4:])
        house.stop(signal.SIGKILL)
        house.start()
        killed_ms = household.clock.now_ms()
        wait_until(lambda: bath.volume == own, what="its own volume")
        wait_until(lambda: landmarks.knows(ear.since(0)[-1]), within_s=30, what="the music to go on")
        first = next(s for s in ear.since(killed_ms - 500) if landmarks.knows(s))
        assert landmarks.position_ms(first.samples) == pytest.approx(left_ms, abs=150)
        wait_until(lambda: bath.volume == own, what="its own volume after the fade")


@pytest.mark.soak
@pytest.mark.browser
def test_a_page_speaks_over_its_music_which_never_stops(tmp_path: Path, landmarks: Landmarks, log_in) -> None:
    with House(tmp_path / "data", write_music(tmp_path, landmarks), SETTINGS) as house:
        page = log_in(house, bypass_csp=True)
        page.evaluate(TAPE)
        device = page.evaluate("document.documentElement.dataset.device")
        wait_until(lambda: device in {d["id"] for d in house.get("/api/devices")["devices"]}, what="the page")
        session = house.post("/api/sessions", {})["id"]
        play = {
            "do": "play_now",
            "items": [house.get("/api/releases")["items"][0]["id"]],
            "device_id": device,
        }
        house.post(f"/api/sessions/{session}/commands", play)
        page.wait_for_function("window.tape(48000)?.ends.length > 30", timeout=15_000)
        house.post("/api/announcements", {"do": "chime", "device_ids": [device]})
        page.wait_for_timeout(4_500)
        assert house.get(f"/api/sessions/{session}")["playing"]
        tape = record(page, RATE_HZ)
        sound = tape.samples[tape.begins() :]
        gain = gain_of(sound, landmarks)
        low = np.flatnonzero(np.abs(gain - LOW) < 0.01)
        assert 19 <= len(low) <= 24, gain  # the chime has two seconds, and time to begin
        assert np.all(gain[low[0] : low[-1] + 1] < LOW + 0.01)
        assert np.all(gain[: low[0] - 4] > 0.999)
        assert np.all(gain[low[-1] + 9 : -1] > 0.99)


def gain_of(sound: np.ndarray, landmarks: Landmarks) -> np.ndarray:
    """How loud the music is in it, tenth by tenth; next to nothing where it is not in its place."""
    music = landmarks.samples[: len(sound), 0] / np.float32(32_768)
    pairs = zip(_tenths(sound), _tenths(music), strict=True)
    return np.array([np.dot(heard, known) / np.dot(known, known) for heard, known in pairs])
