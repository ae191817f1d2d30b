"""What a device says of its sound: it starts, goes on, pauses, stalls. A report with a stale token means nothing."""

from __future__ import annotations

from devices import Buffering, Ended, Failed, Paused, PlaybackReport, Playing, Stopped
from server.sessions.absence import come_back
from server.sessions.course import lead_on
from server.sessions.endings import advance, ended, failed, left, stopped
from server.sessions.handoff import arrive
from server.sessions.model import Output, OutputState
from server.sessions.outputs import PREPARE_MS, SETTLE_MS, pause, resume
from server.sessions.placing import OLD_LINE_MS, catch_up, confirm, follow, is_astray
from server.sessions.turn import Turn


def report(turn: Turn, said: PlaybackReport) -> None:
    output = turn.session.output(said.device)
    if output is None:
        return
    if output.absence is not None and said.token in (output.token, output.next_token):
        if _is_nothing(turn, said):
            come_back(turn, output)
            return
        output = turn.put(output, absence=None)
        if isinstance(said, Playing) and said.token == output.token and is_astray(turn, output, said):
            catch_up(turn, output, said)
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


def _is_nothing(turn: Turn, said: PlaybackReport) -> bool:
    """Whether a device that should sound says, being back, that it does not: that was nobody's wish."""
    match said:
        case Stopped():
            return turn.session.playing and not said.reason
        case _:
            return turn.session.playing and isinstance(said, Paused | Buffering | Failed)


def playing(turn: Turn, output: Output, said: Playing) -> None:
    if _is_old(turn, output, said):
        return
    if not turn.session.playing:
        if not output.loaded or said.at_ms - output.asked_ms < SETTLE_MS:
            return
        _played_by_hand(turn, output)
    if output.state is OutputState.PREPARING:
        confirm(turn, output, said)
    else:
        follow(turn, output, said)


def _is_old(turn: Turn, output: Output, said: Playing) -> bool:
    """Said before the command was obeyed: it still describes the line that the output was on. What may as well be said
    of the new one, after a person's seek to a place near by, is believed."""
    since_ms = said.at_ms - output.asked_ms
    if since_ms < 0 and (output.seeking or output.line is not None):
        return True
    if not output.seeking or output.line is None or since_ms >= SETTLE_MS:
        return False
    ahead_ms = said.position_ms - output.aim_ms
    may_be_new = -OLD_LINE_MS < ahead_ms < turn.session.timeline.track_ms(since_ms) + OLD_LINE_MS
    if may_be_new and not output.corrections:
        return False
    return abs(said.position_ms - output.line.position_at(said.at_ms)) < OLD_LINE_MS


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
