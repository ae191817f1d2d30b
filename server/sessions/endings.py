"""How things end: a track, an output, a wait. What can go on elsewhere or again does; the rest says why."""

from __future__ import annotations

from dataclasses import replace

from devices import Gone, Occupied
from server.sessions import queueing
from server.sessions.absence import come_back, give_place_back
from server.sessions.course import come_to_rest, count_heard, lead_on, rest_at_start
from server.sessions.deadlines import ends_at
from server.sessions.effects import Notice, StopOutput
from server.sessions.handoff import (
    arrive,
    close_handoff,
    end_handoff,
    is_on_its_way,
    roll_back,
    source_silent,
)
from server.sessions.model import Absence, Output, OutputState
from server.sessions.outputs import GO_ON_MS, load, stop, unload
from server.sessions.turn import Turn

MAX_ATTEMPTS = 2


def ended(turn: Turn, output: Output) -> None:
    """The leader's end is the session's; a follower's, or a target's that came too late, waits for it."""
    carried = [o for o in turn.session.audible if o.device != output.device and o.sounding]
    if output.device == turn.session.leader or not carried:
        advance(turn, ended=True)
    else:
        turn.put(output, sounding=False)


def advance(turn: Turn, *, ended: bool) -> None:
    """The next entry, on outputs that go on by themselves without a command, on the others by a load."""
    count_heard(turn, ended=ended)
    queue = turn.session.queue
    index = queueing.next_index(queue, ended=ended)
    if index is None:
        _finish(turn)
        return
    turn.change(
        queue=replace(queue, index=index),
        timeline=turn.session.timeline.rebased(0, turn.now_ms, running=False),
        heard_entry=None,
    )
    following = queue.entries[index].id
    goes_on = [o for o in turn.session.staying if o.next_token and o.next_entry == following]
    for output in turn.session.staying:
        if output in goes_on and output.absence is None:
            _go_on(turn, output)
        else:
            ahead_ms = turn.session.timeline.track_ms(output.target.lead_ms) if goes_on else 0
            load(turn, output.target, start_ms=ahead_ms, hushed=bool(goes_on))


def _go_on(turn: Turn, output: Output) -> None:
    if output.next_token is None:
        return
    turn.put(
        output,
        token=output.next_token,
        state=OutputState.PREPARING,
        deadline_ms=turn.now_ms + GO_ON_MS,
        asked_ms=turn.now_ms,
        aim_ms=0,
        scheduled_ms=turn.now_ms,
        seeking=False,
        line=None,
        corrections=0,
        next_token=None,
        next_entry=None,
    )


def _finish(turn: Turn) -> None:
    """The queue is over; a handoff under way ends where it was going."""
    rest_at_start(turn)
    handoff = turn.session.handoff
    target = turn.session.output(handoff.to) if handoff else None
    if target is not None and handoff is not None and handoff.audible_ms is None:
        arrive(turn, target, at_ms=turn.now_ms, error_ms=None)


def stopped(turn: Turn, output: Output, reason: str) -> None:
    """Silent without our asking: somebody else took the device, and we yield. One that was told to unload obeys, and
    has nothing to tell."""
    if output.loaded or reason:
        _lose(turn, output, reason or "somebody else is using it")


def failed(turn: Turn, output: Output, reason: str) -> None:
    carrying = output.state is OutputState.AUDIBLE and turn.session.playing
    alone = not any(o.sounding for o in turn.session.audible if o.device != output.device)
    if is_on_its_way(turn, output):
        roll_back(turn, output, reason)
    elif carrying and alone and output.attempts < MAX_ATTEMPTS:
        _try_again(turn, output)
    elif len(turn.session.staying) > 1:
        turn.emit(Notice("output_failed", output.device, reason))
        stop(turn, output, fade_ms=0)
        lead_on(turn)
    else:
        end_handoff(turn, "failed", reason=reason)  # its sources went while it prepared
        unload(turn, turn.session.output(output.device) or output)
        come_to_rest(turn, reason=reason, output=output)


