"""Moves a session between speakers whose latencies nobody knows, and listens to what they really played.

The reference, in the same run and on the same speakers, is what others do: stop the source, then start the target.
"""

from __future__ import annotations

import random
import time

from bench.house import Heard, add_speaker, device_of, first_track, house, until
from bench.numbers import told
from server.build import House
from server.sessions import Join, Leave, Move, Play, PlayNow, SessionId

MOVES = 24
SEED = 7


def run() -> None:
    random.seed(SEED)
    with house() as built:
        ears = {f"r{n}": add_speaker(built, f"r{n}", random.randint(200, 4_000)) for n in range(4)}
        user = built.services.accounts.add("bench", "bench password")
        session = built.services.sessions.create(user.id, "bench").id
        track = first_track(built)
        target = built.services.sessions.target(device_of("r0"))
        built.services.sessions.command(session, PlayNow(((track, 1_200_000),), target=target))
        until(lambda: built.services.sessions.get(session).timeline.running)
        time.sleep(1)
        moves = [measure_move(built, session, ears) for _ in range(MOVES)]
        reference = [measure_break(built, session, ears) for _ in range(MOVES // 3)]
    learned = moves[len(ears) * 2 :]
    print(f"silence in a move            {told([m['silence_ms'] for m in moves])}")
    print(f"silence, stop then start     {told(reference)}   (the reference)")
    print(f"position error, every move   {told([abs(m['error_ms']) for m in moves])}")
    print(f"position error, learned      {told([abs(m['error_ms']) for m in learned])}")
    print(f"overlap                      {told([m['overlap_ms'] for m in moves])}")
    print(f"from tap to sound            {told([m['audible_ms'] for m in moves])}")
    print(f"  of it the server's         {told([m['server_ms'] for m in moves])}")


def measure_move(built: House, session: SessionId, ears: dict[str, Heard]) -> dict[str, float]:
    sessions, clock = built.services.sessions, built.services.clock
    source = sessions.get(session).outputs[0].device
    name = random.choice([n for n in ears if device_of(n) != source])
    before = sessions.get(session).timeline
    asked_ms = clock.now_ms()
    sessions.command(session, Move(sessions.target(device_of(name))))
    accepted_ms = clock.now_ms()
    until(lambda: [o.device for o in sessions.get(session).outputs] == [device_of(name)])
    time.sleep(0.4)
    record = sessions.list_handoffs(1)[0]
    arrived_ms = asked_ms + (record.audible_ms or 0)
    return {
        "silence_ms": silence_ms(ears, asked_ms, clock.now_ms() - 100),
        "error_ms": position_at(ears[name], arrived_ms + 300) - before.position_at(arrived_ms + 300),
        "overlap_ms": record.overlap_ms or 0,
        "audible_ms": record.audible_ms or 0,
        "server_ms": accepted_ms - asked_ms,
    }


def measure_break(built: House, session: SessionId, ears: dict[str, Heard]) -> float:
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
    time.sleep(0.4)
    return silence_ms(ears, asked_ms, clock.now_ms() - 100)


def silence_ms(ears: dict[str, Heard], begin_ms: float, end_ms: float) -> float:
    """The longest time between `begin_ms` and `end_ms` in which no speaker sounded."""
    pieces = sorted(
        (at, at + ms) for heard in ears.values() for at, ms, _ in list(heard.pieces) if at + ms > begin_ms
    )
    longest, covered = 0.0, begin_ms
    for start, stop in pieces:
        if start > end_ms:
            break
        longest = max(longest, start - covered)
        covered = max(covered, stop)
    return max(0.0, longest - 1.5)  # blocks are stamped in whole ms


def position_at(heard: Heard, at_ms: float) -> float:
    start, _, position = min(heard.pieces, key=lambda piece: abs(piece[0] - at_ms))
    return position + at_ms - start
