"""Where what sounds is put: in step with the timeline, or the timeline with it."""

from __future__ import annotations

from dataclasses import replace

from devices import Playing
from server.sessions.course import count_heard, lead_on
from server.sessions.effects import LatencySeen, SwellOutput
from server.sessions.handoff import arrive
from server.sessions.model import Output, OutputState
from server.sessions.outputs import CROSS_MS, PREPARE_MS, load, seek
from server.sessions.turn import Turn

MAX_CORRECTIONS = 2  # the first learns how long a seek takes, the second uses it
UNHEARD_CORRECTIONS = 5  # nobody hears these; a network or a machine that is held up spoils some
CHASE_MS = 10_000  # a follower is corrected at most this often: each correction is a short hole in its sound
OLD_LINE_MS = 40  # what is said from before a seek is no further off the line of that time
COARSE_MS = 500  # … and where it takes another load, seconds long


def confirm(turn: Turn, output: Output, said: Playing) -> None:
    """A preparing output sounds: it falls in with the timeline, is corrected, or sets it."""
    timeline = turn.session.timeline
    error_ms = said.position_ms - timeline.position_at(said.at_ms) if timeline.running else None
    heard_ms = timeline.time_ms(said.position_ms - output.aim_ms)
    latency_ms = max(0, said.at_ms - output.asked_ms - heard_ms)
    if output.line is None and output.scheduled_ms is None:
        _learn(turn, output, latency_ms)
    was_seeking = output.seeking
    _learn_seek(turn, output, said)
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
    output = turn.put(output, line=line, sounding=True, seeking=False)
    if (
        error_ms is not None
        and abs(error_ms) > output.target.bound_ms
        and output.corrections < (UNHEARD_CORRECTIONS if output.is_hushed else MAX_CORRECTIONS)
    ):
        _correct(turn, output, latency_ms if was_seeking else _seeks_in_ms(output, latency_ms))
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


def _learn_seek(turn: Turn, output: Output, said: Playing) -> None:
    """As far as what is said can be what the seek led to."""
    heard_ms = turn.session.timeline.time_ms(said.position_ms - output.aim_ms)
    latency_ms = said.at_ms - output.asked_ms - heard_ms
    is_there = output.seeking and output.line is not None and -OLD_LINE_MS < heard_ms < PREPARE_MS
    if is_there and output.scheduled_ms is None and 0 <= latency_ms < PREPARE_MS:
        turn.emit(LatencySeen(output.device, output.token, latency_ms, is_cold=False, is_seek=True))


def _seeks_in_ms(output: Output, otherwise_ms: int) -> int:
    """How long it will take to seek; a load, or to begin at a time that it is told, takes it `otherwise_ms`."""
    able = output.target
    return otherwise_ms if able.seek_ms is None or able.can_schedule or able.seeks_coarsely else able.seek_ms


def _correct(turn: Turn, output: Output, latency_ms: int) -> None:
    """Goes to where the timeline will be once that has taken so long."""
    at_ms = turn.now_ms + latency_ms
    position_ms = max(0, turn.session.timeline.position_at(at_ms))
    if not output.target.seeks_coarsely:
        seek(turn, output, position_ms, at_ms=at_ms, correction=True)
        return
    load(turn, output.target, start_ms=position_ms, attempts=output.attempts, hushed=True)
    loaded = turn.session.output(output.device)
    if loaded is not None:
        turn.put(loaded, corrections=output.corrections + 1)


def follow(turn: Turn, output: Output, said: Playing) -> None:
    """A regular report: the leader's moves the timeline, a follower chases it."""
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
    strayed = _is_off(turn, output, said) and turn.now_ms - output.asked_ms > CHASE_MS
    _learn_seek(turn, output, said)
    output = turn.put(output, line=line, sounding=True, seeking=False, attempts=1)
    if output.device == turn.session.leader or not turn.session.timeline.running:
        turn.change(timeline=line, leader=output.device)
        count_heard(turn)
    elif strayed:
        _correct(turn, output, _seeks_in_ms(output, output.target.lead_ms))


def is_astray(turn: Turn, output: Output, said: Playing) -> bool:
    """Whether what was away fell behind meanwhile, or ran ahead: nobody could tell it where the timeline is."""
    return turn.session.playing and turn.session.timeline.running and _is_off(turn, output, said)


def catch_up(turn: Turn, output: Output, said: Playing) -> None:
    """It sounds, and is sent to where the timeline is."""
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=True)
    output = turn.put(output, line=line, sounding=True)
    _correct(turn, output, _seeks_in_ms(output, output.target.lead_ms))


def _is_off(turn: Turn, output: Output, said: Playing) -> bool:
    bound_ms = max(output.target.bound_ms, COARSE_MS if output.target.seeks_coarsely else 0)
    return abs(said.position_ms - turn.session.timeline.position_at(said.at_ms)) > bound_ms
