"""What is known of a device when it is to play something: its abilities, how long it will take, whether it is cold."""

from __future__ import annotations

from dataclasses import replace

from devices import DeviceId, Fading, UnknownDevice
from devices.hub import DeviceHub, DeviceState
from library import TrackId, UserId
from server.clock import Clock
from server.sessions.commands import Command, Join, Move, Play, PlayNow, Spread
from server.sessions.latency import COLD_MS, LatencyBook
from server.sessions.model import Session, Target
from server.sessions.stage import Stage


class Targets:
    """Owned by the sessions' thread, but for `of`."""

    def __init__(self, *, hub: DeviceHub, stage: Stage, latencies: LatencyBook, clock: Clock) -> None:
        self._hub = hub
        self._stage = stage
        self._latencies = latencies
        self._clock = clock
        self._holding: set[DeviceId] = set()  # they have something of ours loaded …
        self._left_ms: dict[DeviceId, int] = {}  # … or had, until then

    def of(self, device: DeviceId) -> Target:
        """Any thread. What it is going to play is not known yet. Raises: UnknownDevice."""
        state = self._hub.find(device)
        if state is None:
            raise UnknownDevice(device)
        return self._target(state, "")

    def aimed(self, session: Session, command: Command) -> Command:
        """The command, with what is known of its target for the track that it will play."""
        match command:
            case Join(target) | Move(target):
                track = _track_of(session)
                return replace(command, target=self._for(target, track, session.owner))
            case Spread(targets):
                track = _track_of(session)
                return Spread(tuple(self._for(t, track, session.owner) for t in targets))
            case Play(Target() as target):
                return replace(command, target=self._for(target, _track_of(session), session.owner))
            case PlayNow(tracks, index, target=Target() as target) if tracks:
                track = tracks[min(index, len(tracks) - 1)][0]
                return replace(command, target=self._for(target, track, session.owner))
            case _:
                return command

    def refreshed(self, session: Session) -> Session:
        """With what was learned of its outputs since they joined."""
        track = _track_of(session)
        outputs = tuple(replace(o, target=self._for(o.target, track, session.owner)) for o in session.outputs)
        return session if outputs == session.outputs else replace(session, outputs=outputs)

    def note(self, before: Session, after: Session) -> None:
        """Remembers which devices hold something of ours, and until when the others did."""
        was, now = _holding(before), _holding(after)
        self._holding |= now
        for device in was - now:
            self._holding.discard(device)
            self._left_ms[device] = self._clock.now_ms()

    def _for(self, target: Target, track: TrackId | None, owner: UserId) -> Target:
        state = self._hub.find(target.device)
        if state is None:
            return target
        mime = self._stage.mime_of(target.device, track, owner) if track else ""
        return replace(self._target(state, mime), counts_plays=target.counts_plays)

    def _target(self, state: DeviceState, mime: str) -> Target:
        able, is_cold = state.info.capabilities, self._is_cold(state.info.id)
        return Target(
            device=state.info.id,
            lead_ms=self._latencies.lead_ms(state.info, mime, is_cold=is_cold),
            seek_ms=self._latencies.seek_ms(state.info, mime),
            bound_ms=able.position_bound_ms,
            can_schedule=able.can_schedule,
            can_preload=able.can_preload,
            can_rate=able.can_rate,
            seeks_coarsely=able.starts_in_stream,
            can_fade=state.info.fading is not Fading.NONE,
            by_itself=able.plays_by_itself,
            is_cold=is_cold,
        )

    def _is_cold(self, device: DeviceId) -> bool:
        if device in self._holding:
            return False
        left_ms = self._left_ms.get(device)
        return left_ms is None or self._clock.now_ms() - left_ms > COLD_MS


def _track_of(session: Session) -> TrackId | None:
    current = session.queue.current
    return current.track_id if current else None


def _holding(session: Session) -> set[DeviceId]:
    return {output.device for output in session.outputs if output.loaded}
