"""Moves a session between speakers whose latencies nobody knows, and listens to what they really played.

The reference, in the same run and on the same speakers, is what others do: stop the source, then start the target.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from bench.house import add_speaker, device_of, first_track, house, recordings, until
from bench.numbers import told
from server.build import House
from server.sessions import Join, Leave, Move, Play, PlayNow, SessionId

MOVES = 24
SEED = 7
SECONDS = 300  # longer than all of it takes
CROSSED_S = 0.6  # after a speaker was heard it rises for 400 ms
BIN_MS, DARK = 10, 0.1  # of the power of one speaker at full

Ears = Mapping[str, Any]  # recordings, by the speaker's name


def run() -> None:
    random.seed(SEED)
    landmarks = recordings.Landmarks(seconds=SECONDS, seed=SEED)
    with house(landmarks.samples) as built:
        ears = {f"r{n}": add_speaker(built, f"r{n}", random.randint(200, 4_000)) for n in range(4)}
        user = built.services.accounts.add("bench", "bench password")
        session = built.services.sessions.create(user.id, "bench").id
        track = first_track(built)
        target = built.services.sessions.target(device_of("r0"))
        built.services.sessions.command(session, PlayNow(((track, SECONDS * 1000),), target=target))
        until(lambda: built.services.sessions.get(session).timeline.running)
        time.sleep(1)
        moves = [measure_move(built, session, ears, landmarks) for _ in range(MOVES)]
        reference = [measure_break(built, session, ears) for _ in range(MOVES // 3)]
    learned = moves[len(ears) * 2 :]
    print(f"silence in a move            {told([m['silence_ms'] for m in moves])}")
    print(f"silence, stop then start     {told(reference)}   (the reference)")
    print(f"position error, every move   {told([abs(m['error_ms']) for m in moves])}")
    print(f"position error, learned      {told([abs(m['error_ms']) for m in learned])}")
    print(f"overlap                      {told([m['overlap_ms'] for m in moves])}")
    print(f"from tap to sound            {told([m['audible_ms'] for m in moves])}")
    print(f"  of it the server's         {told([m['server_ms'] for m in moves])}")


def measure_move(built: House, session: SessionId, ears: Ears, landmarks: Any) -> dict[str, float]:
    """How far the music is off is told by the samples of the one speaker and of the other."""
    sessions, clock = built.services.sessions, built.services.clock
    source = sessions.get(session).outputs[0].device
    [here] = [n for n in ears if device_of(n) == source]
    there = random.choice([n for n in ears if n != here])
    was_ms = landmarks.offset_ms(landmarks.last_of(ears[here]))
    asked_ms = clock.now_ms()
    sessions.command(session, Move(sessions.target(device_of(there))))
    accepted_ms = clock.now_ms()
    until(lambda: [o.device for o in sessions.get(session).outputs] == [device_of(there)])
    time.sleep(CROSSED_S)
    record = sessions.list_handoffs(1)[0]
    return {
        "silence_ms": silence_ms(ears, asked_ms, clock.now_ms() - 100),
        "error_ms": landmarks.offset_ms(landmarks.last_of(ears[there])) - was_ms,
        "overlap_ms": record.overlap_ms or 0,
        "audible_ms": record.audible_ms or 0,
        "server_ms": accepted_ms - asked_ms,
    }


def measure_break(built: House, session: SessionId, ears: Ears) -> float:
    sessions, clock = built.services.sessions, built.services.clock
    source = sessions.get(session).outputs[0].device
    name = random.choice([n for n in ears if device_of(n) != source])
    asked_ms = clock.now_ms()
    sessions.command(session, Leave(source))
    until(lambda: not sessions.get(session).outputs)
    target = sessions.target(device_of(name))
    sessions.command(session, Join(target))
    sessions.command(session, Play())
    until(lambda: sessions.get(session).timeline.running)
    time.sleep(CROSSED_S)
    return silence_ms(ears, asked_ms, clock.now_ms() - 100)


def silence_ms(ears: Ears, begin_ms: float, end_ms: float) -> float:
    """The longest time in which all speakers together were nearly unheard."""
    dark = recordings.power(list(ears.values()), begin_ms, end_ms, bin_ms=BIN_MS) < DARK
    edges = np.flatnonzero(np.diff(np.concatenate([[False], dark, [False]]).astype(int)))
    return float(max((edges[1::2] - edges[::2]) * BIN_MS, default=0))
