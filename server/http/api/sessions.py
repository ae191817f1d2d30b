"""What plays where: sessions, their queues and commands, and how handoffs went."""

from __future__ import annotations

import secrets
from typing import Annotated

from msgspec import Meta, Struct

from devices import UnknownDevice
from library import NotFound, TrackId
from server import sessions as domain
from server.http.api import session_shapes as shape
from server.http.api.devices import usable_device
from server.http.api.items import tracks_of
from server.http.api.library_shapes import track_json
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes import sessions as shapes
from server.http.api.shapes.devices import HandoffsJson
from server.http.api.shapes.sessions import (
    AcceptedJson,
    NewSessionBody,
    QueueEntryJson,
    QueueJson,
    SessionCommand,
    SessionJson,
    SessionsJson,
)
from server.http.api.speeds import follow
from server.http.errors import Invalid, NotAllowed
from server.http.reach import may_command
from server.sessions import (
    Busy,
    DeviceBusy,
    NothingToPlay,
    NowhereToPlay,
    PlaysByItself,
    SessionId,
    Target,
    TooManySessions,
    UnknownSession,
)


class QueueQuery(Struct, frozen=True, kw_only=True):
    offset: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    limit: Annotated[int, Meta(ge=1, le=1000)] = 200


class HandoffsQuery(Struct, frozen=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=1000)] = 50


def list_sessions(call: Call) -> SessionsJson:
    """Everybody's sessions: a household sees all of them."""
    services = call.services
    return SessionsJson(
        sessions=[shape.session_json(services, s, user=call.user) for s in services.sessions.list_all()]
    )


def add_session(call: Call, body: NewSessionBody) -> SessionJson:
    """A new session with an empty queue, named after its owner unless it is given a name."""
    session = call.services.sessions.create(call.user.id, body.name or call.user.name)
    return shape.session_json(call.services, session, user=call.user)


def get_session(call: Call, id: str) -> SessionJson:
    """One session."""
    return shape.session_json(call.services, call.services.sessions.get(SessionId(id)), user=call.user)


def remove_session(call: Call, id: str) -> None:
    """Ends a session: its devices fall silent, its queue is gone."""
    call.services.sessions.remove(SessionId(id))


def get_queue(call: Call, id: str, query: QueueQuery) -> QueueJson:
    """A part of the queue in the order in which it plays. Entries whose track is gone are left out."""
    queue = call.services.sessions.get(SessionId(id)).queue
    part = queue.entries[query.offset : query.offset + query.limit]
    tracks = call.services.library.find_tracks([e.track_id for e in part], for_user=call.user.id)
    known = {t.id: track_json(t) for t in tracks}
    return QueueJson(
        queue_revision=queue.revision,
        offset=query.offset,
        total=len(queue.entries),
        entries=[QueueEntryJson(entry_id=e.id, track=known[e.track_id]) for e in part if e.track_id in known],
    )


def command_session(call: Call, id: str, body: SessionCommand) -> AcceptedJson:
    """Applies a command; what devices make of it follows as events."""
    session, command = SessionId(id), _command(call, id, body)
    if not may_command(call.services.rooms, call.user.id, call.services.sessions.get(session), command):
        raise NotAllowed
    revision = call.services.sessions.command(session, command, take=getattr(body, "take", False))
    return AcceptedJson(revision=follow(call.services, session, call.user.id, command, revision))


def list_handoffs(call: Call, query: HandoffsQuery) -> HandoffsJson:
    """How the last handoffs went, newest first."""
    records = call.services.sessions.list_handoffs(query.limit)
    return HandoffsJson(handoffs=[shape.handoff_json(r) for r in records])


def _command(call: Call, id: str, body: SessionCommand) -> domain.Command:
    match body:
        case shapes.PlayNow():
            return domain.PlayNow(
                tracks=_tracks(call, body.items),
                index=body.start_index,
                position_ms=body.position_ms,
                shuffle=body.shuffle,
                seed=secrets.randbits(32),
                target=_target(call, body.device_id),
            )
        case shapes.Enqueue():
            return domain.Enqueue(_tracks(call, body.items), after_current=body.where == "next")
        case shapes.Play():
            if body.device_id:
                _check_heard(call, id)
            return domain.Play(_target(call, body.device_id))
        case shapes.Shuffle():
            return domain.SetShuffle(body.on, secrets.randbits(32))
        case shapes.Spread():
            _check_heard(call, id)
            return _everywhere(call)
        case shapes.Join():
            _check_heard(call, id)
            return domain.Join(_usable_target(call, body.device_id))
        case shapes.Move():
            _check_heard(call, id)
            return domain.Move(_usable_target(call, body.device_id))
    command = shape.plain_command(body)
    if command is None:
        raise Invalid("do", "not a command of a session")
    return command


def _check_heard(call: Call, id: str) -> None:
    """Nobody brings to another place what they may not hear. Raises: NotFound, UnknownSession."""
    current = call.services.sessions.get(SessionId(id)).queue.current
    if current is not None:
        call.services.library.get_track(current.track_id, for_user=call.user.id)


def _target(call: Call, device_id: str | None) -> Target | None:
    return _usable_target(call, device_id) if device_id else None


def _everywhere(call: Call) -> domain.Spread:
    """All speakers that the caller may use."""
    targets = call.services.sessions.everywhere().targets
    return domain.Spread(tuple(t for t in targets if call.services.rooms.may_use(t.device, call.user.id)))


def _usable_target(call: Call, device_id: str) -> Target:
    return call.services.sessions.target(usable_device(call, device_id))


def _tracks(call: Call, items: list[str]) -> tuple[tuple[TrackId, int], ...]:
    """Releases, artists, folders and playlists stand for their tracks. Raises: NotFound, Invalid."""
    return tuple(tracks_of(call.services.library, items, call.user.id))


_COMMANDS = (
    NotAllowed,
    NotFound,
    UnknownSession,
    UnknownDevice,
    DeviceBusy,
    NowhereToPlay,
    NothingToPlay,
    PlaysByItself,
    Busy,
)

ENDPOINTS = (
    Endpoint("GET", "/api/sessions", list_sessions),
    Endpoint("POST", "/api/sessions", add_session, status=201, raises=(TooManySessions, Busy)),
    Endpoint("GET", "/api/sessions/{id}", get_session, raises=(UnknownSession,)),
    Endpoint("DELETE", "/api/sessions/{id}", remove_session, raises=(UnknownSession, Busy)),
    Endpoint("GET", "/api/sessions/{id}/queue", get_queue, raises=(UnknownSession,)),
    Endpoint("POST", "/api/sessions/{id}/commands", command_session, status=202, raises=_COMMANDS),
    Endpoint("GET", "/api/handoffs", list_handoffs),
)
