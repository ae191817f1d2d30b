"""Which session and which speaker a remote control means."""

from __future__ import annotations

from collections.abc import Sequence

from devices import DeviceId, DeviceKind
from devices.hub import DeviceState
from library import TrackId
from server.http.subsonic.errors import Failed, NotThere, ParameterMissing
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.sessions import Leave, Output, Session, Target

_NOT_SPEAKERS = (DeviceKind.PHONE, DeviceKind.BROWSER)  # nobody expects a tab to begin to play


def session_of(services: Services, user: User) -> Session:
    """The user's own; a new one, if there is none. Raises: TooManySessions, Busy."""
    return services.phones.find_session(user.id) or services.sessions.create(user.id, user.name)


def speakers_of(session: Session) -> list[Output]:
    """What carries the session and can be told, its leader first."""
    able = [output for output in session.staying if not output.target.by_itself]
    return sorted(able, key=lambda output: output.device != session.leader)


def may_play(services: Services, user: User) -> bool:
    """Whether this user may use any of the speakers; where there is none at all nobody is forbidden anything."""
    speakers = [s for s in services.devices.list_all() if s.info.kind not in _NOT_SPEAKERS]
    return not speakers or any(services.rooms.may_use(s.info.id, user.id) for s in speakers)


def find_speaker(services: Services, user: User, session: Session) -> DeviceId | None:
    """Where it plays; else where this user played last; else the configured one; else the first that is free."""
    if carrying := speakers_of(session):
        return carrying[0].device
    there = [
        s
        for s in services.devices.list_all()
        if s.info.kind not in _NOT_SPEAKERS and s.is_reachable and services.rooms.may_use(s.info.id, user.id)
    ]
    wanted = services.config.devices.jukebox.casefold()
    ranked = [
        *[s for s in there if s.info.id == services.phones.find_speaker(user.id)],
        *[s for s in there if wanted and s.info.name.casefold() == wanted],
        *[s for s in there if _is_free(services, s)],
        *there,
    ]
    return ranked[0].info.id if ranked else None


def get_target(services: Services, user: User, session: Session) -> Target:
    """The speaker to play on, which is then the one used last. Raises: Failed."""
    device = find_speaker(services, user, session)
    if device is None:
        raise Failed("There is no speaker to play on", reason="nowhereToPlay")
    services.phones.use_speaker(user.id, device)
    return services.sessions.target(device)


def leave_phones(services: Services, session: Session) -> Session:
    """A phone keeps its own music: the session goes on without it."""
    for output in session.staying:
        if output.target.by_itself:
            services.sessions.command(session.id, Leave(output.device))
    return services.sessions.get(session.id)


def leave_closed_rooms(services: Services, user: User, session: Session) -> Session:
    """Where this user may not play (any more) the session does not go on when they touch it."""
    for output in session.staying:
        if not services.rooms.may_use(output.device, user.id):
            services.sessions.command(session.id, Leave(output.device))
    return services.sessions.get(session.id)


def check_heard(services: Services, user: User, session: Session) -> None:
    """Nobody brings to a speaker what they may not hear. Raises: library.NotFound."""
    current = session.queue.current
    if current is not None:
        services.library.get_track(current.track_id, for_user=user.id)


def wanted_tracks(services: Services, params: Params, user: User) -> tuple[tuple[TrackId, int], ...]:
    """Of the `id`s, in their order. Raises: ParameterMissing, NotThere."""
    wanted: Sequence[str] = params.texts("id")
    if not wanted:
        raise ParameterMissing("id")
    tracks = services.library.find_tracks([TrackId(one) for one in set(wanted)], for_user=user.id)
    known = {track.id: track.duration_ms for track in tracks}
    for one in wanted:
        if one not in known:
            raise NotThere(one)
    return tuple((TrackId(one), known[TrackId(one)]) for one in wanted)


def _is_free(services: Services, state: DeviceState) -> bool:
    playing = services.sessions.find_of_device(state.info.id)
    return state.occupied_by is None and (playing is None or not playing.playing)
