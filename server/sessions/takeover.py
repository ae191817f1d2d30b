"""What plays by itself: a phone says what it does, and the session follows. The others leave once it sounds."""

from __future__ import annotations

from dataclasses import replace

from library import TrackId
from server.sessions import queueing
from server.sessions.commands import Reset, TakeOver
from server.sessions.course import count_heard, rest_at_start
from server.sessions.handoff import arrive, end_handoff
from server.sessions.model import Entry, Handoff, Output, OutputState, Queue
from server.sessions.outputs import SETTLE_MS, load, pause, resume, stop
from server.sessions.speed import FASTEST, SLOWEST
from server.sessions.timeline import Timeline
from server.sessions.turn import Turn


def take_over(turn: Turn, said: TakeOver) -> None:
    """A phone that is part of the session leads it on; one that comes anew takes it from the others once it sounds."""
    heard, was_playing = turn.session.timeline, turn.session.playing
    before = turn.session.queue.current
    known = turn.session.output(said.target.device)
    is_new = known is None or known.state is OutputState.LEAVING
    if is_new:
        end_handoff(turn, "replaced")
    else:
        count_heard(turn)
    _follow_queue(turn, said)
    entry = turn.session.queue.current
    if entry is None:
        return
    is_same = before is not None and before.id == entry.id
    position_ms, running = min(said.position_ms, entry.duration_ms), said.state == "playing"
    line = Timeline(position_ms, said.at_ms, running, min(FASTEST, max(SLOWEST, said.rate)))
    output = _sit_down(turn, said, line)
    others = [o for o in turn.session.staying if o.device != output.device]
    turn.change(
        playing=said.state != "paused",
        timeline=line,
        leader=output.device,
        heard_entry=turn.session.heard_entry if is_same else None,
    )
    if is_new and others:
        error_ms = line.position_ms - heard.position_at(said.at_ms) if heard.running and is_same else None
        _relieve(turn, said, others, was_running=heard.running, error_ms=error_ms)
    else:
        for other in others:
            _bring_along(turn, other, is_same=is_same, was_playing=was_playing)


def reset(turn: Turn, command: Reset) -> None:
    before = turn.session.queue.current
    queue = rewritten(turn, command.tracks, command.index)
    turn.change(queue=queue)
    if before is not None and queue.current is not None and queue.current.id == before.id:
        return
    end_handoff(turn, "failed", reason="the queue was replaced")
    rest_at_start(turn)
    turn.change(queue=queue)


def step_aside(turn: Turn) -> None:
    """Those that play by themselves and alone are left to it: the session goes on where it is asked to."""
    staying = turn.session.staying
    if not all(o.target.by_itself for o in staying):
        return
    for output in staying:
        turn.change(playing=False, timeline=turn.session.timeline.held(turn.now_ms), leader=None)
        stop(turn, output, fade_ms=0)


def rewritten(turn: Turn, tracks: tuple[tuple[TrackId, int], ...], index: int) -> Queue:
    """The same track at `index` keeps its entry: it is not told apart from what plays."""
    queue = turn.session.queue
    fresh = [Entry(turn.new_entry_id(), track, duration_ms, rank=0) for track, duration_ms in tracks]
    index = min(index, len(fresh) - 1)
    if fresh and queue.current is not None and queue.current.track_id == fresh[index].track_id:
        fresh[index] = replace(fresh[index], id=queue.current.id)
    return queueing.replaced(queue, fresh, max(0, index), shuffle=False, seed=0)


def _follow_queue(turn: Turn, said: TakeOver) -> None:
    queue = turn.session.queue
    if said.tracks and [t for t, _ in said.tracks] != [e.track_id for e in queue.entries]:
        turn.change(queue=rewritten(turn, said.tracks, said.index))
    elif 0 <= said.index < len(queue.entries) and said.index != queue.index:
        turn.change(queue=replace(queue, index=said.index))


def _sit_down(turn: Turn, said: TakeOver, line: Timeline) -> Output:
    """It was asked for nothing, so none of its reports is older than what it was asked for."""
    known = turn.session.output(said.target.device)
    is_new = known is None or known.state is OutputState.LEAVING
    output = Output(
        target=said.target,
        token=turn.new_token() if known is None or is_new else known.token,
        state=OutputState.AUDIBLE,
        deadline_ms=None,
        asked_ms=said.at_ms - SETTLE_MS,
        aim_ms=line.position_ms,
        sounding=line.running,
        line=line,
    )
    return turn.put(output)


def _bring_along(turn: Turn, other: Output, *, is_same: bool, was_playing: bool) -> None:
    """What plays beside the phone does as it does."""
    session = turn.session
    if not session.playing:
        pause(turn, other)
    if not is_same:
        ahead_ms = other.target.lead_ms if session.timeline.running else 0
        load(turn, other.target, start_ms=session.timeline.position_at(turn.now_ms + ahead_ms))
    elif session.playing and not was_playing and other.loaded:
        resume(turn, other)


def _relieve(
    turn: Turn, said: TakeOver, others: list[Output], *, was_running: bool, error_ms: int | None
) -> None:
    """The phone sounds already: the others leave, and the record says how far it was off."""
    handoff = Handoff(
        to=said.target.device,
        sources=tuple(o.device for o in others),
        asked_ms=turn.now_ms,
        predicted_ms=0,
        was_running=was_running,
    )
    turn.change(handoff=handoff)
    output = turn.session.output(said.target.device)
    if output is not None:
        arrive(turn, output, at_ms=said.at_ms, error_ms=error_ms)
