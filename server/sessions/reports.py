"""What a device says of its sound: it starts, goes on, pauses, stalls. A report with a stale token means nothing."""

from __future__ import annotations

from dataclasses import replace

from devices import Buffering, Ended, Failed, Paused, PlaybackReport, Playing, Stopped
from server.sessions.absence import come_back
from server.sessions.endings import advance, ended, failed, left, stopped
from server.sessions.handoff import arrive
from server.sessions.messages import LatencySeen, SwellOutput
from server.sessions.model import Output, OutputState
from server.sessions.outputs import (
    CROSS_MS,
    PREPARE_MS,
    SETTLE_MS,
    count_heard,
    lead_on,
    load,
    pause,
    resume,
    seek,
)
from server.sessions.turn import Turn

MAX_CORRECTIONS = 2  # the first learns how long a seek takes, the second uses it
UNHEARD_CORRECTIONS = 5  # nobody hears these; a network or a machine that is held up spoils some
CHASE_MS = 10_000  # a follower is corrected at most this often: each correction is a short hole in its sound
COARSE_MS = 500  # … and where it takes another load, seconds long
OLD_LINE_MS = 40


def report(turn: Turn, said: PlaybackReport) -> None:
    output = turn.session.output(said.device)
    if output is None:
        return
    if output.absence is not None and said.token in (output.token, output.next_token):
        if _is_nothing(turn, said):
            come_back(turn, output)
            return
        output = turn.put(output, absence=None)
        if isinstance(said, Playing) and _is_astray(turn, output, said):
            line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
            _correct(turn, turn.put(output, line=line, sounding=True), output.target.lead_ms)
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
            stopped(turn, output, said.reason)
        case Failed():
            failed(turn, output, said.reason)


def _is_astray(turn: Turn, output: Output, said: Playing) -> bool:
    """Whether what was away fell behind meanwhile, or ran ahead: nobody told it where the timeline is."""
    timeline = turn.session.timeline
    if said.token != output.token or not (turn.session.playing and timeline.running):
        return False
    bound_ms = max(output.target.bound_ms, COARSE_MS if output.target.seeks_coarsely else 0)
    return abs(said.position_ms - timeline.position_at(said.at_ms)) > bound_ms


def _is_nothing(turn: Turn, said: PlaybackReport) -> bool:
    """Whether a device that should sound says, being back, that it does not: that was nobody's wish."""
    match said:
        case Stopped():
            return turn.session.playing and not said.reason
        case _:
            return turn.session.playing and isinstance(said, Paused | Buffering | Failed)


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
    heard_ms = timeline.time_ms(said.position_ms - output.aim_ms)
    latency_ms = max(0, said.at_ms - output.asked_ms - heard_ms)
    if output.line is None and output.scheduled_ms is None:
        _learn(turn, output, latency_ms)
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
    output = turn.put(output, line=line, sounding=True, seeking=False)
    if (
        error_ms is not None
        and abs(error_ms) > output.target.bound_ms
        and output.corrections < (UNHEARD_CORRECTIONS if output.is_hushed else MAX_CORRECTIONS)
    ):
        _correct(turn, output, latency_ms)
        return
    if output.is_hushed:
        turn.emit(SwellOutput(output.device, output.token, CROSS_MS))
    output = turn.put(output, state=OutputState.AUDIBLE, deadline_ms=None, is_hushed=False)
    handoff = turn.session.handoff
    if error_ms is None:
        turn.change(timeline=line, leader=output.device)
    lead_on(turn)
    if handoff is not None and handoff.to == output.device:
        turn.change(timeline=line)
        arrive(turn, output, at_ms=said.at_ms, error_ms=error_ms)


def _learn(turn: Turn, output: Output, latency_ms: int) -> None:
    turn.emit(LatencySeen(output.device, output.token, latency_ms, output.target.is_cold))
    handoff = turn.session.handoff
    if handoff is not None and handoff.to == output.device and handoff.latency_ms is None:
        turn.change(handoff=replace(handoff, latency_ms=latency_ms))


def _correct(turn: Turn, output: Output, latency_ms: int) -> None:
    """Goes to where the timeline will be once that has taken as long as the last command did."""
    at_ms = turn.now_ms + latency_ms
    position_ms = max(0, turn.session.timeline.position_at(at_ms))
    if not output.target.seeks_coarsely:
        seek(turn, output, position_ms, at_ms=at_ms, correction=True)
        return
    load(turn, output.target, start_ms=position_ms, attempts=output.attempts, hushed=True)
    loaded = turn.session.output(output.device)
    if loaded is not None:
        turn.put(loaded, corrections=output.corrections + 1)


def _follow(turn: Turn, output: Output, said: Playing) -> None:
    """A regular report: the leader's moves the timeline, a follower chases it."""
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
    error_ms = said.position_ms - turn.session.timeline.position_at(said.at_ms)
    bound_ms = max(output.target.bound_ms, COARSE_MS if output.target.seeks_coarsely else 0)
    strayed = abs(error_ms) > bound_ms and turn.now_ms - output.asked_ms > CHASE_MS
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
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=False)
    leads = session.leader in (None, output.device)
    output = turn.put(output, state=OutputState.AUDIBLE, deadline_ms=None, sounding=False, line=line)
    if session.handoff is not None and session.handoff.to == output.device:
        arrive(turn, output, at_ms=said.at_ms, error_ms=None)
    elif leads and not output.seeking:
        turn.change(leader=output.device, timeline=line)


def _paused_by_hand(turn: Turn, output: Output, said: Paused) -> None:
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=False)
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
            timeline = turn.session.timeline.rebased(said.position_ms, turn.now_ms, running=False)
            turn.change(timeline=timeline)
