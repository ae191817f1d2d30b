"""Devices of every kind as the contract sees them: a driver, what it reported, and what was really heard from it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import av
import numpy as np

from devices import (
    Buffering,
    Device,
    DeviceId,
    DeviceKind,
    Ended,
    Failed,
    Media,
    Paused,
    Playing,
    PlayToken,
    Report,
    Skipped,
    Stopped,
    VolumeChanged,
)
from devices.chromecast import Chromecast
from devices.discovery import Sighting
from devices.sonos import Events, SonosDevice, read_topology
from devices.virtual import VirtualSpeaker
from tests.e2e.recordings import Recording, write_flac
from tests.emulators.cast.profiles import NEST_MINI, Profile
from tests.emulators.cast.receiver import CastReceiver
from tests.emulators.clock import FastClock
from tests.emulators.files import Files, token_of
from tests.emulators.sonos.household import EmulatedHousehold
from tests.emulators.sonos.profiles import PROFILES as SONOS_PROFILES

OF_PLAYBACK = (Playing, Paused, Buffering, Ended, Stopped, Failed, Skipped)
QUICK_SONOS = {"start_delay_ms": 60, "prebuffer_ms": 150, "report_lag_ms": 10, "needs_next_ms": 0}
QUICK = {"launch_ms": 60, "start_ms": 60, "seek_ms": 60, "prebuffer_ms": 150, "lag_ms": 10}


@dataclass
class Reports:
    """What a driver said, in order; its sink."""

    said: list[Report] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _hub: Callable[[Report], None] | None = None

    def __call__(self, report: Report) -> None:
        (self._hub or self.note)(report)

    def pass_to(self, hub: Callable[[Report], None]) -> None:
        """From now on a hub hears it first, whose sink is `note`; it is told how loud the device last was."""
        self._hub = hub
        for said in self.of(VolumeChanged)[-1:]:
            hub(said)

    def note(self, report: Report) -> None:
        with self._changed:
            self.said.append(report)
            self._changed.notify_all()

    def of(self, kind: type, *, token: str | None = None, since: int = 0) -> list:
        return [r for r in self.said[since:] if isinstance(r, kind) and (token is None or r.token == token)]

    def wait_for(self, kind: type, *, token: str | None = None, since: int = 0, within_s: float = 10):
        """The latest of that kind, as soon as there is one."""
        with self._changed:
            found = self._changed.wait_for(lambda: self.of(kind, token=token, since=since), timeout=within_s)
            assert found, f"no {kind.__name__} of {token} within {within_s} s: {self.said[since:]}"
            return self.of(kind, token=token, since=since)[-1]

    def tokens(self, *, since: int = 0) -> list[tuple[str, str]]:
        """(kind, token) of all that was said of playing, without repetitions."""
        said = [(type(r).__name__, r.token) for r in self.said[since:] if isinstance(r, OF_PLAYBACK)]
        return [each for n, each in enumerate(said) if n == 0 or said[n - 1] != each]


@dataclass
class Place:
    device: Device
    reports: Reports
    ear: Recording
    clock: FastClock
    files: Files
    gap_bound_ms: float  # between a track and what was preloaded
    level: Callable[[], float | None]  # how loud it is, 0 to 1; None: it cannot be asked
    receiver: CastReceiver | None = None
    step_ms: float = 40  # what a report may be off from what was heard
    seeks_ms: int = 1  # to multiples of this
    take_over: Callable[[], None] = lambda: None  # somebody plays something else there

    def reached_ms(self, position_ms: int) -> int:
        """Where a seek leads."""
        return position_ms // self.seeks_ms * self.seeks_ms

    def media(self, name: str, token: str = "se-1.1", *, duration_ms: int = 3_000, **more) -> Media:
        url = self.files.url(name, token)
        about = {"title": name, "artist": "N", "release": "L", "cover_url": None} | more
        return Media(PlayToken(token), url, "audio/flac", duration_ms=duration_ms, **about)

    def wait_until(self, condition: Callable[[], object], *, within_s: float = 10, what: str = "it") -> None:
        deadline = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < deadline, f"waited {within_s} s for {what}: {self.reports.said}"
            time.sleep(0.01)

    def listen_for(self, duration_ms: int) -> None:
        """Of the place's own clock."""
        until_ms = self.clock.now_ms() + duration_ms
        self.wait_until(lambda: self.clock.now_ms() >= until_ms, within_s=duration_ms / 1000 + 20)


