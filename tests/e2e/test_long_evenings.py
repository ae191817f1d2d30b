"""An album of eight hours on every model, on a clock that goes as fast as everybody can follow: no stop, no skip, no
restart, no sample in another place.

The music is as cheap as FLAC can be, so that minutes go into an evening and not into a decoder: each of its blocks is
one value, which tells its place in its track. All samples are compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest

from devices.chromecast import Chromecast
from library import Limits
from server.http import Services
from server.sessions import PlayNow, Timeline
from tests.builders.house import open_house
from tests.builders.tags import tag
from tests.devices.places import sighting_of
from tests.e2e.conftest import wait_until
from tests.e2e.recordings import RATE_HZ
from tests.emulators.cast.player import Player
from tests.emulators.cast.profiles import PROFILES
from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.clock import TURN_S, SteppedClock

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(7_200),
    pytest.mark.filterwarnings("ignore:send_bytes will be removed:DeprecationWarning"),
]

TRACKS, MINUTES = 12, 40
BLOCK = 16_384  # of samples with one value
TRACK_FRAMES = MINUTES * 60 * RATE_HZ
FRAMES = TRACKS * TRACK_FRAMES
TURN_MS = TURN_S * 1000

MOST_STEP_MS = 4_000
LEAST_AHEAD_MS = 4_000  # of what sounds, the decoder stays
KNOWN_MS = (
    20_000  # so old what the session knows may be; after a minute it believes that the speaker is silent
)
EDGE_MS = 30_000  # where one track follows another, and deadlines are a few seconds …
EDGE_SPEED, JOINT_SPEED = 60.0, 3.0
ASTRAY_MS = 2_000  # … the session is to know where it is


def value_at(track: int, block: int) -> int:
    return 1 + block + 7 * track


@dataclass
class Listener:
    """Follows what sounds and keeps only what is wrong with it."""

    gap_bound_ms: float
    frames: int = 0
    end_ms: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __call__(self, at_ms: int, samples: np.ndarray) -> None:
        if self.frames and at_ms - self.end_ms > self.gap_bound_ms:
            self.wrong.append(f"silent for {at_ms - self.end_ms:.0f} ms after {self.frames / RATE_HZ:.1f} s")
        if not np.array_equal(np.rint(samples[:, 0] * 32_768).astype(np.int32), self._expected(len(samples))):
            self.wrong.append(f"another place than {self.frames / RATE_HZ:.3f} s")
        self.frames += len(samples)
        self.end_ms = at_ms + len(samples) * 1000 / RATE_HZ

    def _expected(self, count: int) -> np.ndarray:
        track, at = divmod(self.frames, TRACK_FRAMES)
        first, last = at // BLOCK, (at + count) // BLOCK
        values = np.arange(value_at(track, first), value_at(track, last) + 1, dtype=np.int32)
        return np.repeat(values, BLOCK)[at % BLOCK :][:count]


def fitting_step_ms(player: Player, known: Timeline, now_ms: int) -> float:
    """How far time may go at once without being ahead of those who are to keep up with it."""
    track, following = player.current and player.current.track, player.following
    if track is None or player.state != "PLAYING":
        return TURN_MS
    position_ms = player.position_ms(now_ms)
    left_ms = MINUTES * 60_000 - position_ms
    ahead_ms = MOST_STEP_MS if track.is_exhausted else (track.decoded_ms - position_ms - LEAST_AHEAD_MS) / 2
    edge_ms = min(left_ms, position_ms)
    if edge_ms > EDGE_MS + MOST_STEP_MS:
        is_known = now_ms - known.at_ms < KNOWN_MS
        return max(TURN_MS, min(ahead_ms, MOST_STEP_MS)) if is_known else TURN_MS
    if ahead_ms <= 0 or abs(known.position_at(now_ms) - position_ms) > ASTRAY_MS:
        return TURN_MS
    is_followed = following is not None and following.track is not None and following.track.is_ready()
    lacks_following = left_ms < 22_000 and following is not None and not is_followed
    return TURN_MS * (JOINT_SPEED if lacks_following or edge_ms < 3_000 else EDGE_SPEED)


def write_track(path: Path, number: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(path, "w", format="flac") as output:
        stream = output.add_stream("flac", rate=RATE_HZ, options={"frame_size": str(BLOCK)})
        stream.layout, stream.format = "stereo", "s16"
        for block, start in enumerate(range(0, TRACK_FRAMES, BLOCK)):
            count = min(BLOCK, TRACK_FRAMES - start)
            samples = np.full((1, count * 2), value_at(number, block), dtype=np.int16)
            frame = av.AudioFrame.from_ndarray(samples, "s16", "stereo")
            frame.sample_rate, frame.pts = RATE_HZ, start
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evenings")
    for number in range(TRACKS):
        path = write_track(folder / f"Album/{number + 1}.flac", number)
        tag(path, title=f"Part {number + 1}", artist="L", album="Long", tracknumber=str(number + 1))
    return folder


@pytest.fixture
def services(tmp_path: Path, music: Path) -> Iterator[Services]:
    with closing(SteppedClock()) as clock, open_house(tmp_path / "data", music, clock=clock) as house:
        yield house.services


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_eight_hours_are_heard_without_a_stop_a_skip_or_a_restart(services: Services, name: str) -> None:
    profile = PROFILES[name]
    listener = Listener(profile.joint_ms + 2)
    clock, hub = services.clock, services.devices
    receiver = CastReceiver("Kitchen", profile, now_ms=clock.now_ms, ear=listener).start()
    seen = sighting_of(receiver)
    hub.add(
        Chromecast(
            seen,
            report=hub.report,
            now_ms=clock.now_ms,
            token_of=services.streams.find_token,
            tick_s=0.01,
            silence_ms=1_000_000,  # its polls come late by the clock when the machine is busy
        )
    )
    try:
        owner = services.accounts.add("ann", "correct horse battery").id
        [found] = services.library.search(
            "Long", artists=Limits(0, 0), releases=Limits(2, 0), tracks=Limits(0, 0)
        ).releases
        entries = tuple((t.id, t.duration_ms) for t in services.library.get_release(found.id).tracks)
        session = services.sessions.create(owner, "Ann").id
        services.sessions.command(session, PlayNow(entries, target=services.sessions.target(seen.id)))
        wait_until(lambda: listener.frames and services.sessions.get(session).timeline.running, what="sound")
        began_s = time.monotonic()
        clock.step_ms = lambda: fitting_step_ms(
            receiver.player, services.sessions.get(session).timeline, clock.now_ms()
        )
        wait_until(
            lambda: listener.wrong or not services.sessions.get(session).playing,
            within_s=7_000,
            what="the end of the evening",
        )
        print(f"{name}: {(time.monotonic() - began_s) / 60:.1f} minutes")  # noqa: T201 - for the table
        assert listener.wrong == []
        assert listener.frames == FRAMES
        assert [n.what for n in receiver.player.log].count("goes on") == TRACKS - 1
    finally:
        hub.remove(seen.id)
        receiver.close()
