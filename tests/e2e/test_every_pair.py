"""The music walks from every speaker to every other, playing and paused, to warm ones and to cold ones: what is heard
of it, by the speakers' own recordings."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest

from server.sessions import Pause, Play, targets
from tests.e2e.conftest import wait_until
from tests.e2e.neighbourhood import Neighbourhood, Place, neighbourhood
from tests.e2e.recordings import Sound, power, silences_ms

# waitress means to drop the one setting that keeps live streams fed (see server.lifecycle)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_200),
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

ALL = ("browser", "virtual", "cast", "group", "s1", "s2", "phone")
WHOLE_SECONDS = {"s1", "s2"}  # that is how they say where they are
ERROR_MS, COARSE_ERROR_MS = 50, 150
SERVER_MS = 50
LEARNING_MOVES = 2
BIN_MS, DARK, AUDIBLE = 10, 0.1, 0.1  # of the power of one room at full


@dataclass(frozen=True)
class Row:
    """One move. `silence_ms` and the rest are None where there is no such thing: nothing sounds of what is paused."""

    walk: str
    source: str
    target: str
    error_ms: float
    silence_ms: float | None
    audible_ms: int | None
    server_ms: int | None
    corrections: int
    is_learned: bool

    @property
    def bound_ms(self) -> int:
        return COARSE_ERROR_MS if WHOLE_SECONDS & {self.source, self.target} else ERROR_MS

    def __str__(self) -> str:
        silence, audible, server = (
            "-" if each is None else f"{each:.0f}"
            for each in (self.silence_ms, self.audible_ms, self.server_ms)
        )
        return (
            f"{self.walk:14} {self.source:>8} > {self.target:8} error {self.error_ms:+7.1f} silence {silence:>4} "
            f"audible {audible:>5} server {server:>4} corrections {self.corrections}"
            f"{'' if self.is_learned else '  (learning)'}"
        )


@dataclass
class Walk:
    """Goes from place to place and writes down what was heard."""

    street: Neighbourhood
    is_cold: bool
    is_paused: bool
    visits: Counter[tuple[str, bool]]
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{'cold' if self.is_cold else 'warm'} {'paused' if self.is_paused else 'playing'}"

    def go(self, route: Iterable[str]) -> None:
        rooms, (first, *rest) = self.street.rooms, route
        rooms.ears[first] = self.street.places[first].ear
        here = self.street.places[first]
        start(self.street, here)
        for name in rest:
            there = self.street.places[name]
            if self.is_cold:
                there.chill()
                rooms.listen_for(50)
            row = self._paused(here, there) if self.is_paused else self._playing(here, there)
            print(row, flush=True)  # noqa: T201 - the table, shown with -s and when the test fails
            self.rows.append(row)
            self.visits[name, self.is_cold] += 1
            here = there

    def _playing(self, here: Place, there: Place) -> Row:
        street, rooms = self.street, self.street.rooms
        was_ms = street.landmarks.offset_ms(last_of(street, here))
        tap_ms = rooms.now_ms()
        corrections = move(street, here, there)
        rooms.listen_for(900)  # one fades into the other
        street.phone.sound()
        end_ms = rooms.now_ms() - 200
        heard = [place.heard(tap_ms) for place in (here, there)]
        dark = float(np.sum(power(heard, tap_ms, end_ms, bin_ms=BIN_MS) < DARK)) * BIN_MS
        error_ms = street.landmarks.offset_ms(last_of(street, there)) - was_ms
        return self._row(
            here,
            there,
            tap_ms,
            error_ms=error_ms,
            corrections=corrections,
            silence_ms=max(dark, sum(silences_ms(heard, tap_ms, end_ms))),
            audible_ms=round(begins_ms(heard[1], tap_ms) - tap_ms),
        )

    def _paused(self, here: Place, there: Place) -> Row:
        street, rooms = self.street, self.street.rooms
        hold(street, here)
        last = last_of(street, here)
        stopped_ms = street.landmarks.offset_ms(last) + here.ear.last_ms()
        tap_ms = rooms.now_ms()
        if there.name == "phone":
            corrections, play_ms = move(street, here, there), tap_ms
        else:
            corrections = move(street, here, there)
            assert not [s for p in (here, there) for s in p.ear.since(tap_ms)], "it is paused"
            rooms.listen_for(200)
            play_ms = rooms.now_ms()
            rooms.do(Play())
        street.phone.sound()
        wait_until(lambda: there.ear.since(play_ms), what=f"{there.name} to go on")
        rooms.listen_for(700)
        street.phone.sound()
        heard = there.ear.since(play_ms)
        known = next(s for s in heard if street.landmarks.knows(s))
        error_ms = street.landmarks.offset_ms(known) + heard[0].at_ms - stopped_ms
        return self._row(here, there, tap_ms, error_ms=error_ms, corrections=corrections)

    def _row(self, here: Place, there: Place, tap_ms: int, **measured) -> Row:
        asked = [at_ms - tap_ms for at_ms in there.asked() if at_ms >= tap_ms]
        return Row(
            **{"walk": self.name, "silence_ms": None, "audible_ms": None} | measured,
            source=here.name,
            target=there.name,
            server_ms=asked[0] if asked else None,
            is_learned=self.visits[there.name, self.is_cold] >= LEARNING_MOVES,
        )


def start(street: Neighbourhood, place: Place) -> None:
    """From the track's beginning there, well on its way."""
    rooms, since_ms = street.rooms, street.rooms.now_ms()
    rooms.target = lambda name: rooms.services.sessions.target(street.places[name].device)
    rooms.play("Landmarks", place.name)
    wait_until(lambda: place.ear.since(since_ms) and rooms.state().timeline.running, what=place.name)
    rooms.listen_for(1_500)


