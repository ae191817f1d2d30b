"""When alarms ring, through the changes of the clock on the wall."""

from __future__ import annotations

import io
import struct
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import DeviceId
from library import UserId
from server.routines.alarm import Alarm, AlarmId, is_due, next_ring


def zone(rule: str) -> ZoneInfo:
    """From a POSIX rule, so that no machine's tables are needed (RFC 8536: a footer behind empty version 2 data)."""
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    body = struct.pack(">lbb", 0, 0, 0) + b"UTC\0"
    return ZoneInfo.from_file(io.BytesIO((header + body) * 2 + b"\n" + rule.encode() + b"\n"))


BERLIN = zone("CET-1CEST,M3.5.0,M10.5.0/3")
SANTIAGO = zone("<-04>4<-03>,M9.1.6/24,M4.1.6/24")  # changes at midnight
LORD_HOWE = zone("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")  # by half an hour
ZONES = [UTC, BERLIN, SANTIAGO, LORD_HOWE]
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

alarms = st.builds(
    Alarm,
    id=st.just(AlarmId(1)),
    owner=st.just(UserId(1)),
    name=st.just(""),
    rings_at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    weekdays=st.frozensets(st.integers(0, 6)),
    devices=st.just((DeviceId("virtual-kitchen"),)),
    since_utc=st.just(LONG_AGO),
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def alarm(at: str, *weekdays: int, **more: object) -> Alarm:
    devices = (DeviceId("virtual-kitchen"),)
    return Alarm(
        AlarmId(1), UserId(1), "", time.fromisoformat(at), frozenset(weekdays), devices, LONG_AGO, **more
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(alarm=alarms, now=moments, zone=st.sampled_from(ZONES))
def test_the_next_ring_is_later_on_a_wanted_day_and_within_eight_days(alarm, now, zone):
    ring = next_ring(alarm, now, zone)
    assert now < ring <= now + timedelta(days=8, hours=1)
    local = ring.astimezone(zone)
    day = local.date() if local.time() >= alarm.rings_at else local.date() - timedelta(days=1)
    assert not alarm.weekdays or day.weekday() in alarm.weekdays


@given(alarm=alarms, now=moments, zone=st.sampled_from(ZONES))
def test_the_wall_shows_its_time_unless_the_clock_left_it_out(alarm, now, zone):
    local = next_ring(alarm, now, zone).astimezone(zone)
    if local.time() != alarm.rings_at:
        before, after = local - timedelta(hours=3), local
        assert after.utcoffset() - before.utcoffset() in (timedelta(hours=1), timedelta(minutes=30))
        asked = datetime.combine(local.date(), alarm.rings_at)
        assert (
            timedelta(0) < abs(local.replace(tzinfo=None) - asked) % timedelta(days=1) <= timedelta(hours=1)
        )


@given(alarm=alarms, now=moments, zone=st.sampled_from(ZONES))
def test_every_day_rings_once_and_nothing_rings_between(alarm, now, zone):
    first = next_ring(alarm, now, zone)
    second = next_ring(alarm, first, zone)
    assert second - first >= timedelta(hours=22, minutes=59)
    assert next_ring(alarm, first - timedelta(milliseconds=1), zone) == first
    half = now + (first - now) / 2
    assert next_ring(alarm, half, zone) == first or half >= first


@pytest.mark.parametrize(
    ("now", "rings"),
    [
        ("2026-03-28T12:00", "2026-03-29T01:30"),  # 02:30 is left out: it is 03:30 by the new time
        ("2026-10-24T12:00", "2026-10-25T00:30"),  # 02:30 comes twice: the first one …
        ("2026-10-25T00:30", "2026-10-26T01:30"),  # … and not the second
        ("2026-07-01T00:29", "2026-07-01T00:30"),
    ],
)
def test_where_the_clock_changes(now, rings):
    assert next_ring(alarm("02:30"), at(now), BERLIN) == at(rings)


def test_one_that_is_off_rings_only_if_it_was_snoozed():
    off = alarm("06:30", is_on=False)
    assert next_ring(off, LONG_AGO, BERLIN) is None
    snoozed = alarm("06:30", is_on=False, snoozed_utc=at("2026-01-02T05:39"))
    assert next_ring(snoozed, LONG_AGO, BERLIN) == at("2026-01-02T05:39")


def test_it_is_due_from_its_moment_on():
    monday = alarm("06:30", 0)
    assert is_due(monday, at("2026-01-05T05:29:59"), BERLIN) is None
    assert is_due(monday, at("2026-01-05T05:30:00"), BERLIN) == at("2026-01-05T05:30")
