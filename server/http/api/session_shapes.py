"""Sessions, devices and what happens to them as JSON shapes, and commands the other way: no decisions."""

from __future__ import annotations

from typing import assert_never

from msgspec import structs

from devices import DeviceId, Media, Samples
from devices.commands import (
    DeviceCommand,
    Load,
    Overlay,
    Pause,
    Preload,
    Resume,
    Seek,
    SetRate,
    SetVolume,
    Stop,
    Swell,
)
from devices.hub import DeviceState
from server import sessions as domain
from server.http.api.library_shapes import scan_json, track_json
from server.http.api.shapes import sessions as shapes
from server.http.api.shapes.devices import (
    DeviceCommandJson,
    DeviceJson,
    HandoffJson,
    MediaJson,
    MemberJson,
    PageJson,
    SamplesJson,
)
from server.http.api.shapes.live import SnapshotJson
from server.http.api.shapes.sessions import OutputJson, SessionJson, SleepJson, TimelineJson
from server.http.services import Services
from server.users import UnknownUser, User


def session_json(services: Services, session: domain.Session, *, user: User) -> SessionJson:
    current = session.queue.current
    tracks = services.library.find_tracks([current.track_id], for_user=user.id) if current else []
    return SessionJson(
        id=session.id,
        name=session.name,
        owner=_owner(services, session),
        revision=session.revision,
        playing=session.playing,
        timeline=TimelineJson(
            position_ms=session.timeline.position_ms,
            at_ms=session.timeline.at_ms,
            running=session.timeline.running,
            rate=session.timeline.rate,
        ),
        outputs=[
            OutputJson(device_id=o.device, state=o.state.value, is_leader=o.device == session.leader)
            for o in session.outputs
        ],
        current=track_json(tracks[0]) if tracks else None,
        current_entry_id=current.id if current else None,
        index=session.queue.index,
        queue_revision=session.queue.revision,
        queue_length=len(session.queue.entries),
        shuffle=session.queue.shuffle,
        repeat=session.queue.repeat.value,
        stream_note=services.sessions.stream_note(session),
        sleep=_sleep_json(services, session),
    )


def _sleep_json(services: Services, session: domain.Session) -> SleepJson | None:
    timer = services.routines.sleep.find(session.id)
    if timer is None:
        return None
    left_ms = services.routines.sleep.left_ms(session)
    ends_at_ms = None if left_ms is None else services.clock.now_ms() + left_ms
    return SleepJson(until=timer.until.value, ends_at_ms=ends_at_ms)


def _owner(services: Services, session: domain.Session) -> str:
    try:
        return services.accounts.by_id(session.owner).name
    except UnknownUser:
        return ""  # removed since


def devices_json(services: Services, user: User) -> list[DeviceJson]:
    """Those that the user may play on, by name."""
    states = services.devices.list_all()
    return [device_json(services, s) for s in states if services.rooms.may_use(s.info.id, user.id)]


def device_json(services: Services, state: DeviceState) -> DeviceJson:
    session = services.sessions.find_of_device(state.info.id)
    icon = services.rooms.wishes(state.info.id).icon
    return DeviceJson(
        id=state.info.id,
        kind=state.info.kind.value,
        name=state.info.name,
        model=state.info.model,
        is_online=state.is_reachable,
        volume_percent=state.volume_percent,
        max_volume_percent=services.rooms.most_percent(state.info.id),
        icon=icon.value if icon else None,
        session_id=session.id if session else None,
        occupied_by=state.occupied_by,
        can_group=services.devices.can_group(state.info.id),
        members=[
            MemberJson(id=member.id, name=member.name, volume_percent=member.volume_percent)
            for member in state.info.members
        ],
    )


def page_json(services: Services, state: DeviceState, held: domain.HeldAs | None) -> PageJson:
    return PageJson(**structs.asdict(device_json(services, state)), held=held)


def snapshot_json(services: Services, *, revision: int, user: User) -> SnapshotJson:
    return SnapshotJson(
        revision=revision,
        now_ms=services.clock.now_ms(),
        sessions=[session_json(services, s, user=user) for s in services.sessions.list_all()],
        devices=devices_json(services, user),
        scan=scan_json(services.library.scan_status()),
    )


