"""Why a device does what it does, as a JSON shape: no decisions."""

from __future__ import annotations

from devices import DeviceId, UnknownDevice
from server.http.api.shapes.rooms import DiagnosticsJson, FetchJson, HappeningJson, LatencyJson
from server.http.services import Services
from server.routines import reached_ms
from server.streaming import Fetch


def diagnostics_json(services: Services, device: DeviceId) -> DiagnosticsJson:
    fetches = services.streams.fetches.list_of(device)
    token, position_ms, buffered_ms = _now(services, device, fetches)
    return DiagnosticsJson(
        device_id=device,
        token=token,
        position_ms=position_ms,
        buffered_ms=buffered_ms,
        latencies=[
            LatencyJson(mime=start.mime, is_cold=start.is_cold, is_seek=start.is_seek, seen_ms=list(seen))
            for start, seen in services.sessions.latencies_ms(device).items()
        ],
        lead_ms=_lead_ms(services, device),
        fetches=[_fetch_json(fetch) for fetch in fetches],
        happenings=[
            HappeningJson(what=each.what, detail=each.detail, at_utc=each.at_utc)
            for each in services.routines.diary.list_of(device)
        ],
    )


def _now(
    services: Services, device: DeviceId, fetches: list[Fetch]
) -> tuple[str | None, int | None, int | None]:
    """What plays there, where it is, and how far ahead of that it fetched."""
    session = services.sessions.find_of_device(device)
    output = session.output(device) if session else None
    current = session.queue.current if session else None
    if session is None or output is None or current is None:
        return None, None, None
    position_ms = max(0, session.timeline.position_at(services.clock.now_ms()))
    own = [fetch for fetch in fetches if fetch.token == output.token]
    reached = reached_ms(own, position_ms, current.duration_ms)
    return output.token, position_ms, None if reached is None else max(0, reached - position_ms)


def _lead_ms(services: Services, device: DeviceId) -> int | None:
    try:
        return services.sessions.target(device).lead_ms
    except UnknownDevice:
        return None


def _fetch_json(fetch: Fetch) -> FetchJson:
    return FetchJson(
        token=fetch.token,
        asked=fetch.asked,
        begun_ms=fetch.begun_ms,
        last_ms=fetch.last_ms,
        sent_bytes=fetch.sent_bytes,
        size_bytes=fetch.size_bytes,
        is_closed=fetch.is_closed,
    )
