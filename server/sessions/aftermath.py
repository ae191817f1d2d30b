"""What follows a decision: effects are carried out, counted, recorded and told; nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from devices import DeviceId, Failed, PlayToken, Report
from devices.hub import DeviceHub
from library import Library
from server.clock import Clock
from server.events import EventBus
from server.sessions.changes import Change, DeviceChanged, HandoffRecord, Noticed
from server.sessions.effects import (
    Effect,
    HandoffEnded,
    Kept,
    LatencySeen,
    LoadMedia,
    Notice,
    PreloadMedia,
    TrackHeard,
)
from server.sessions.latency import LatencyBook, Start
from server.sessions.model import Entry, Session
from server.sessions.places import left_at
from server.sessions.preloading import following_entry
from server.sessions.saver import Saver
from server.sessions.stage import CannotPlay, DeviceEffect, Sent, Stage
from server.sessions.store import SessionStore

log = logging.getLogger(__name__)

_TEXTS = {
    "handoff_failed": "Could not move to {name}: {reason}. The music went on where it was.",
    "output_failed": "{name} stopped: {reason}. The music goes on elsewhere.",
    "playback_stopped": "{name} stopped: {reason}.",
}


class Aftermath:
    """Used by the sessions' thread only, but for `note_of`."""

    def __init__(
        self,
        *,
        stage: Stage,
        hub: DeviceHub,
        library: Library,
        bus: EventBus[Change],
        clock: Clock,
        store: SessionStore,
        saver: Saver,
        latencies: LatencyBook,
        report: Callable[[Report], None],
    ) -> None:
        self._stage = stage
        self._hub = hub
        self._library = library
        self._bus = bus
        self._clock = clock
        self._store = store
        self._saver = saver
        self._latencies = latencies
        self._report = report
        self._last_handoff = store.last_handoff()
        self._sent: dict[PlayToken, Sent] = {}

    def note_of(self, token: PlayToken) -> str | None:
        """How the media of this token is heard, for people. Any thread."""
        sent = self._sent.get(token)
        return sent.note if sent else None

    def _mime_of(self, token: PlayToken | None) -> str | None:
        sent = self._sent.get(token) if token else None
        return sent.mime if sent else None

    def carry_out(self, session: Session, effect: Effect) -> None:
        match effect:
            case Kept(device, token):
                self._stage.adopt(device, token)
            case LatencySeen(device, token, latency_ms, is_cold, is_seek):
                start = Start(device, self._mime_of(token) or "", is_cold, is_seek)
                self._latencies.learn(start, latency_ms)
                self._saver.do(lambda: self._store.add_latency(start, latency_ms))
            case TrackHeard(track):
                self._saver.do(lambda: self._library.played([(track, None)], user=session.owner))
            case HandoffEnded():
                self._record(session, effect)
            case Notice():
                self._tell_people(session, effect)
            case _:
                self._send(session, effect)

    def settle(self, before: Session, after: Session) -> None:
        """Forgets what was noted of media that is gone; a device's session is part of what is shown of it. Keeps where
        a track was left."""
        self.leave(before, after)
        self._foresee(before, after)
        held = {t for o in after.outputs for t in (o.token, o.next_token)}
        for token in {t for o in before.outputs for t in (o.token, o.next_token) if t} - held:
            self._sent.pop(token, None)
        for device in sorted({o.device for o in before.staying} ^ {o.device for o in after.staying}):
            if self._hub.find(device) is not None:
                self._bus.publish(DeviceChanged(device))

    def leave(self, before: Session, after: Session) -> None:
        """Keeps the place, if the track falls silent by this change."""
        place = left_at(before, after, self._clock.now_ms())
        if place is not None:
            track, position_ms = place.track_id, place.position_ms
            self._saver.do(lambda: self._library.leave_at(track, position_ms, user=after.owner))

    def _foresee(self, before: Session, after: Session) -> None:
        """Has the beginning of what plays next made where it is to be converted, so that nobody waits for it."""
        coming, devices = _coming(after), _places(after)
        if coming is None or not after.playing or (coming, devices) == (_coming(before), _places(before)):
            return
        current = after.queue.current
        beside = () if current is None else (current.track_id,)
        for device in devices:
            self._stage.foresee(device, coming, beside, after.owner, after.timeline.rate)

    def _send(self, session: Session, effect: DeviceEffect) -> None:
        try:
            sent = self._stage.carry_out(effect, session.owner)
        except CannotPlay as error:
            self._report(Failed(effect.device, effect.token, str(error), self._clock.now_ms()))
            return
        if sent is not None and isinstance(effect, LoadMedia | PreloadMedia):
            self._sent[effect.token] = sent

    def _record(self, session: Session, ended: HandoffEnded) -> None:
        self._last_handoff += 1
        took_ms = (ended.audible_ms or 0) + (ended.overlap_ms or 0)
        record = HandoffRecord(
            id=self._last_handoff,
            session=session.id,
            sources=ended.sources,
            target=ended.to,
            outcome=ended.outcome,
            reason=ended.reason,
            asked_utc=self._clock.now_utc() - timedelta(milliseconds=took_ms),
            predicted_ms=ended.predicted_ms,
            audible_ms=ended.audible_ms,
            overlap_ms=ended.overlap_ms,
            gap_ms=ended.gap_ms,
            position_error_ms=ended.position_error_ms,
            corrections=ended.corrections,
            latency_ms=ended.latency_ms,
            is_cold=ended.is_cold,
            mime=self._mime_of(ended.token),
        )
        log.info("session=%s moved to device=%s: %s", session.id, ended.to, ended.outcome)
        self._saver.do(lambda: self._store.add_handoff(record))
        self._bus.publish(record)

    def _tell_people(self, session: Session, notice: Notice) -> None:
        state = self._hub.find(notice.device)
        name = state.info.name if state else notice.device
        log.warning("session=%s device=%s %s: %s", session.id, notice.device, notice.kind, notice.reason)
        text = _TEXTS[notice.kind].format(name=name, reason=notice.reason)
        self._bus.publish(Noticed("warning", text, session.id))


def _coming(session: Session) -> Entry | None:
    return None if session.queue.index is None else following_entry(session)


def _places(session: Session) -> tuple[DeviceId, ...]:
    return tuple(output.device for output in session.staying)
