"""Builds what sounds: devices, pages and sessions, which report to each other in a circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from devices import DeviceId, DeviceKind, Report
from devices.browser import Pages
from devices.commands import DeviceCommand
from devices.hub import DeviceHub
from devices.virtual import Fault, VirtualSpeaker
from library import Database, Library, UserId
from server.clock import Clock
from server.config import LoudnessConfig, PlaybackConfig, VirtualSpeakerConfig
from server.events import EventBus
from server.preferences import Preferences
from server.sessions import Change, PageCommand, Sessions, SessionStore, Stage
from server.streaming import Streams


@dataclass(frozen=True, slots=True)
class Sound:
    hub: DeviceHub
    pages: Pages
    sessions: Sessions


def build_sound(
    *,
    database: Database,
    library: Library,
    streams: Streams,
    bus: EventBus[Change],
    clock: Clock,
    origin: Callable[[DeviceKind], str],
    loudness: LoudnessConfig,
    playback: PlaybackConfig,
    preferences: Preferences,
    limit_of: Callable[[UserId], int | None] = lambda _: None,
) -> Sound:
    """Everything runs when it returns; nothing plays yet."""

    def report(said: Report) -> None:
        sessions.report(said)

    def deliver(page: DeviceId, command: DeviceCommand) -> None:
        bus.publish(PageCommand(command), to=page)

    hub = DeviceHub(report=report, now_ms=clock.now_ms)
    sessions = Sessions(
        store=SessionStore(database),
        stage=Stage(
            library=library,
            streams=streams,
            hub=hub,
            origin=origin,
            loudness=loudness,
            playback=playback,
            preferences=preferences,
            limit_of=limit_of,
        ),
        hub=hub,
        library=library,
        bus=bus,
        clock=clock,
    )
    return Sound(hub, Pages(hub, deliver=deliver, now_ms=clock.now_ms), sessions)


def add_speaker(hub: DeviceHub, speaker: VirtualSpeakerConfig, clock: Clock) -> None:
    hub.add(
        VirtualSpeaker(
            speaker.name,
            report=hub.report,
            now_ms=clock.now_ms,
            start_latency_ms=speaker.start_latency_ms,
            fault=Fault.MUTE if speaker.fail else Fault.NONE,
        )
    )
