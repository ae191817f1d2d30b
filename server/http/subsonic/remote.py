"""What plays where, and moving it: the extension `remotePlayback` 1 of our own; remotePlayback.md describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from devices import DeviceId
from devices.hub import DeviceState
from server.http.reach import may_command
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, NotAllowed, NotThere, ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.play_queue import LONGEST_MS
from server.http.subsonic.playback import owner_of, state_of
from server.http.subsonic.services import Services, User
from server.http.subsonic.speakers import check_heard, get_target, session_of, wanted_tracks
from server.sessions import (
    Command,
    Join,
    Leave,
    Move,
    Next,
    Pause,
    Play,
    PlayNow,
    PlaysByItself,
    Previous,
    Seek,
    Session,
    SessionId,
    Target,
)

Order: TypeAlias = Callable[[Services, Params, User, Session], Command | None]


def get_playback_devices(services: Services, _params: Params, user: User) -> Ok:
    """Those that the caller may use."""
    states = [s for s in services.devices.list_all() if services.rooms.may_use(s.info.id, user.id)]
    devices = [_device(services, state) for state in states]
    return Ok({"playbackDevices": {"device": devices}})


def get_playback_sessions(services: Services, _params: Params, user: User) -> Ok:
    """Everybody's: a household sees what plays in its rooms."""
    sessions = [_session(services, user, session) for session in services.sessions.list_all()]
    return Ok({"playbackSessions": {"session": sessions}})


def control_playback(services: Services, params: Params, user: User) -> Ok:
    """Answers once it is decided, not once it sounds: what became of it is seen in the sessions."""
    action = params.text("action")
    order = _ORDERS.get(action)
    if order is None:
        raise Failed(f"Parameter action must be one of {', '.join(_ORDERS)}: {action[:40]!r}")
    session = _wanted(services, params, user)
    command = order(services, params, user, session)
    if command is not None:
        if not may_command(services.rooms, user.id, session, command):
            raise NotAllowed("play in that room")
        services.sessions.command(session.id, command, take=params.flag("take", default=False))
    return Ok({"playbackSession": _session(services, user, services.sessions.get(session.id))})


def _wanted(services: Services, params: Params, user: User) -> Session:
    named = params.find_text("sessionId")
    return services.sessions.get(SessionId(named)) if named else session_of(services, user)


def _device(services: Services, state: DeviceState) -> Node:
    session = services.sessions.find_of_device(state.info.id)
    node: Node = {
        "id": state.info.id,
        "name": services.rooms.name_of(state.info),
        "kind": state.info.kind.value,
        "model": state.info.model,
        "reachable": state.is_reachable,
        "controllable": not state.info.capabilities.plays_by_itself,
        "occupiedBy": state.occupied_by or "",
        "member": [{"id": member.id, "name": member.name} for member in state.info.members],
    }
    if state.volume_percent is not None:
        node["volume"] = state.volume_percent
    if session is not None:
        node["sessionId"] = session.id
    return node


def _session(services: Services, user: User, session: Session) -> Node:
    """`song` is missing where nothing is in the queue, or this user may not hear it."""
    now_ms, current = services.clock.now_ms(), session.queue.current
    position_ms = max(0, session.timeline.position_at(now_ms))
    outputs: list[Node] = [
        {"id": o.device, "state": o.state.value, "leader": o.device == session.leader}
        for o in session.outputs
    ]
    node: Node = {
        "id": session.id,
        "name": session.name,
        "username": owner_of(services, session),
        "state": state_of(session),
        "positionMs": min(position_ms, current.duration_ms) if current else 0,
        "playbackRate": session.timeline.rate,
        "queueLength": len(session.queue.entries),
        "device": outputs,
    }
    if session.queue.index is not None:
        node["currentIndex"] = session.queue.index
    heard = services.library.find_tracks([current.track_id], for_user=user.id) if current else []
    if heard:
        node["song"] = shapes.song(heard[0])
    return node


def _play(services: Services, params: Params, user: User, session: Session) -> Command:
    """With `id`s these and nothing else; without, what is there goes on."""
    target = _target(services, params, user) if params.find_text("deviceId") else None
    if not params.texts("id"):
        check_heard(services, user, session)
        is_silent = target is None and not session.staying
        return Play(get_target(services, user, session) if is_silent else target)
    tracks = wanted_tracks(services, params, user)
    index = params.number("index", 0, highest=len(tracks) - 1)
    if target is None and not session.staying:
        target = get_target(services, user, session)
    return PlayNow(tracks, index, params.number("positionMs", 0, highest=LONGEST_MS), target=target)


def _move(services: Services, params: Params, user: User, session: Session) -> Command:
    check_heard(services, user, session)
    return Move(_target(services, params, user))


def _join(services: Services, params: Params, user: User, session: Session) -> Command:
    check_heard(services, user, session)
    return Join(_target(services, params, user))


def _leave(services: Services, params: Params, user: User, _session: Session) -> Command:
    return Leave(_target(services, params, user).device)


def _volume(services: Services, params: Params, user: User, _session: Session) -> None:
    """Of a device; the session only stands in the answer."""
    target = _target(services, params, user)
    if target.by_itself:
        raise PlaysByItself(target.device)
    percent = params.find_number("volume")
    if percent is None:
        raise ParameterMissing("volume")
    if not 0 <= percent <= 100:
        raise Failed(f"Parameter volume must be 0 to 100: {percent}")
    services.devices.set_volume(target.device, percent)


def _seek(_services: Services, params: Params, _user: User, _session: Session) -> Command:
    params.text("positionMs")
    return Seek(params.number("positionMs", 0, highest=LONGEST_MS))


def _target(services: Services, params: Params, user: User) -> Target:
    device = DeviceId(params.text("deviceId"))
    if services.devices.find(device) is None or not services.rooms.may_use(device, user.id):
        raise NotThere(device)
    return services.sessions.target(device)


_ORDERS: Mapping[str, Order] = {
    "play": _play,
    "pause": lambda _services, _params, _user, _session: Pause(),
    "next": lambda _services, _params, _user, _session: Next(),
    "previous": lambda _services, _params, _user, _session: Previous(),
    "seek": _seek,
    "move": _move,
    "join": _join,
    "leave": _leave,
    "volume": _volume,
}
METHODS: Section = {
    "getPlaybackDevices": Method(get_playback_devices),
    "getPlaybackSessions": Method(get_playback_sessions),
    "controlPlayback": Method(control_playback),
}
