"""Builds what sounds: devices, pages and sessions, which report to each other in a circle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devices import DeviceId, DeviceInfo, Report
from devices.browser import Pages
from devices.commands import DeviceCommand
from devices.hub import DeviceHub
from devices.virtual import Fault, VirtualSpeaker
from library import Database, Library, UserId
from server.clock import Clock, find_zone
from server.config import LoudnessConfig, PlaybackConfig, VirtualSpeakerConfig
from server.events import EventBus
from server.http import tracks_to_wake
from server.podcasts import Podcasts
from server.preferences import Preferences
from server.rooms import Debts, Rooms
from server.routines import Routines
from server.sessions import Change, PageCommand, Sessions, SessionStore, Stage
from server.streaming import Recordings, Streams


@dataclass(frozen=True, slots=True)
class Sound:
    hub: DeviceHub
    pages: Pages
    sessions: Sessions
    rooms: Rooms
    routines: Routines


def build_sound(
    *,
    database: Database,
    library: Library,
    streams: Streams,
    bus: EventBus[Change],
    clock: Clock,
    origin: Callable[[DeviceInfo], str],
    loudness: LoudnessConfig,
    playback: PlaybackConfig,
    preferences: Preferences,
    recordings: Path,
    volumes: Path,
    podcasts: Podcasts,
    limit_of: Callable[[UserId], int | None] = lambda _: None,
) -> Sound:
    """Everything runs when it returns; nothing plays yet. `recordings` is a folder for what is announced,
    `volumes` a file of those that are to be given back."""

    def report(said: Report) -> None:
        sessions.report(said)
        routines.hear(said)

    def deliver(page: DeviceId, command: DeviceCommand) -> None:
        bus.publish(PageCommand(command, clock.now_ms()), to=page)

    zone = find_zone()
    rooms = Rooms(database, clock, zone)
    hub = DeviceHub(report=report, now_ms=clock.now_ms, rules=rooms, debts=Debts(volumes))
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
            most_kbps=rooms.quality_kbps,
            limit_of=limit_of,
        ),
        hub=hub,
        library=library,
        bus=bus,
        clock=clock,
    )
    routines = Routines(
        database=database,
        sessions=sessions,
        hub=hub,
        rooms=rooms,
        bus=bus,
        clock=clock,
        zone=zone,
        origin=origin,
        recordings=Recordings(recordings),
        tracks_of=lambda item, user: tuple(tracks_to_wake(library, podcasts, item, user)),
    )
    return Sound(hub, Pages(hub, deliver=deliver, now_ms=clock.now_ms), sessions, rooms, routines)


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