@contextmanager
def virtual_place(files: Files) -> Iterator[Place]:
    reports, ear, clock = Reports(), Recording(), FastClock()
    speaker = VirtualSpeaker("Kitchen", report=reports, now_ms=clock.now_ms, start_latency_ms=80, ear=ear)
    try:
        yield Place(speaker, reports, ear, clock, files, gap_bound_ms=2, level=lambda: None)
    finally:
        speaker.close()


@contextmanager
def cast_place(
    files: Files, profile: Profile | None = None, *, speed: float = 1.0, **options
) -> Iterator[Place]:
    reports, ear, clock = Reports(), Recording(), FastClock(speed)
    profile = profile or replace(NEST_MINI, **QUICK)
    receiver = CastReceiver("Kitchen", profile, now_ms=clock.now_ms, ear=ear, **options).start()
    device = cast_device(receiver, reports, clock)
    try:
        yield Place(
            device,
            reports,
            ear,
            clock,
            files,
            profile.joint_ms + 2,
            lambda: receiver.level,
            receiver,
            take_over=receiver.take_over,
        )
    finally:
        device.close()
        receiver.close()


def cast_device(receiver: CastReceiver, reports: Reports, clock: FastClock) -> Chromecast:
    return Chromecast(
        sighting_of(receiver),
        report=reports,
        now_ms=clock.now_ms,
        token_of=lambda url: token_of(url),
        tick_s=0.1 / clock.speed,
        silence_ms=round(12_000 * max(1.0, clock.speed / 4)),
    )


def sighting_of(receiver: CastReceiver) -> Sighting:
    return Sighting(
        DeviceId(f"chromecast-{receiver.uuid.hex}"),
        DeviceKind.CHROMECAST,
        receiver.name,
        receiver.profile.model,
        receiver.host,
        receiver.port,
        is_group=receiver.profile.is_group,
    )


class SonosPlace(Place):
    """Whose streams begin where they are to be heard from."""

    def media(self, name: str, token: str = "se-1.1", *, duration_ms: int = 3_000, **more) -> Media:
        start_ms = more.get("start_ms", 0)
        if start_ms:
            cut = f"{start_ms}-{name}"
            with av.open(self.files.folder / name) as container:
                frames = [frame.to_ndarray().reshape(-1, 2) for frame in container.decode(audio=0)]
            write_flac(self.files.folder / cut, np.concatenate(frames)[start_ms * 48 :])
            name = cut
        return super().media(name, token, duration_ms=duration_ms, **more)


@contextmanager
def sonos_place(files: Files) -> Iterator[Place]:
    reports, ear, clock = Reports(), Recording(), FastClock()
    quick = replace(SONOS_PROFILES["s2"], **QUICK_SONOS)
    with EmulatedHousehold(clock).running() as household:
        speaker = household.add("Kitchen", quick, ear)
        events = Events(now_ms=clock.now_ms)
        device = SonosDevice(
            read_topology(household.topology())[0],
            model=quick.model,
            report=reports,
            now_ms=clock.now_ms,
            token_of=token_of,
            events=events,
        )
        device.start()
        try:
            yield SonosPlace(
                device,
                reports,
                ear,
                clock,
                files,
                2,
                lambda: speaker.volume / 100,
                step_ms=90,
                seeks_ms=1_000,
                take_over=speaker.take_over,
            )
        finally:
            device.close()
            events.close()


PLACES = {"virtual": virtual_place, "chromecast": cast_place, "sonos": sonos_place}
