"""What happens by itself, or to several devices at once: group volume, sleep timers."""

from __future__ import annotations

from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.devices import VolumeBody
from server.http.api.shapes.rooms import SleepBody
from server.routines import Until
from server.sessions import SessionId, UnknownSession


def set_session_volume(call: Call, id: str, body: VolumeBody) -> None:
    """Turns all outputs of a session, each in proportion to the loudest, which gets this volume."""
    call.services.routines.volumes.turn(SessionId(id), body.percent)


def start_sleep(call: Call, id: str, body: SleepBody) -> None:
    """Pauses the session later, after a fade of half a minute; instead of what was wanted before."""
    call.services.routines.sleep.start(SessionId(id), Until(body.until), body.minutes)


def cancel_sleep(call: Call, id: str) -> None:
    """It plays on."""
    call.services.routines.sleep.cancel(SessionId(id))


ENDPOINTS = (
    Endpoint("PUT", "/api/sessions/{id}/volume", set_session_volume, status=202, raises=(UnknownSession,)),
    Endpoint("PUT", "/api/sessions/{id}/sleep", start_sleep, status=202, raises=(UnknownSession,)),
    Endpoint("DELETE", "/api/sessions/{id}/sleep", cancel_sleep),
)