def gone(turn: Turn, said: Gone) -> None:
    output = turn.session.output(said.device)
    if output is None:
        return
    if output.state is OutputState.LEAVING:
        left(turn, output, said.at_ms)
    else:
        _lose(turn, output, "it went away")


def occupied(turn: Turn, said: Occupied) -> None:
    """A silent session yields to what somebody else plays there, and keeps its place. One that plays hears of it by
    `Stopped`: what is said while a device is being taken over may still be about the time before."""
    output = turn.session.output(said.device)
    if output is None or output.state is not OutputState.AUDIBLE:
        return
    if said.by is not None and output.absence is not None:
        _lose(turn, output, f"{said.by} plays there now")
    elif said.by is None:
        turn.put(output, is_taken=False)
    elif not turn.session.playing:
        unload(turn, turn.put(output, loaded=False, is_taken=True))


def overdue(turn: Turn) -> None:
    """Ends every state whose deadline has passed."""
    for output in turn.session.outputs:
        end_ms = ends_at(turn.session, output)
        if end_ms is None or end_ms > turn.now_ms:
            continue
        if turn.session.output(output.device) is not output:
            continue  # an earlier one's end has changed it
        if output.state is OutputState.LEAVING:
            left(turn, output, turn.now_ms)
        elif output.absence is not None:
            _absent(turn, output, output.absence)
        elif output.target.by_itself:
            _fell_silent(turn, output)
        elif output.state is OutputState.AUDIBLE:
            failed(turn, output, "it does not answer any more")
        elif output.attempts < MAX_ATTEMPTS and not is_on_its_way(turn, output):
            _try_again(turn, output)
        else:
            failed(turn, output, "it did not start in time")


def _absent(turn: Turn, output: Output, absence: Absence) -> None:
    """It is back and said nothing of ours, or its minute is over."""
    if absence.back_ms is not None:
        come_back(turn, output)
        return
    if len(turn.session.staying) == 1:
        give_place_back(turn, absence)
    if output.token != absence.held:
        turn.emit(StopOutput(output.device, absence.held, 0))
    output = turn.put(output, absence=None, attempts=MAX_ATTEMPTS)
    failed(turn, output, "it does not answer any more")


def left(turn: Turn, output: Output, at_ms: int) -> None:
    turn.drop(output.device)
    source_silent(turn, output.device, at_ms)
    if turn.session.handoff is not None and turn.session.handoff.to == output.device:
        end_handoff(turn, "done")  # it had arrived, or its failure was recorded before
    close_handoff(turn)


def _lose(turn: Turn, output: Output, reason: str) -> None:
    """The device is not ours any more: nothing is sent to it."""
    target = is_on_its_way(turn, output)
    alone = len(turn.session.staying) == 1
    if alone and output.absence is not None:
        give_place_back(turn, output.absence)
    if target:
        end_handoff(turn, "failed", reason=reason)
        turn.emit(Notice("handoff_failed", output.device, reason))
    elif not alone:
        turn.emit(Notice("output_failed", output.device, reason))
    if alone:
        end_handoff(turn, "failed", reason=reason)
        come_to_rest(turn, reason=reason, output=output)
    left(turn, output, turn.now_ms)
    lead_on(turn)


def _fell_silent(turn: Turn, output: Output) -> None:
    """An app that says no more was closed, or put away: that is no news."""
    entry = turn.session.queue.current
    if len(turn.session.staying) == 1 and entry is not None:
        position_ms = min(turn.session.timeline.position_at(turn.now_ms), entry.duration_ms)
        line = turn.session.timeline.rebased(position_ms, turn.now_ms, running=False)
        turn.change(playing=False, timeline=line)
    left(turn, output, turn.now_ms)
    lead_on(turn)


def _try_again(turn: Turn, output: Output) -> None:
    timeline = turn.session.timeline.held(turn.now_ms)
    others = any(o.sounding for o in turn.session.audible if o.device != output.device)
    if not others:
        turn.change(timeline=timeline)
    load(turn, output.target, start_ms=timeline.position_ms, attempts=output.attempts + 1)
