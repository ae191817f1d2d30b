"""Whatever goes wrong, in whatever order: nothing is seized, volumes are given back, and the music returns."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices import DeviceId
from library import TrackId
from server.sessions.commands import Join, Leave, Move, Next, Pause, Play, PlayNow, Seek, SetRate
from tests.server.sessions.rooms import House
from tests.server.sessions.test_properties import check

ROOMS = [DeviceId(name) for name in ("kitchen", "sofa", "bath")]
TRACKS = tuple((TrackId(f"tr-{n}"), 200_000) for n in range(40))
BACK_MS = 5_000  # after the last fault

room = st.sampled_from(ROOMS)
faults = st.one_of(
    st.tuples(st.just("cut"), room, st.booleans()),
    st.tuples(st.just("mend"), room),
    st.tuples(st.just("seize"), room),
    st.tuples(st.just("free"), room),
    st.tuples(st.just("fail"), room),
    st.tuples(st.just("unplug"), room),
    st.tuples(st.just("plug"), room),
    st.tuples(st.just("mute"), room),
    st.tuples(st.just("turn"), room, st.integers(5, 100), st.booleans()),
    st.tuples(st.just("restart")),
)
wishes = st.one_of(
    st.tuples(st.sampled_from([Join, Move]), room),
    st.tuples(st.just(Leave), room),
    st.tuples(st.sampled_from([Next, Pause, Play])),
    st.tuples(st.just(Seek), st.integers(0, 190_000)),
    st.tuples(st.just(SetRate), st.sampled_from([0.5, 1.0, 1.5])),
)
waits_ms = st.one_of(st.integers(0, 3_000), st.integers(3_000, 70_000))


def go_wrong(house: House, fault) -> None:
    match fault:
        case ("restart",):
            house.restart()
        case ("cut", id, sounds_on):
            house.rooms[id].cut(sounds_on=sounds_on)
        case ("mute", id):
            house.rooms[id].is_mute = True
        case ("turn", id, percent, by_hand):
            house.rooms[id].turn(percent, by_hand=by_hand)
        case (what, id):
            getattr(house.rooms[id], what)()


def ask(house: House, wish) -> None:
    """A person, whom the server would ask before it takes anything."""
    match wish:
        case (kind, str(id)):
            chosen = house.rooms[id]
            if chosen.is_plugged and chosen.app is None:
                house.tell(kind(id) if kind is Leave else kind(house.target(id)))
        case (kind, *more):
            staying = [house.rooms[o.device] for o in house.session.staying]
            if kind is not Play or all(r.app is None for r in staying):
                house.tell(kind(*more))


def heal(house: House) -> None:
    house.run(10)
    for each in house.rooms.values():
        each.plug()
        each.mend()
        each.unmute()
        each.free()


@given(
    latencies=st.lists(st.integers(50, 2_000), min_size=3, max_size=3),
    events=st.lists(st.tuples(waits_ms, faults | wishes), max_size=14),
)
@settings(max_examples=500, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
def test_after_any_faults_the_music_is_back_within_five_seconds(latencies, events):
    house = House(dict(zip(ROOMS, latencies, strict=True)))
    house.check = check
    house.tell(PlayNow(TRACKS, target=house.target(ROOMS[0])))
    house.run(5_000)
    for wait_ms, event in events:
        house.run(wait_ms)
        if isinstance(event[0], str):
            go_wrong(house, event)
        else:
            ask(house, event)
    heal(house)
    house.tell(Play(house.target(ROOMS[0])))  # where a fault or a person has paused it; else this is nothing
    heard = [house.run(100) or house.sounds for _ in range(BACK_MS // 100)]
    assert any(heard)
    house.run(60_000)  # longer than anything is hushed
    assert {r.id: r.volume for r in house.rooms.values()} == {r.id: r.wish for r in house.rooms.values()}


def test_a_fault_is_noticed():
    house = House({ROOMS[0]: 300})
    house.tell(PlayNow(TRACKS, target=house.target(ROOMS[0])))
    house.run(5_000)
    assert house.sounds
    house.rooms[ROOMS[0]].cut(sounds_on=False)
    house.run(1_000)
    assert not house.sounds
