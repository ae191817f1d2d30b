"""The bus: everybody hears everything in order, nobody waits for the slow, a broken connection resumes."""

from __future__ import annotations

import pytest

from server.events import BACKLOG, KEPT, EventBus, Overflow


@pytest.fixture
def bus() -> EventBus[str]:
    return EventBus()


def heard(subscription) -> list[str]:
    events = []
    while (numbered := subscription.wait(0)) is not None:
        events.append(numbered.event)
    return events


def test_every_listener_hears_every_event_in_order(bus):
    first, second = bus.subscribe(), bus.subscribe()
    for word in ("one", "two", "three"):
        bus.publish(word)
    assert heard(first) == heard(second) == ["one", "two", "three"]


def test_what_is_for_one_page_is_heard_there_only(bus):
    kitchen, sofa = bus.subscribe(audience="kitchen"), bus.subscribe(audience="sofa")
    bus.publish("load", to="kitchen")
    assert heard(kitchen) == ["load"]
    assert heard(sofa) == []


def test_a_listener_resumes_behind_what_it_heard_last(bus):
    bus.publish("one")
    after = bus.publish("two")
    bus.publish("three")
    assert heard(bus.subscribe(after=after)) == ["three"]
    assert heard(bus.subscribe(after=bus.revision)) == []


@pytest.mark.parametrize("after", [-1, 10_000])
def test_what_is_not_kept_cannot_be_resumed(bus, after):
    for number in range(KEPT + 10):
        bus.publish(str(number))
    assert bus.subscribe(after=after) is None
    assert bus.subscribe(after=5) is None


def test_a_slow_listener_is_told_to_take_a_snapshot_and_goes_on(bus):
    slow = bus.subscribe()
    for number in range(BACKLOG + 1):
        bus.publish(str(number))
    with pytest.raises(Overflow):
        slow.wait(0)
    bus.publish("next")
    assert heard(slow) == ["next"]


def test_closing_wakes_whoever_waits(bus):
    listener = bus.subscribe()
    bus.close()
    assert listener.wait(5) is None
    assert listener.is_closed
    assert bus.subscribe().is_closed


def test_a_listener_that_left_is_forgotten(bus):
    listener = bus.subscribe()
    bus.unsubscribe(listener)
    bus.publish("one")
    assert bus.listeners == 0
    assert heard(listener) == []
