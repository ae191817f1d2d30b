"""Joining, leaving and moving: make before break, and the rollback that is nothing but sending the target away."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from devices import DeviceId
from server.sessions.course import lead_on, start
from server.sessions.effects import HandoffEnded, Notice
from server.sessions.model import Handoff, Output, OutputState, Target
from server.sessions.outputs import CROSS_MS, prepare, seat, stop
from server.sessions.turn import Turn


def join(turn: Turn, target: Target, *, hushed: bool = False) -> None:
    """`target` plays too; a device that is an output already stays as it is. `hushed`: the first one fades in."""
    if any(o.device == target.device for o in turn.session.staying):
        return
    if turn.session.staying and turn.session.queue.current is not None:
        prepare(turn, target)
        return
    seat(turn, target)
    start(turn, turn.session.timeline.position_ms, hushed=hushed)


def leave(turn: Turn, device: DeviceId) -> None:
    """The output goes. Was it the only one, the session waits where it is."""
    output = next((o for o in turn.session.staying if o.device == device), None)
    if output is None:
        return
    handoff = turn.session.handoff
    if handoff is not None and handoff.to == device:
        arrived = handoff.audible_ms is not None
        end_handoff(turn, "done" if arrived else "failed", reason=None if arrived else "cancelled")
    if len(turn.session.staying) == 1:
        turn.change(playing=False, timeline=turn.session.timeline.held(turn.now_ms))
    stop(turn, output)
    lead_on(turn)


def move(turn: Turn, target: Target) -> None:
    """Everything else leaves as soon as `target` carries the session. A second move replaces the first target."""
    session = turn.session
    if session.handoff:
        if session.handoff.to == target.device:
            return
        replace_target(turn)
    sources = tuple(o.device for o in turn.session.staying if o.device != target.device)
    absent = turn.session.output(target.device)
    if absent is not None and absent.absence is not None:
        turn.emit(Notice("handoff_failed", target.device, "it does not answer"))
        return
    if not sources:
        join(turn, target)
        return
    turn.change(
        handoff=Handoff(
            to=target.device,
            sources=sources,
            asked_ms=turn.now_ms,
            predicted_ms=target.lead_ms,
            is_cold=target.is_cold,
            was_running=turn.session.timeline.running,
        )
    )
    standing = next((o for o in turn.session.audible if o.device == target.device), None)
    if turn.session.queue.current is None:
        arrive(turn, seat(turn, target), at_ms=turn.now_ms, error_ms=None)
    elif standing is not None:
        arrive(turn, standing, at_ms=turn.now_ms, error_ms=0)
    elif turn.session.output(target.device) not in turn.session.staying:
        prepare(turn, target)


def replace_target(turn: Turn) -> None:
    """Sends the target of the handoff under way away, unless it has arrived."""
    handoff = turn.session.handoff
    if handoff is None:
        return
    target = turn.session.output(handoff.to)
    arrived = handoff.audible_ms is not None
    end_handoff(turn, "done" if arrived else "replaced")
    if not arrived and target is not None and target.state is OutputState.PREPARING:
        stop(turn, target, fade_ms=0)


def arrive(turn: Turn, output: Output, *, at_ms: int, error_ms: int | None) -> None:
    """The target carries the session: it leads, and only now the sources leave."""
    handoff = turn.session.handoff
    if handoff is None:
        return
    turn.change(
        leader=output.device,
        handoff=replace(handoff, audible_ms=at_ms, error_ms=error_ms, corrections=output.corrections),
    )
    for source in turn.session.staying:
        if source.device in handoff.sources:
            stop(turn, source, fade_ms=CROSS_MS)
    close_handoff(turn)


def close_handoff(turn: Turn) -> None:
    """Ends the record once the target has arrived and the last source is silent."""
    handoff = turn.session.handoff
    if handoff is None or handoff.audible_ms is None:
        return
    if not any(turn.session.output(device) for device in handoff.sources):
        end_handoff(turn, "done")


def source_silent(turn: Turn, device: DeviceId, at_ms: int) -> None:
    """Notes when a source fell silent; the last one counts."""
    handoff = turn.session.handoff
    if handoff is not None and device in handoff.sources:
        turn.change(handoff=replace(handoff, silent_ms=max(at_ms, handoff.silent_ms or at_ms)))


def is_on_its_way(turn: Turn, output: Output) -> bool:
    """Whether its failure is a rollback: the target of a move that has not arrived, while the music is elsewhere."""
    handoff = turn.session.handoff
    if handoff is None or handoff.to != output.device or handoff.audible_ms is not None:
        return False
    return len(turn.session.staying) > 1


def roll_back(turn: Turn, output: Output, reason: str) -> None:
    """The target did not make it. The source never stopped."""
    end_handoff(turn, "failed", reason=reason)
    turn.emit(Notice("handoff_failed", output.device, reason))
    stop(turn, output, fade_ms=0)


def end_handoff(
    turn: Turn, outcome: Literal["done", "failed", "replaced"], *, reason: str | None = None
) -> None:
    handoff = turn.session.handoff
    if handoff is None:
        return
    turn.change(handoff=None)
    target = turn.session.output(handoff.to)
    overlap_ms = None
    if handoff.was_running and handoff.audible_ms is not None and handoff.silent_ms is not None:
        overlap_ms = handoff.silent_ms - handoff.audible_ms
    turn.emit(
        HandoffEnded(
            to=handoff.to,
            sources=handoff.sources,
            outcome=outcome,
            reason=reason,
            predicted_ms=handoff.predicted_ms,
            audible_ms=None if handoff.audible_ms is None else handoff.audible_ms - handoff.asked_ms,
            overlap_ms=None if overlap_ms is None else max(0, overlap_ms),
            gap_ms=None if overlap_ms is None else max(0, -overlap_ms),
            position_error_ms=handoff.error_ms,
            corrections=handoff.corrections,
            latency_ms=handoff.latency_ms,
            is_cold=handoff.is_cold,
            token=target.token if target else None,
        )
    )
