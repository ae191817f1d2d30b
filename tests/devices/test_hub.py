"""The hub and its workers: commands in order, failures as reports, nobody waits."""

from __future__ import annotations

import threading

import pytest

from devices import (
    Arrived,
    Capabilities,
    DeviceFailed,
    DeviceId,
    DeviceInfo,
    DeviceKind,
    Failed,
    Found,
    Gone,
    Lost,
    Media,
    Occupied,
    PlayToken,
    UnknownDevice,
    VolumeChanged,
)
from devices.commands import Load, Resume, Seek, SetVolume, Stop, superseded
from devices.hub import DeviceHub

ID = DeviceId("fake-1")


class FakeDevice:
    """Remembers calls; `gate` lets a test hold its worker; `refuse` makes every load fail."""

    def __init__(self) -> None:
        self.info = DeviceInfo(ID, DeviceKind.VIRTUAL, "Fake", "Fake", Capabilities(frozenset()))
        self.calls: list = []
        self.gate = threading.Event()
        self.gate.set()
        self.refuse: Exception | None = None
        self.done = threading.Condition()

    def _call(self, *what) -> None:
        assert self.gate.wait(5)
        with self.done:
            self.calls.append(what)
            self.done.notify_all()

    def load(self, media):
        self._call("load", media.token)
        if self.refuse:
            raise self.refuse

    def preload(self, media):
        self._call("preload", media)

    def play(self, token):
        self._call("play", token)

    def pause(self, token):
        self._call("pause", token)

    def seek(self, token, position_ms, at_ms):
        self._call("seek", token, position_ms)

    def stop(self, token, fade_ms):
        self._call("stop", token)

    def set_volume(self, percent):
        self._call("volume", percent)

    def close(self):
        self._call("close")

    def wait_for(self, count):
        with self.done:
            assert self.done.wait_for(lambda: len(self.calls) >= count, timeout=5), self.calls


def media(token="t1"):
    return Media(PlayToken(token), "url", "audio/flac", "T", "A", "R", None, 1_000)


@pytest.fixture
def reports():
    return []


@pytest.fixture
def hub(reports):
    hub = DeviceHub(report=reports.append, now_ms=lambda: 42)
    yield hub
    hub.close()


def test_a_device_arrives_obeys_in_order_and_goes(hub, reports):
    device = FakeDevice()
    hub.add(device)
    hub.send(ID, Load(media()))
    hub.send(ID, Resume(PlayToken("t1")))
    device.wait_for(2)
    hub.remove(ID)
    assert [c[0] for c in device.calls] == ["load", "play", "close"]
    assert reports == [Arrived(device.info), Gone(ID, 42)]


def test_a_device_that_hangs_does_not_hold_the_sender(hub):
    device = FakeDevice()
    device.gate.clear()
    hub.add(device)
    for percent in range(100):
        hub.send(ID, SetVolume(percent))
    device.gate.set()
    device.wait_for(1)
    hub.send(ID, Resume(PlayToken("t")))
    device.wait_for(2)
    assert len(device.calls) <= 4  # volumes that were waiting gave way to the last one
    assert ("volume", 99) in device.calls


@pytest.mark.parametrize("error", [DeviceFailed(ID, "no"), RuntimeError("bug")])
def test_a_command_that_fails_is_a_report_with_its_token(hub, reports, error):
    device = FakeDevice()
    device.refuse = error
    hub.add(device)
    hub.send(ID, Load(media()))
    device.wait_for(1)
    hub.remove(ID)
    failure = next(r for r in reports if isinstance(r, Failed))
    assert (failure.device, failure.token) == (ID, "t1")


def test_the_reason_of_a_failure_is_told_without_the_device_s_id(hub, reports):
    """People read it beside the device's name."""
    device = FakeDevice()
    device.refuse = DeviceFailed(ID, "it refuses to play")
    hub.add(device)
    hub.send(ID, Load(media()))
    device.wait_for(1)
    hub.remove(ID)
    assert [r.reason for r in reports if isinstance(r, Failed)] == ["it refuses to play"]


def test_an_unknown_device_is_an_error(hub):
    with pytest.raises(UnknownDevice):
        hub.send(DeviceId("nobody"), SetVolume(1))


def test_the_last_reported_volume_is_known(hub):
    hub.add(FakeDevice())
    hub.report(VolumeChanged(ID, 33))
    assert hub.find(ID).volume_percent == 33


def test_what_occupies_a_device_and_whether_it_answers_is_known(hub):
    hub.add(FakeDevice())
    hub.report(Occupied(ID, "Spotify"))
    hub.report(Lost(ID, 1))
    assert (hub.find(ID).occupied_by, hub.find(ID).is_reachable) == ("Spotify", False)
    hub.report(Found(ID, 2))
    hub.report(Occupied(ID, None))
    assert (hub.find(ID).occupied_by, hub.find(ID).is_reachable) == (None, True)


def test_a_new_load_makes_what_waits_for_the_old_one_pointless():
    assert superseded(Seek(PlayToken("t1"), 1, None), Load(media("t2")))
    assert not superseded(SetVolume(3), Load(media("t2")))
    assert not superseded(Load(media("t2")), Resume(PlayToken("t2")))


def test_what_is_to_be_heard_on_a_device_that_does_not_answer_fails_and_what_is_to_be_silent_waits(
    hub, reports
):
    device = FakeDevice()
    hub.add(device)
    hub.report(Lost(ID, 1))
    reports.clear()
    hub.send(ID, Load(media()))
    hub.send(ID, Resume(PlayToken("t1")))
    for percent in range(100):
        hub.send(ID, Stop(PlayToken("t0"), 0))
        hub.send(ID, SetVolume(percent))
    assert reports == [Failed(ID, PlayToken("t1"), "it does not answer", 42)]
    assert device.calls == []
    hub.report(Found(ID, 2))
    device.wait_for(2)
    assert device.calls == [("stop", "t0"), ("volume", 99)]


def test_a_load_that_waited_when_the_device_was_lost_fails(hub, reports):
    device = FakeDevice()
    device.gate.clear()
    hub.add(device)
    hub.send(ID, Load(media("t1")))
    hub.send(ID, Load(media("t2")))
    hub.send(ID, Load(media("t3")))
    hub.report(Lost(ID, 1))
    assert [r.token for r in reports if isinstance(r, Failed)] == ["t3"]
    device.gate.set()


def test_a_device_that_does_not_answer_keeps_nobody_from_closing(hub):
    device = FakeDevice()
    hub.add(device)
    hub.report(Lost(ID, 1))
    hub.send(ID, Load(media()))
    hub.remove(ID)
    assert device.calls == [("close",)]