def handoff_json(record: domain.HandoffRecord) -> HandoffJson:
    return HandoffJson(
        id=record.id,
        session_id=record.session,
        source_ids=list(record.sources),
        target_id=record.target,
        outcome=record.outcome,
        reason=record.reason,
        asked_utc=record.asked_utc,
        predicted_ms=record.predicted_ms,
        audible_ms=record.audible_ms,
        overlap_ms=record.overlap_ms,
        gap_ms=record.gap_ms,
        position_error_ms=record.position_error_ms,
        corrections=record.corrections,
        latency_ms=record.latency_ms,
        is_cold=record.is_cold,
        mime=record.mime,
    )


def device_command_json(command: DeviceCommand, given_ms: int | None) -> DeviceCommandJson:
    match command:
        case Load(media):
            return DeviceCommandJson(do="load", token=media.token, media=_media_json(media))
        case Preload(token, media):
            return DeviceCommandJson(do="preload", token=token, media=_media_json(media) if media else None)
        case Resume(token):
            return DeviceCommandJson(do="play", token=token)
        case Pause(token):
            return DeviceCommandJson(do="pause", token=token)
        case Seek(token, position_ms, at_ms):
            return DeviceCommandJson(do="seek", token=token, position_ms=position_ms, at_ms=at_ms)
        case SetRate(token, rate):
            return DeviceCommandJson(do="rate", token=token, rate=rate)
        case Swell(token, over_ms):
            return DeviceCommandJson(do="swell", token=token, fade_ms=over_ms, at_ms=given_ms)
        case Overlay(media, volume_percent):
            over = _media_json(media)
            return DeviceCommandJson(do="overlay", token=media.token, media=over, percent=volume_percent)
        case Stop(token, fade_ms):
            return DeviceCommandJson(do="stop", token=token, fade_ms=fade_ms, at_ms=given_ms)
        case SetVolume(percent):
            return DeviceCommandJson(do="volume", percent=percent)
        case _:
            assert_never(command)


def _media_json(media: Media) -> MediaJson:
    return MediaJson(
        token=media.token,
        url=media.url,
        mime=media.mime,
        title=media.title,
        artist=media.artist,
        release=media.release,
        cover_url=media.cover_url,
        duration_ms=media.duration_ms,
        start_ms=media.start_ms,
        start_at_ms=media.start_at_ms,
        playing=media.playing,
        samples=None if media.samples is None else _samples_json(media.samples),
        crossfade_ms=media.crossfade_ms,
        level_db=media.level_db,
        rate=media.rate,
        is_hushed=media.is_hushed,
    )


def _samples_json(samples: Samples) -> SamplesJson:
    return SamplesJson(
        rate_hz=samples.rate_hz,
        channels=samples.channels,
        bits=samples.bits,
        header_bytes=samples.header_bytes,
    )


def plain_command(body: shapes.SessionCommand) -> domain.Command | None:
    """The command that needs nothing but its own words; None for those that name tracks or devices."""
    match body:
        case shapes.Pause():
            return domain.Pause()
        case shapes.Next():
            return domain.Next()
        case shapes.Previous():
            return domain.Previous()
        case shapes.Seek():
            return domain.Seek(body.position_ms)
        case shapes.Jump():
            return domain.Jump(domain.EntryId(body.entry_id))
        case shapes.MoveEntry():
            before = domain.EntryId(body.before) if body.before else None
            return domain.MoveEntry(domain.EntryId(body.entry_id), before)
        case shapes.Remove():
            return domain.RemoveEntries(tuple(domain.EntryId(e) for e in body.entry_ids))
        case shapes.Clear():
            return domain.ClearQueue()
        case shapes.Repeat():
            return domain.SetRepeat(domain.Repeat(body.mode))
        case shapes.Rate():
            return domain.SetRate(body.rate)
        case shapes.Leave():
            return domain.Leave(DeviceId(body.device_id))
        case _:
            return None
