"""What plays in the small house for the Subsonic API: one session of ann's in the kitchen, paused on tr-1, and a phone.

se-1 "ann"   tr-1 ▌▌ tr-3   on virtual-kitchen, at 0:42; saved by "Pocket"
phone-1      plays by itself, part of nothing
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from devices import Capabilities, DeviceId, DeviceInfo, DeviceKind, Member
from devices.hub import DeviceState
from library import TrackId, UserId
from server.bookmarks import Bookmark
from server.phones import LiveQueue
from server.sessions import Entry, EntryId, Output, OutputState, Queue, Session, SessionId, Target, Timeline
from server.sessions import UnknownSession as Unknown

KITCHEN = DeviceId("virtual-kitchen")
SAVED = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACES = {
    KITCHEN: DeviceInfo(
        KITCHEN,
        DeviceKind.VIRTUAL,
        "Kitchen",
        "Test",
        Capabilities(frozenset()),
        members=(Member(DeviceId("virtual-left"), "Left"),),
    ),
    DeviceId("phone-1"): DeviceInfo(
        DeviceId("phone-1"),
        DeviceKind.PHONE,
        "ann's Pocket",
        "Pocket",
        Capabilities(frozenset(), plays_by_itself=True),
    ),
}
SESSION = Session(
    id=SessionId("se-1"),
    owner=UserId(1),
    name="ann",
    queue=Queue(
        (
            Entry(EntryId("en-1"), TrackId("tr-1"), 100_200, 0),
            Entry(EntryId("en-2"), TrackId("tr-3"), 60_000, 1),
        ),
        0,
    ),
    timeline=Timeline(42_000, 900_000, running=False),
    outputs=(Output(Target(KITCHEN, 0), "se-1.1", OutputState.AUDIBLE, None, 0, 0),),
    leader=KITCHEN,
)


@dataclass
class FakeSessions:
    """Records commands; nothing changes."""

    told: list[tuple[Any, ...]] = field(default_factory=list)

    def list_all(self) -> list[Session]:
        return [SESSION]

    def get(self, id: SessionId) -> Session:
        if id != SESSION.id:
            raise Unknown(id)
        return SESSION

    def find_of_device(self, device: DeviceId) -> Session | None:
        return SESSION if device == KITCHEN else None

    def target(self, device: DeviceId) -> Target:
        return Target(device, 0, by_itself=PLACES[device].capabilities.plays_by_itself)

    def command(self, id: SessionId, command: Any, *, take: bool = False) -> int:
        self.told.append((id, command))
        return 1


@dataclass
class FakeHub:
    volumes: list[tuple[str, int]] = field(default_factory=list)

    def list_all(self) -> list[DeviceState]:
        return [DeviceState(info, 35 if info.id == KITCHEN else None) for info in PLACES.values()]

    def find(self, id: DeviceId) -> DeviceState | None:
        return next((state for state in self.list_all() if state.info.id == id), None)

    def set_volume(self, id: DeviceId, percent: int) -> None:
        self.volumes.append((id, percent))


@dataclass
class FakePhones:
    """Records what apps say."""

    heard: list[tuple[Any, ...]] = field(default_factory=list)

    def report(self, app: Any, said: Any) -> None:
        self.heard.append(("report", app.name, said))

    def announce(self, app: Any, track: str, duration_ms: int) -> None:
        self.heard.append(("announce", app.name, track, duration_ms))

    def save_queue(self, app: Any, tracks: Any, index: int, position_ms: int) -> None:
        self.heard.append(("save_queue", app.name, tracks, index, position_ms))

    def find_queue(self, app: Any) -> LiveQueue | None:
        return LiveQueue(SESSION, 42_000, SAVED, "Pocket") if app.user == 1 else None

    def find_session(self, user: UserId) -> Session:
        return SESSION

    def find_speaker(self, user: UserId) -> None:
        return None

    def use_speaker(self, user: UserId, device: DeviceId) -> None:
        """Not kept."""


@dataclass
class FakeBookmarks:
    kept: dict[tuple[int, str], Bookmark] = field(
        default_factory=lambda: {(1, "tr-1"): Bookmark(TrackId("tr-1"), 5_000, "here", SAVED, SAVED)}
    )

    def put(self, user: UserId, track: TrackId, position_ms: int, comment: str) -> None:
        self.kept[user, track] = Bookmark(track, position_ms, comment, SAVED, SAVED)

    def remove(self, user: UserId, track: TrackId) -> bool:
        return track == "tr-1"  # as often as it is asked: one test asks again and again

    def list(self, user: UserId) -> list[Bookmark]:
        return [one for (whose, _), one in self.kept.items() if whose == user]


class FakeRooms:
    """Everybody may use every place, and it is called what it calls itself."""

    def name_of(self, info: DeviceInfo) -> str:
        return info.name

    def may_use(self, device: DeviceId, user: UserId) -> bool:
        return True
