"""Where the session goes as a whole: to an entry, to rest, on with whoever still sounds."""

from __future__ import annotations

from dataclasses import replace

from server.sessions.effects import Notice, TrackHeard
from server.sessions.model import Output
from server.sessions.outputs import load, unload
from server.sessions.turn import Turn

HEARD_MS = 240_000  # a play counts after half of the track or four minutes, as scrobblers agreed


def start(turn: Turn, position_ms: int, *, hushed: bool = False) -> None:
    """The current entry from `position_ms` on every output; the first to sound sets the timeline.

    Several outputs start at one time. The target of a handoff never makes the others wait: it aims ahead.
    """
    timeline = turn.session.timeline.rebased(position_ms, turn.now_ms, running=False)
    turn.change(timeline=timeline, heard_entry=None)
    joining = turn.session.handoff.to if turn.session.handoff else None
    settled = [o for o in turn.session.staying if o.device != joining]
    together = turn.now_ms + max(o.target.lead_ms for o in settled) if len(settled) > 1 else None
    for output in settled:
        load(turn, output.target, start_ms=position_ms, at_ms=together, hushed=hushed)
    for output in turn.session.staying:
        if output.device == joining:
            ahead_ms = timeline.track_ms(output.target.lead_ms) if settled and turn.session.playing else 0
            load(turn, output.target, start_ms=position_ms + ahead_ms, hushed=bool(settled))


def lead_on(turn: Turn) -> None:
    """After an output went silent or left: another that carries the session leads, else the timeline stands still. What
    does not answer leads only while nobody else can, and is then no longer believed to sound."""
    carrying = [o for o in turn.session.audible if o.loaded and (o.sounding or not turn.session.playing)]
    present = [o for o in carrying if o.absence is None]
    for output in carrying if present else ():
        if output.absence is not None:
            turn.put(output, sounding=False)
    session, able = turn.session, present or carrying
    if any(o.device == session.leader for o in able):
        return
    turn.change(leader=able[0].device if able else None)
    if not able and session.timeline.running:
        turn.change(timeline=session.timeline.held(turn.now_ms))


def come_to_rest(turn: Turn, *, reason: str, output: Output) -> None:
    """The only output failed: the session waits where it was, and says why."""
    turn.change(playing=False, timeline=turn.session.timeline.held(turn.now_ms))
    turn.emit(Notice("playback_stopped", output.device, reason))


def go_to(turn: Turn, index: int) -> None:
    """Another entry becomes current, from its beginning, on every output."""
    turn.change(queue=replace(turn.session.queue, index=index))
    start(turn, 0)


def rest_at_start(turn: Turn) -> None:
    """The queue is over: back to its first entry, silent, the outputs stay."""
    queue = turn.session.queue
    turn.change(
        playing=False,
        queue=replace(queue, index=0 if queue.entries else None),
        timeline=turn.session.timeline.rebased(0, turn.now_ms, running=False),
        heard_entry=None,
    )
    for output in turn.session.staying:
        unload(turn, output)


def count_heard(turn: Turn, *, ended: bool = False) -> None:
    """Says once an entry that it was listened to."""
    session = turn.session
    current = session.queue.current
    if current is None or session.heard_entry == current.id or not (session.timeline.running or ended):
        return
    heard_ms = session.timeline.position_at(turn.now_ms)
    if ended or heard_ms >= min(current.duration_ms // 2, HEARD_MS):
        turn.change(heard_entry=current.id)
        leader = session.output(session.leader) if session.leader else None
        if leader is None or not leader.target.counts_plays:
            turn.emit(TrackHeard(current.track_id))
