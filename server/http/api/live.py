"""/api/events: everything that happens, to every open page, as server-sent events.

A connection begins with a snapshot; a page that says what it heard last (`after`, or Last-Event-ID) then also gets
the commands that it missed, so that a connection that broke for a moment costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Annotated, assert_never

import msgspec
from flask import Response
from msgspec import Meta, Struct

from devices import DeviceId, UnknownDevice
from server.events import EventBus, Numbered, Overflow, Subscription
from server.http.api import session_shapes as shape
from server.http.api.devices import own_page
from server.http.api.library_shapes import scan_json
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.live import NoticeJson, PlaylistNewsJson, RemovedJson
from server.http.errors import TooManyListeners
from server.http.services import Services
from server.sessions import (
    Change,
    DeviceChanged,
    DeviceRemoved,
    HandoffRecord,
    Noticed,
    PageCommand,
    PlaylistChanged,
    ScanChanged,
    SessionChanged,
    SessionRemoved,
)
from server.users import UnknownUser, User

KEEP_ALIVE_S = 10.0  # proxies cut at 15 s and more
LOOK_S = 0.5  # how soon a page that hung up gives its place to another


class EventsQuery(Struct, frozen=True, kw_only=True):
    device: Annotated[str, Meta(max_length=100)] | None = (
        None  # this page's own: it also gets `command` events
    )
    after: Annotated[str, Meta(max_length=40)] | None = None  # the id of the last event that was heard


def listen(call: Call, query: EventsQuery) -> Response:
    """A snapshot, then what changes, until the page goes away."""
    if call.services.bus.listeners >= call.services.config.server.max_live_clients:
        raise TooManyListeners
    device = own_page(call.services, call.user, query.device) if query.device else None
    after = query.after or call.request.headers.get("Last-Event-ID")
    hung_up = call.request.environ.get("waitress.client_disconnected", _never)
    events = _Events(call.services, call.user, device, after, hung_up)
    return Response(
        events, mimetype="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


class _Events:
    """One page's stream: an iterator that the web server closes when the page is gone."""

    def __init__(
        self,
        services: Services,
        user: User,
        device: DeviceId | None,
        after: str | None,
        hung_up: Callable[[], bool],
    ) -> None:
        self._services = services
        self._hung_up = hung_up
        self._user = user
        self._device = device
        self._subscription = _subscribe(services.bus, device, after)
        self._ended = threading.Lock()  # taken once, by whoever ends the stream
        if device is not None:
            services.pages.connected(device)

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream()
        finally:
            self.close()

    def close(self) -> None:
        if self._ended.acquire(blocking=False):
            self._services.bus.unsubscribe(self._subscription)
            if self._device is not None:
                self._services.pages.disconnected(self._device)

    def _stream(self) -> Iterator[bytes]:
        told = self._services.bus.revision
        yield self._snapshot(told)
        quiet_s = 0.0
        while not self._subscription.is_closed and not self._hung_up():
            try:
                numbered = self._subscription.wait(LOOK_S)
            except Overflow:
                return  # the page connects again, takes a snapshot and says what it holds
            quiet_s = quiet_s + LOOK_S if numbered is None else 0.0
            if quiet_s >= KEEP_ALIVE_S:
                quiet_s = 0.0
                yield b": still here\n\n"
            elif numbered is None:
                continue
            elif self._is_removed():
                return
            elif numbered.to is not None or numbered.revision > told:
                yield self._event(numbered)

    def _is_removed(self) -> bool:
        """Whoever was let in once may have been removed since."""
        try:
            self._services.accounts.by_id(self._user.id)
        except UnknownUser:
            return True
        return False

    def _snapshot(self, revision: int) -> bytes:
        snapshot = shape.snapshot_json(self._services, revision=revision, user=self._user)
        return self._encode("snapshot", revision, snapshot)

    def _event(self, numbered: Numbered[Change]) -> bytes:
        kind, value = self._shape(numbered.event)
        return b"" if value is None else self._encode(kind, numbered.revision, value)

    def _shape(self, event: Change) -> tuple[str, Struct | None]:
        services = self._services
        match event:
            case SessionChanged(session):
                return "session", shape.session_json(services, session, user=self._user)
            case SessionRemoved(id):
                return "session_removed", RemovedJson(id=id)
            case DeviceChanged(id):
                if not services.rooms.may_use(id, self._user.id):
                    return "device_removed", RemovedJson(id=id)
                state = services.devices.find(id)
                return "device", shape.device_json(services, state) if state else None
            case DeviceRemoved(id):
                return "device_removed", RemovedJson(id=id)
            case PageCommand(command, at_ms):
                return "command", shape.device_command_json(command, at_ms)
            case Noticed(level, text, session_id):
                return "notice", NoticeJson(level=level, text=text, session_id=session_id)
            case HandoffRecord():
                return "handoff", shape.handoff_json(event)
            case ScanChanged(status):
                return "scan", scan_json(status)
            case PlaylistChanged(news):
                concerned = news.concerns(self._user.id)
                return "playlist", PlaylistNewsJson(id=news.id) if concerned else None
            case _:
                assert_never(event)

    def _encode(self, kind: str, revision: int, value: Struct) -> bytes:
        data = msgspec.json.encode(value)
        return b"id: %s-%d\nevent: %s\ndata: %s\n\n" % (
            self._services.bus.epoch.encode(),
            revision,
            kind.encode(),
            data,
        )


def _never() -> bool:
    """Where the web server cannot tell: the next keep-alive does."""
    return False


def _subscribe(bus: EventBus[Change], device: DeviceId | None, after: str | None) -> Subscription[Change]:
    epoch, _, revision = (after or "").partition("-")
    if epoch == bus.epoch and revision.isdigit():
        resumed = bus.subscribe(audience=device, after=int(revision))
        if resumed is not None:
            return resumed
    fresh = bus.subscribe(audience=device)
    assert fresh is not None, "only a resumption can be refused"  # noqa: S101 - tells the type checker
    return fresh


ENDPOINTS = (
    Endpoint(
        "GET",
        "/api/events",
        listen,
        raises=(TooManyListeners, UnknownDevice),
        produces=("text/event-stream",),
    ),
)
