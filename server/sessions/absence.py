"""A device that does not answer keeps its place for a minute; pure.

    Lost ──► absent ── Found ──► back ── it says that it plays ours ──► as if nothing had been
               │                  └── it says nothing of the kind, or for 2 s nothing ──► loaded where the timeline is
               └── a minute ──► it leaves; was it alone, the session pauses at the place where it was lost

While it is absent nothing is sent to it. Alone, it is believed to sound: the timeline runs on. After the minute that
belief is given up, and the music waits where somebody is sure to have heard it last: nothing is skipped.
"""

from __future__ import annotations

from dataclasses import replace

from devices import Found, Lost
from server.sessions import queueing
from server.sessions.course import lead_on, rest_at_start
from server.sessions.effects import StopOutput
from server.sessions.handoff import is_on_its_way, roll_back
from server.sessions.model import Absence, Output, OutputState
from server.sessions.outputs import load, prepare, put_aside
from server.sessions.turn import Turn


def lost(turn: Turn, said: Lost) -> None:
    """A target on its way has failed: the source plays on."""
    session = turn.session
    output = session.output(said.device)
    if output is None or output.state is OutputState.LEAVING or output.absence is not None:
        return
    if is_on_its_way(turn, output):
        roll_back(turn, output, "it does not answer")
        return
    absence = Absence(
        since_ms=turn.now_ms,
        entry=session.queue.current.id if session.queue.current else None,
        position_ms=max(0, session.timeline.position_at(said.at_ms)),
        held=output.token,
    )
    output = turn.put(output, absence=absence)
    if output.state is OutputState.PREPARING:
        put_aside(turn, output)
    lead_on(turn)


def found(turn: Turn, said: Found) -> None:
    """What it plays of ours, or that it is somebody else's now, it says right after. What nobody wants it to play any
    more it is told at once."""
    output = turn.session.output(said.device)
    if output is None or output.absence is None:
        return
    turn.put(output, absence=replace(output.absence, back_ms=turn.now_ms))
    if not output.loaded:
        turn.emit(StopOutput(output.device, output.absence.held, 0))


def come_back(turn: Turn, output: Output) -> None:
    """It holds nothing that could go on: loaded again where the timeline is."""
    output = turn.put(output, absence=None)
    if not turn.session.playing:
        turn.put(output, loaded=False, sounding=False, line=None, next_token=None, next_entry=None)
        return
    if any(o.sounding for o in turn.session.audible if o.device != output.device):
        prepare(turn, output.target)
        lead_on(turn)
        return
    if not _catch_up(turn):
        return
    turn.change(timeline=turn.session.timeline.held(turn.now_ms))
    load(turn, output.target, start_ms=turn.session.timeline.position_ms)


def give_place_back(turn: Turn, absence: Absence) -> None:
    """The timeline goes back to where the device was lost, unless somebody has chosen another place since."""
    current = turn.session.queue.current
    if turn.session.timeline.running and current is not None and current.id == absence.entry:
        turn.change(timeline=turn.session.timeline.rebased(absence.position_ms, turn.now_ms, running=False))


def _catch_up(turn: Turn) -> bool:
    """Nobody said that tracks had ended meanwhile. False: the queue has."""
    session = turn.session
    position_ms = session.timeline.position_at(turn.now_ms)
    while session.queue.current is not None and position_ms >= session.queue.current.duration_ms > 0:
        position_ms -= session.queue.current.duration_ms
        index = queueing.next_index(session.queue, ended=True)
        if index is None:
            rest_at_start(turn)
            return False
        timeline = session.timeline.rebased(position_ms, turn.now_ms, running=session.timeline.running)
        turn.change(queue=replace(session.queue, index=index), timeline=timeline, heard_entry=None)
        session = turn.session
    return True
