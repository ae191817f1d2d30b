"""A house of simulated rooms, with faults: what `step` asks for happens, late; time and chance are the test's."""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field

from devices import (
    Capabilities,
    DeviceFailed,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Ended,
    Failed,
    Found,
    Gone,
    Lost,
    Occupied,
    Paused,
    Playing,
    PlayToken,
    Stopped,
)
from devices.hush import Hush
from library import UserId
from server.sessions.deadlines import wakes_at
from server.sessions.effects import (
    LoadMedia,
    PauseOutput,
    PreloadMedia,
    RateOutput,
    ResumeOutput,
    SeekOutput,
    StopOutput,
    SwellOutput,
)
from server.sessions.events import Attach, Tick
from server.sessions.model import Awaited, Session, SessionId, Target
from server.sessions.store import SERIAL_LEAP, held_by
from server.sessions.transitions import step

DEVICE_EFFECTS = (
    LoadMedia | PreloadMedia | ResumeOutput | PauseOutput | SeekOutput | RateOutput | StopOutput | SwellOutput
)


@dataclass
class Room:
    """A speaker that obeys after its latency, as far as it is there."""

    world: House
    id: DeviceId
    latency_ms: int
    volume: int = 50
    wish: int = 50  # the volume that people want
    token: PlayToken | None = None
    line: tuple[int, int] | None = None  # (position, at) while it sounds
    rate: float = 1.0
    entry_ms: int = 0
    app: str | None = None
    is_there: bool = True  # on the network
    is_plugged: bool = True
    is_mute: bool = False  # for one load, until it is well again
    muted: LoadMedia | None = None
    held: list = field(default_factory=list)
    hush_over: bool = False

    def __post_init__(self) -> None:
        self.info = DeviceInfo(self.id, DeviceKind.SONOS, self.id, "Test", Capabilities(frozenset()))
        self.hush_ms = 0
        self.hush = Hush(self, lambda: self.world.now_ms + self.hush_ms)

    def set_volume(self, percent: int) -> None:
        if not self.is_there:
            raise DeviceFailed(self.id, "no network")
        self.volume = percent

    def position(self) -> int:
        return round(self.line[0] + (self.world.now_ms - self.line[1]) * self.rate) if self.line else 0

    def says(self, report) -> None:
        """As far as it reaches us, and means what it holds."""
        if self.is_there and self.is_plugged and report.token == self.token:
            if not isinstance(report, Playing) and report.token == self.hush.token:
                self.hush_over = True
            self.settle()
            self.world.hear(report)

    def settle(self) -> None:
        """What its worker sees to."""
        late = self.hush.due_ms is not None and self.world.now_ms >= self.hush.due_ms
        if self.is_there and (self.hush_over or late):
            self.hush_over = False
            self.hush.end()

    def obey(self, effect) -> None:
        if not self.is_there:
            if isinstance(effect, LoadMedia):
                said = Failed(self.id, effect.token, "it does not answer", self.world.now_ms)
                self.later(0, lambda: self.world.tell(said))
            elif isinstance(effect, StopOutput):
                self.held.append(effect)
            return
        match effect:
            case LoadMedia():
                self._load(effect)
            case SwellOutput() if effect.token == self.hush.token:
                self.hush.swell(effect.over_ms, self._wait)
                self.hush_ms = 0
            case StopOutput() if effect.token == self.token:
                self.later(effect.fade_ms, lambda: self._stop(effect.token))
            case PauseOutput() if effect.token == self.token:
                position_ms, self.line = self.position(), None
                self.later(
                    5, lambda: self.says(Paused(self.id, effect.token, position_ms, self.world.now_ms))
                )
            case ResumeOutput() if effect.token == self.token:
                self.later(50, lambda: self._sound(effect.token, self.world.session.timeline.position_ms))
            case SeekOutput() if effect.token == self.token:
                sounded, self.line = self.line is not None, None
                if sounded or self.world.session.playing:
                    self.later(self.latency_ms // 2, lambda: self._sound(effect.token, effect.position_ms))
            case RateOutput() if effect.token == self.token and self.line:
                self.line, self.rate = (self.position(), self.world.now_ms), effect.rate

    def later(self, after_ms: int, act) -> None:
        self.world.later(after_ms, act)

    def _wait(self, wait_s: float) -> bool:
        self.hush_ms += round(wait_s * 1_000)
        return False

    def _load(self, load: LoadMedia) -> None:
        assert self.app is None or self.world.takes, "nobody's music is taken away without asking"
        self.app = None
        if load.is_hushed and self.hush.token is None:
            self.hush.begin(load.token, self.wish)
        elif load.is_hushed:
            self.hush.begin(load.token, self.volume)
        else:
            self.hush.end()
        self.token, self.line, self.rate = load.token, None, load.rate
        self.entry_ms = load.entry.duration_ms
        self.muted, self.is_mute = load if self.is_mute and load.is_hushed else None, False
        if load.playing and self.muted is None:
            self.later(self.latency_ms, lambda: self._sound(load.token, load.start_ms))
        elif not load.playing:
            self.later(10, lambda: self.says(Paused(self.id, load.token, load.start_ms, self.world.now_ms)))

    def _sound(self, token: PlayToken, position_ms: int) -> None:
        if self.token != token or not self.is_plugged:
            return
        self.line = (position_ms, self.world.now_ms)
        line = self.line
        self.says(Playing(self.id, token, position_ms, self.world.now_ms))
        self.later(5_000, lambda: self._repeat(token, line))
        left_ms = round((self.entry_ms - position_ms) / self.rate)
        self.later(max(0, left_ms), lambda: self._end(token, line))

    def _repeat(self, token, line) -> None:
        if self.token == token and self.line == line:
            self.says(Playing(self.id, token, self.position(), self.world.now_ms))
            self.later(5_000, lambda: self._repeat(token, line))

    def _end(self, token, line) -> None:
        if self.token == token and self.line == line:
            self.line = None
            self.says(Ended(self.id, token, self.world.now_ms))

    def _stop(self, token: PlayToken) -> None:
        if self.token == token:
            self.line = None
            self.says(Stopped(self.id, token, self.world.now_ms))
            self.token = None

    # -- what goes wrong ---------------------------------------------------------------------------------------

    def cut(self, *, sounds_on: bool) -> None:
        if not self.is_there or not self.is_plugged:
            return
        self.is_there = False
        if not sounds_on:
            self.token = self.line = None
        self.world.hear(Lost(self.id, self.world.now_ms))

    def mend(self) -> None:
        if self.is_there or not self.is_plugged:
            return
        self.is_there = True
        self.world.hear(Found(self.id, self.world.now_ms))
        held, self.held = self.held, []
        for effect in held:
            self.obey(effect)
        self.settle()
        if self.app is not None:
            self.world.hear(Occupied(self.id, self.app))
        elif self.line is not None and self.token is not None:
            token, line = self.token, self.line
            self.later(100, lambda: self._repeat(token, line))

    def seize(self) -> None:
        if not self.is_plugged:
            return
        token, self.app = self.token, "Spotify"
        if self.is_there:
            if token is not None:
                self.line = None
                self.says(Stopped(self.id, token, self.world.now_ms, "Spotify plays there now"))
            self.world.hear(Occupied(self.id, self.app))
        self.token = self.line = None

    def free(self) -> None:
        if self.app is not None:
            self.app = None
            if self.is_there and self.is_plugged:
                self.world.hear(Occupied(self.id, None))

    def fail(self) -> None:
        if self.token is not None:
            token, self.line = self.token, None
            self.says(Failed(self.id, token, "it broke", self.world.now_ms))

    def unmute(self) -> None:
        load, self.is_mute, self.muted = self.muted, False, None
        if load is not None and self.is_there:
            self.later(self.latency_ms, lambda: self._sound(load.token, load.start_ms))

    def unplug(self) -> None:
        if self.is_plugged:
            self.token = self.line = None
            self.is_plugged, self.is_there, self.held = False, True, []
            self.hush.end()
            self.world.hear(Gone(self.id, self.world.now_ms))

    def plug(self) -> None:
        self.is_plugged = True

    def turn(self, percent: int, *, by_hand: bool) -> None:
        """Somebody wants another volume."""
        if not self.is_there or not self.is_plugged:
            return
        if by_hand:
            self.volume = percent
            if (
                self.hush.hear(percent) or self.hush.token is None
            ):  # a step's echo means nothing during a fade
                self.wish = percent
            return
        self.wish = percent
        if not self.hush.ask(percent):
            self.volume = percent


class House:
    """One session and its rooms. `takes`: a person has said yes to the question."""

    def __init__(self, latencies: dict[DeviceId, int]) -> None:
        self.now_ms = 1_000_000
        self.session = Session(SessionId("se-1"), UserId(1), "Anna")
        self.rooms = {id: Room(self, id, latency_ms) for id, latency_ms in latencies.items()}
        self.takes = False
        self.check = lambda session: None
        self._due: list = []
        self._order = itertools.count()

    def target(self, id: DeviceId, **more) -> Target:
        return Target(id, lead_ms=500, can_fade=True, **more)

    def later(self, after_ms: int, act) -> None:
        heapq.heappush(self._due, (self.now_ms + after_ms, next(self._order), act))

    def hear(self, report) -> None:
        awaited = [a for a in self.session.awaited if a.device == report.device]
        token = getattr(report, "token", None)
        if isinstance(report, Playing | Paused) and any(token in a.tokens for a in awaited):
            self.tell(Attach(self.target(report.device), report))
        else:
            self.tell(report)

    def tell(self, event) -> None:
        self.session, effects = step(self.session, event, self.now_ms)
        self.check(self.session)
        for effect in effects:
            if isinstance(effect, DEVICE_EFFECTS):
                self._carry_out(effect)

    def _carry_out(self, effect) -> None:
        room = self.rooms[effect.device]
        if room.is_plugged:
            room.obey(effect)
        elif isinstance(effect, LoadMedia):
            self.later(
                0, lambda: self.tell(Failed(room.id, effect.token, "the device is not there", self.now_ms))
            )

    def run(self, for_ms: int) -> None:
        until = self.now_ms + for_ms
        while True:
            wake = wakes_at(self.session)
            times = [until, *([self._due[0][0]] if self._due else []), *([wake] if wake is not None else [])]
            at = max(self.now_ms, min(times))
            if at >= until:
                break
            self.now_ms = at
            if self._due and self._due[0][0] <= at:
                heapq.heappop(self._due)[2]()
            else:
                self.tell(Tick())
            for room in self.rooms.values():
                room.settle()
        self.now_ms = until

    def restart(self) -> None:
        """As a server that stops in order: volumes are given back, what was saved is all that it knows."""
        for room in self.rooms.values():
            if room.is_there:
                room.hush.end()
            room.held = []
        before = self.session
        until_ms = self.now_ms + 60_000
        self.session = Session(
            before.id,
            before.owner,
            before.name,
            queue=before.queue,
            timeline=before.timeline.held(self.now_ms),
            serial=before.serial + SERIAL_LEAP,
            awaited=tuple(Awaited(d, t, n, e, until_ms) for d, t, n, e in held_by(before)),
        )
        for room in self.rooms.values():
            if room.line is not None and room.token is not None:
                token, line = room.token, room.line
                self.later(1_000, lambda room=room, token=token, line=line: room._repeat(token, line))

    @property
    def sounds(self) -> bool:
        held = {o.device: o.token for o in self.session.audible}
        return any(r.line is not None and held.get(r.id) == r.token for r in self.rooms.values())
