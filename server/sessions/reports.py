"""What a device's report does to its session. A report whose token is not the output's means nothing."""

from __future__ import annotations

from dataclasses import replace

from devices import Buffering, Ended, Failed, Gone, Paused, PlaybackReport, Playing, Stopped
from server.sessions import queueing
from server.sessions.handoff import arrive, close_handoff, end_handoff, roll_back, source_silent
from server.sessions.messages import LatencySeen, Notice
from server.sessions.model import Output, OutputState, Timeline
from server.sessions.outputs import (
    GO_ON_MS,
    PREPARE_MS,
    SETTLE_MS,
    come_to_rest,
    count_heard,
    ends_at,
    lead_on,
    load,
    pause,
    rest_at_start,
    resume,
    seek,
    stop,
    unload,
)
from server.sessions.turn import Turn

MAX_CORRECTIONS = 2  # the first learns how long a seek takes, the second uses it
MAX_ATTEMPTS = 2
CHASE_MS = 10_000  # a follower is corrected at most this often: each correction is a short hole in its sound
OLD_LINE_MS = 40


def report(turn: Turn, said: PlaybackReport) -> None:
    output = turn.session.output(said.device)
    if output is None:
        return
    if isinstance(said, Playing) and said.token == output.next_token:
        advance(turn, ended=True)
        report(turn, said)
        return
    if said.token != output.token:
        return
    if output.state is OutputState.LEAVING:
        if isinstance(said, Stopped | Ended | Failed):
            left(turn, output, said.at_ms)
        return
    match said:
        case Playing():
            playing(turn, output, said)
        case Paused():
            paused(turn, output, said)
        case Buffering():
            buffering(turn, output, said)
        case Ended():
            ended(turn, output)
        case Stopped():
            stopped(turn, output)
        case Failed():
            failed(turn, output, said.reason)


def playing(turn: Turn, output: Output, said: Playing) -> None:
    if _is_old(output, said):
        return
    if not turn.session.playing:
        if not output.loaded or said.at_ms - output.asked_ms < SETTLE_MS:
            return
        _played_by_hand(turn, output)
    if output.state is OutputState.PREPARING:
        _confirm(turn, output, said)
    else:
        _follow(turn, output, said)


def _is_old(output: Output, said: Playing) -> bool:
    """Said before the command was obeyed: it still describes the line that the output was on."""
    if said.at_ms < output.asked_ms and (output.seeking or output.line is not None):
        return True
    if not output.seeking or output.line is None or said.at_ms - output.asked_ms >= SETTLE_MS:
        return False
    return abs(said.position_ms - output.line.position_at(said.at_ms)) < OLD_LINE_MS


def _confirm(turn: Turn, output: Output, said: Playing) -> None:
    """A preparing output sounds: it falls in with the timeline, is corrected, or sets it."""
    timeline = turn.session.timeline
    error_ms = said.position_ms - timeline.position_at(said.at_ms) if timeline.running else None
    latency_ms = max(0, said.at_ms - output.asked_ms - (said.position_ms - output.aim_ms))
    if output.line is None and output.scheduled_ms is None:
        turn.emit(LatencySeen(output.device, latency_ms))
    line = Timeline(said.position_ms, said.at_ms, running=True)
    output = turn.put(output, line=line, sounding=True, seeking=False)
    if (
        error_ms is not None
        and abs(error_ms) > output.target.bound_ms
        and output.corrections < MAX_CORRECTIONS
    ):
        _correct(turn, output, latency_ms)
        return
    output = turn.put(output, state=OutputState.AUDIBLE, deadline_ms=None)
    handoff = turn.session.handoff
    if error_ms is None:
        turn.change(timeline=line, leader=output.device)
    if handoff is not None and handoff.to == output.device:
        turn.change(timeline=line)
        arrive(turn, output, at_ms=said.at_ms, error_ms=error_ms)


def _correct(turn: Turn, output: Output, latency_ms: int) -> None:
    """Seeks to where the timeline will be once the seek has taken as long as the last command did."""
    at_ms = turn.now_ms + latency_ms
    position_ms = max(0, turn.session.timeline.position_at(at_ms))
    seek(turn, output, position_ms, at_ms=at_ms, correction=True)


def _follow(turn: Turn, output: Output, said: Playing) -> None:
    """A regular report: the leader's moves the timeline, a follower chases it."""
    line = Timeline(said.position_ms, said.at_ms, running=True)
    error_ms = said.position_ms - turn.session.timeline.position_at(said.at_ms)
    strayed = abs(error_ms) > output.target.bound_ms and turn.now_ms - output.asked_ms > CHASE_MS
    output = turn.put(output, line=line, sounding=True, seeking=False, attempts=1)
    if output.device == turn.session.leader or not turn.session.timeline.running:
        turn.change(timeline=line, leader=output.device)
        count_heard(turn)
    elif strayed:
        _correct(turn, output, output.target.lead_ms)


