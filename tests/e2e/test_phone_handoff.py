"""From the phone to a speaker and back: an app that speaks Subsonic over real HTTP, and an ear beside the speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from devices import DeviceId
from devices.phone import phone_id
from server.sessions import Move, Session
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import Landmarks, write_flac
from tests.e2e.test_rooms import Rooms

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

ALLOWED_MS = 150
LANDMARKS = Landmarks(seconds=30, seed=11)


@dataclass
class PhoneApp:
    """It plays by its own clock, as an app does, and says so."""

    url: str
    login: dict[str, str]
    rooms: Rooms
    queue: list[str] = field(default_factory=list)
    index: int = 0
    offset_ms: float = 0.0  # position minus the time at which it is heard
    playing: bool = False

    def ask(self, method: str, **params: object) -> dict:
        told = {**self.login, "f": "json", **params}
        answer = requests.post(f"{self.url}/rest/{method}", data=told, timeout=10).json()["subsonic-response"]
        assert answer["status"] == "ok", answer
        return answer

    def position_ms(self) -> int:
        return round(self.rooms.now_ms() + self.offset_ms)

    def play(self, queue: list[str], index: int, position_ms: int, asked_ms: int | None = None) -> None:
        """It sounds from here; `asked_ms` is when the position was true."""
        self.queue, self.index, self.playing = queue, index, True
        self.offset_ms = position_ms - (self.rooms.now_ms() if asked_ms is None else asked_ms)

    def report(self, state: str) -> None:
        self.ask(
            "reportPlayback",
            mediaId=self.queue[self.index],
            mediaType="song",
            state=state,
            positionMs=self.position_ms(),
        )

    def save(self) -> None:
        current = self.queue[self.index]
        self.ask("savePlayQueue", id=self.queue, current=current, position=self.position_ms())

    def pull(self) -> tuple[list[str], int, int]:
        """The queue, where in it, and at which position: as it is told."""
        told = self.ask("getPlayQueueByIndex")["playQueueByIndex"]
        return [song["id"] for song in told["entry"]], told["currentIndex"], told["position"]


@pytest.fixture
def rooms(tmp_path: Path) -> Iterator[Rooms]:
    music = tmp_path / "music"
    for number in (1, 2):
        path = write_flac(music / f"Noise/{number}.flac", LANDMARKS.samples)
        tag(path, title=f"Noise {number}", artist="N", album="Landmarks", tracknumber=str(number))
    with open_house(tmp_path / "data", music) as house:
        rooms = Rooms(house.services, house.services.accounts.add("ann", "correct horse battery").id)
        rooms.url = house.url
        yield rooms


@pytest.fixture
def phone(rooms: Rooms) -> PhoneApp:
    ann = rooms.services.accounts.get("ann")
    _shown, secret = rooms.services.tokens.add_app_password(ann, "phone")
    return PhoneApp(rooms.url, {"u": "ann", "p": secret, "c": "Pocket", "v": "1.16.1"}, rooms)


def session_of(rooms: Rooms) -> Session:
    [session] = rooms.services.sessions.list_all()
    return session


def outputs(rooms: Rooms) -> list[str]:
    return [o.device for o in session_of(rooms).staying]


def test_an_album_goes_from_the_phone_to_a_speaker_and_back_at_its_exact_place(
    rooms: Rooms, phone: PhoneApp
) -> None:
    ear = rooms.add("kitchen", 900)
    album = phone.ask("search3", query="Landmarks")["searchResult3"]["album"][0]["id"]
    songs = [song["id"] for song in phone.ask("getAlbum", id=album)["album"]["song"]]
    phone.play(songs, 0, 2_000)
    phone.save()
    phone.report("playing")
    pocket = phone_id("ann", "Pocket")
    wait_until(lambda: session_of(rooms).timeline.running, what="the phone to lead")
    assert outputs(rooms) == [pocket]

    rooms.session = session_of(rooms).id
    record = rooms.move("kitchen")
    rooms.listen_for(900)
    there_ms = LANDMARKS.offset_ms(LANDMARKS.last_of(ear)) - phone.offset_ms
    assert (record.outcome, record.sources) == ("done", (pocket,))
    assert abs(there_ms) <= ALLOWED_MS, record
    phone.report("playing")  # nobody can stop it: it is not heeded any more
    rooms.listen_for(200)
    assert outputs(rooms) == ["virtual-kitchen"]

    phone.report("paused")
    rooms.listen_for(700)
    queue, index, position_ms = phone.pull()
    phone.play(queue, index, position_ms)
    back_ms = phone.offset_ms - LANDMARKS.offset_ms(LANDMARKS.last_of(ear))
    assert (queue, index) == (songs, 0)
    assert abs(back_ms) <= ALLOWED_MS
    phone.report("starting")
    assert outputs(rooms) == ["virtual-kitchen"]  # make before break
    phone.report("playing")
    wait_until(lambda: outputs(rooms) == [pocket], what="the kitchen to leave")
    wait_until(lambda: not session_of(rooms).output(DeviceId("virtual-kitchen")), what="it to be silent")
    silent_ms = ear.last_ms()
    rooms.listen_for(700)
    assert ear.last_ms() == silent_ms
    print(f"there {there_ms:+.1f} ms, back {back_ms:+.1f} ms")  # noqa: T201 - shown when the test fails


def test_an_app_that_knows_no_reports_is_followed_by_its_announcements(rooms: Rooms, phone: PhoneApp) -> None:
    ear = rooms.add("kitchen", 300)
    rooms.play("Landmarks", "kitchen")
    rooms.listen_for(500)
    queue, index, position_ms = phone.pull()
    phone.play(queue, index, position_ms)
    phone.ask("scrobble", id=queue[index], submission="false")
    wait_until(lambda: outputs(rooms) == [phone_id("ann", "Pocket")], what="the phone to take over")
    assert abs(session_of(rooms).timeline.position_at(0) - phone.offset_ms) <= ALLOWED_MS
    rooms.do(Move(rooms.target("kitchen")))
    wait_until(lambda: outputs(rooms) == ["virtual-kitchen"], what="the kitchen")
    rooms.listen_for(700)
    assert abs(LANDMARKS.offset_ms(LANDMARKS.last_of(ear)) - phone.offset_ms) <= ALLOWED_MS