def last_of(street: Neighbourhood, place: Place) -> Sound:
    street.phone.sound()
    return street.landmarks.last_of(place.ear)


def move(street: Neighbourhood, here: Place, there: Place) -> int:
    """Until the music is there; what a person does with a phone is done. Answers how often the target was put right."""
    if there.name == "phone":
        take_along(street)
        return 0
    record = street.rooms.move(there.name)
    assert record.outcome == "done", record
    if here.name == "phone":
        street.rooms.listen_for(400)
        street.phone.report("paused")
        street.phone.hush()
    return int(record.corrections)


def take_along(street: Neighbourhood) -> None:
    """The app fetches the queue and goes on by itself."""
    phone, rooms = street.phone, street.rooms
    phone.play(*phone.pull())
    phone.report("starting")
    phone.report("playing")
    pocket = street.places["phone"].device
    wait_until(lambda: [o.device for o in rooms.state().outputs] == [pocket], what="the phone to take over")


def hold(street: Neighbourhood, place: Place) -> None:
    """Everything pauses."""
    rooms = street.rooms
    if place.name == "phone":
        street.phone.hush()
        street.phone.report("paused")
    else:
        rooms.do(Pause())
    wait_until(lambda: rooms.now_ms() - place.ear.last_ms() > 400, what=f"{place.name} to pause")


def begins_ms(heard: object, since_ms: int) -> float:
    loud = power([heard], since_ms, since_ms + 20_000, bin_ms=BIN_MS) >= AUDIBLE
    return since_ms + int(np.flatnonzero(loud)[0]) * BIN_MS


def circuit(names: Iterable[str], dice: random.Random) -> list[str]:
    """A way by which each goes to each other one once (Hierholzer), as chance has it."""
    left = {name: [] for name in names}
    for source, target in dice.sample(list(permutations(left, 2)), len(left) * (len(left) - 1)):
        left[source].append(target)
    way, done = [next(iter(left))], []
    while way:
        if left[way[-1]]:
            way.append(left[way[-1]].pop())
        else:
            done.append(way.pop())
    return done[::-1]


def judge(rows: list[Row], *, percentile: int) -> None:
    """Nobody hears silence; so many of a hundred are in their bounds. `rows`: at least one."""
    silent = [row for row in rows if row.silence_ms]
    assert not silent, [str(row) for row in silent]
    for bound_ms in (ERROR_MS, COARSE_ERROR_MS):
        errors = [abs(row.error_ms) for row in rows if row.bound_ms == bound_ms]
        assert not errors or np.percentile(errors, percentile) <= bound_ms, sorted(errors)
    shares = [row.server_ms for row in rows if row.server_ms is not None]
    assert not shares or np.percentile(shares, percentile) <= SERVER_MS, sorted(shares)


def summary(rows: list[Row]) -> str:
    """For the table in tests/emulators/README.md."""
    lines = []
    for walk in dict.fromkeys(row.walk for row in rows):
        for what, bound_ms in (("fine", ERROR_MS), ("coarse", COARSE_ERROR_MS)):
            some = [row for row in rows if row.walk == walk and row.bound_ms == bound_ms]
            learned = [abs(row.error_ms) for row in some if row.is_learned] or [np.nan]
            silence = max((row.silence_ms or 0 for row in some), default=0)
            server = [row.server_ms for row in some if row.server_ms is not None] or [np.nan]
            audible = [row.audible_ms for row in some if row.audible_ms is not None] or [np.nan]
            lines.append(
                f"{walk} {what}: {len(some)} moves, {len(learned)} learned, error p95 "
                f"{np.percentile(learned, 95):.0f} max {max(learned):.0f}, silence {silence:.0f}, audible median "
                f"{np.median(audible):.0f}, server p95 {np.percentile(server, 95):.0f} max {max(server):.0f}"
            )
    return "\n".join(lines)


def test_a_short_walk_is_heard_without_a_gap_or_a_step(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    with neighbourhood(tmp_path, random.Random(seed), seconds=60, most_ms=900) as street:
        print(f"seed={seed} {street.latencies}")  # noqa: T201 - shown when the test fails
        walk = Walk(street, is_cold=False, is_paused=False, visits=Counter())
        walk.go(("virtual", "cast", "s2", "virtual", "s2", "cast"))
        judge(walk.rows, percentile=50)  # beside other tests


@pytest.mark.soak
@pytest.mark.browser
def test_every_pair_moves_without_a_gap_or_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chromium
) -> None:
    seed = random.randrange(10**6)
    dice, visits, rows = random.Random(seed), Counter(), []
    with neighbourhood(tmp_path, dice, seconds=480, chromium=chromium) as street:
        print(f"seed={seed} {street.latencies}")  # noqa: T201 - the table
        for is_cold in (False, True):
            monkeypatch.setattr(targets, "COLD_MS", -1 if is_cold else 3_600_000)
            for is_paused in (False, True):
                walk = Walk(street, is_cold, is_paused, visits)
                route = circuit(ALL, dice)
                assert len(set(pairwise(route))) == len(ALL) * (len(ALL) - 1)
                walk.go(route)
                rows += walk.rows
    print(summary(rows))  # noqa: T201 - the table
    judge([row for row in rows if row.silence_ms or row.is_learned], percentile=95)