def _played_by_hand(turn: Turn, output: Output) -> None:
    """Somebody pressed play on the device itself: the others follow."""
    turn.change(playing=True)
    for other in turn.session.audible:
        if other.device != output.device and other.loaded:
            resume(turn, other)


def paused(turn: Turn, output: Output, said: Paused) -> None:
    session = turn.session
    if session.playing:
        obeying = said.at_ms - output.asked_ms < SETTLE_MS
        if output.state is OutputState.AUDIBLE and not obeying:
            _paused_by_hand(turn, output, said)
        return
    line = Timeline(said.position_ms, said.at_ms, running=False)
    leads = session.leader in (None, output.device)
    output = turn.put(output, state=OutputState.AUDIBLE, deadline_ms=None, sounding=False, line=line)
    if session.handoff is not None and session.handoff.to == output.device:
        arrive(turn, output, at_ms=said.at_ms, error_ms=None)
    elif leads and not output.seeking:
        turn.change(leader=output.device, timeline=line)


def _paused_by_hand(turn: Turn, output: Output, said: Paused) -> None:
    line = Timeline(said.position_ms, said.at_ms, running=False)
    turn.put(output, sounding=False, line=line)
    leads = output.device == turn.session.leader
    turn.change(playing=False, timeline=line if leads else turn.session.timeline.held(turn.now_ms))
    for other in turn.session.staying:
        if other.device != output.device:
            pause(turn, other)


def buffering(turn: Turn, output: Output, said: Buffering) -> None:
    """It wants to sound and does not. The timeline waits unless another output carries it."""
    if output.state is not OutputState.AUDIBLE or not turn.session.playing or said.at_ms < output.asked_ms:
        return
    turn.put(output, sounding=False, state=OutputState.PREPARING, deadline_ms=turn.now_ms + PREPARE_MS)
    if output.device == turn.session.leader:
        lead_on(turn)
        if not turn.session.timeline.running:
            turn.change(timeline=Timeline(said.position_ms, turn.now_ms, running=False))


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
        timeline=Timeline(0, turn.now_ms, running=False),
        heard_entry=None,
    )
    following = queue.entries[index].id
    goes_on = [o for o in turn.session.staying if o.next_token and o.next_entry == following]
    for output in turn.session.staying:
        if output in goes_on:
            _go_on(turn, output)
        else:
            ahead_ms = output.target.lead_ms if goes_on else 0
            load(turn, output.target, start_ms=ahead_ms)


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


def stopped(turn: Turn, output: Output) -> None:
    """Silent without our asking: somebody else took the device, and we yield."""
    _lose(turn, output, "somebody else is using it")


def failed(turn: Turn, output: Output, reason: str) -> None:
    if _is_target(turn, output):
        roll_back(turn, output, reason)
    elif len(turn.session.staying) > 1:
        turn.emit(Notice("output_failed", output.device, reason))
        stop(turn, output, fade_ms=0)
        lead_on(turn)
    elif output.state is OutputState.AUDIBLE and turn.session.playing and output.attempts < MAX_ATTEMPTS:
        _try_again(turn, output)
    else:
        unload(turn, output)
        come_to_rest(turn, reason=reason, output=output)


def gone(turn: Turn, said: Gone) -> None:
    output = turn.session.output(said.device)
    if output is None:
        return
    if output.state is OutputState.LEAVING:
        left(turn, output, said.at_ms)
    else:
        _lose(turn, output, "it went away")


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
        elif output.state is OutputState.AUDIBLE:
            failed(turn, output, "it does not answer any more")
        elif output.attempts < MAX_ATTEMPTS and not _is_target(turn, output):
            _try_again(turn, output)
        else:
            failed(turn, output, "it did not start in time")


def left(turn: Turn, output: Output, at_ms: int) -> None:
    turn.drop(output.device)
    source_silent(turn, output.device, at_ms)
    if turn.session.handoff is not None and turn.session.handoff.to == output.device:
        end_handoff(turn, "done")  # it had arrived, or its failure was recorded before
    close_handoff(turn)


def _lose(turn: Turn, output: Output, reason: str) -> None:
    """The device is not ours any more: nothing is sent to it."""
    target = _is_target(turn, output)
    alone = len(turn.session.staying) == 1
    if target:
        end_handoff(turn, "failed", reason=reason)
        turn.emit(Notice("handoff_failed", output.device, reason))
    elif not alone:
        turn.emit(Notice("output_failed", output.device, reason))
    if alone:
        come_to_rest(turn, reason=reason, output=output)
    left(turn, output, turn.now_ms)
    lead_on(turn)


def _try_again(turn: Turn, output: Output) -> None:
    timeline = turn.session.timeline.held(turn.now_ms)
    others = any(o.sounding for o in turn.session.audible if o.device != output.device)
    if not others:
        turn.change(timeline=timeline)
    load(turn, output.target, start_ms=timeline.position_ms, attempts=output.attempts + 1)


def _is_target(turn: Turn, output: Output) -> bool:
    handoff = turn.session.handoff
    return handoff is not None and handoff.to == output.device and handoff.audible_ms is None
