"""How outputs are loaded, resumed, stopped and given up; the rules that commands and reports share."""

from __future__ import annotations

from dataclasses import replace

from library import TrackId
from server.sessions import queueing
from server.sessions.messages import (
    LoadMedia,
    Notice,
    PauseOutput,
    PreloadMedia,
    ResumeOutput,
    SeekOutput,
    StopOutput,
    TrackHeard,
)
from server.sessions.model import Entry, Output, OutputState, Queue, Session, Target, Timeline
from server.sessions.turn import Turn

PREPARE_MS = (
    15_000  # a cold speaker needs up to 10 s to launch its receiver (reference: devices, 2.1 and 2.2.19)
)
GO_ON_MS = 5_000  # a preloaded track follows within a buffer, or is loaded anew
LEAVE_MS = 2_000
FADE_MS = 250
CROSS_MS = 400  # from one room to the other: shorter is heard as a jump, longer as two rooms
SETTLE_MS = 1_500  # reports that contradict a command are older than it for at most this long
PRELOAD_AHEAD_MS = 20_000
QUIET_MS = 60_000  # devices report every 5 s; a browser may slow a hidden page's timers to one a minute
LOST_MS = 60_000
RETURN_MS = 2_000  # a device that answers again says within a moment what it plays
PHONE_QUIET_MS = 300_000
HEARD_MS = 240_000  # a play counts after half of the track or four minutes, as scrobblers agreed


def seat(turn: Turn, target: Target) -> Output:
    """`target` becomes an output that holds nothing yet."""
    output = Output(
        target=target,
        token=turn.new_token(),
        state=OutputState.AUDIBLE,
        deadline_ms=None,
        asked_ms=turn.now_ms,
        aim_ms=0,
        loaded=False,
    )
    return turn.put(output)


def load(
    turn: Turn,
    target: Target,
    *,
    start_ms: int,
    at_ms: int | None = None,
    attempts: int = 1,
    hushed: bool = False,
) -> None:
    """`target` becomes an output that prepares the current entry, whatever it did before; `hushed` where it falls in
    with others, so that nobody hears how it is put in its place."""
    entry = turn.session.queue.current
    before = turn.session.output(target.device)
    if entry is None or (before is not None and before.is_taken and not turn.session.playing):
        return
    if before is not None and before.absence is not None:
        put_aside(turn, before)
        return
    token = turn.new_token()
    start_ms = max(0, min(start_ms, entry.duration_ms))
    at_ms = at_ms if target.can_schedule else None
    output = Output(
        target=target,
        token=token,
        state=OutputState.PREPARING,
        deadline_ms=turn.now_ms + PREPARE_MS,
        asked_ms=turn.now_ms,
        aim_ms=start_ms,
        scheduled_ms=at_ms,
        attempts=attempts,
        is_hushed=hushed and target.can_fade and turn.session.playing,
    )
    turn.put(output)
    playing, beside = turn.session.playing, _beside(turn.session.queue, entry)
    rate = turn.session.timeline.rate
    hush = output.is_hushed
    turn.emit(LoadMedia(target.device, token, entry, start_ms, at_ms, playing, beside, rate, hush))


def put_aside(turn: Turn, output: Output) -> None:
    """Nothing is sent to what does not answer: what it holds does not count any more, once it is back it is loaded."""
    turn.put(
        output,
        token=turn.new_token(),
        state=OutputState.AUDIBLE,
        deadline_ms=None,
        loaded=False,
        sounding=False,
        line=None,
        next_token=None,
        next_entry=None,
    )


def prepare(turn: Turn, target: Target) -> None:
    """Loads `target` so that it falls in with the timeline, aiming ahead by what it needs to start."""
    timeline = turn.session.timeline
    if not timeline.running:
        load(turn, target, start_ms=timeline.position_ms)
        return
    at_ms = turn.now_ms + target.lead_ms
    load(turn, target, start_ms=timeline.position_at(at_ms), at_ms=at_ms, hushed=True)


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


def resume(turn: Turn, output: Output) -> None:
    """Plays on what is loaded and paused."""
    if output.absence is not None:
        put_aside(turn, output)
        return
    turn.put(
        output,
        state=OutputState.PREPARING,
        deadline_ms=turn.now_ms + PREPARE_MS,
        asked_ms=turn.now_ms,
        aim_ms=turn.session.timeline.position_ms,
        scheduled_ms=None,
        seeking=False,
        corrections=0,
    )
    turn.emit(ResumeOutput(output.device, output.token))


def pause(turn: Turn, output: Output, *, fade_ms: int = 0) -> None:
    """Holds what is loaded; what has never sounded under its token is loaded anew, to wait."""
    if not output.loaded:
        return
    if output.absence is not None:
        put_aside(turn, output)
        return
    if output.line is None and output.state is OutputState.PREPARING:
        load(turn, output.target, start_ms=turn.session.timeline.position_ms)
        return
    turn.put(
        output,
        state=OutputState.AUDIBLE,
        deadline_ms=None,
        asked_ms=turn.now_ms,
        sounding=False,
        is_hushed=False,
    )
    turn.emit(PauseOutput(output.device, output.token, fade_ms))


def seek(
    turn: Turn, output: Output, position_ms: int, *, at_ms: int | None, correction: bool = False
) -> None:
    """The same media from `position_ms`; reports of the old position are told apart by `seeking`. What seeks to whole
    seconds only gets a stream that begins there."""
    if output.absence is not None:
        put_aside(turn, output)
        return
    if output.target.seeks_coarsely:
        load(turn, output.target, start_ms=position_ms)
        return
    at_ms = at_ms if output.target.can_schedule else None
    waits = turn.session.playing
    settles = waits and not (correction and output.state is OutputState.AUDIBLE)
    turn.put(
        output,
        state=OutputState.PREPARING if settles else output.state,
        deadline_ms=turn.now_ms + PREPARE_MS if settles else output.deadline_ms,
        asked_ms=turn.now_ms,
        aim_ms=position_ms,
        scheduled_ms=at_ms,
        seeking=waits,
        corrections=output.corrections + 1 if correction else 0,
    )
    turn.emit(SeekOutput(output.device, output.token, position_ms, at_ms))


def stop(turn: Turn, output: Output, *, fade_ms: int = FADE_MS) -> None:
    """Sends the output away; it is gone when it says so, or at its deadline. What is silent need not fade."""
    token = output.absence.held if output.absence else output.token
    turn.put(
        output,
        state=OutputState.LEAVING,
        deadline_ms=turn.now_ms + LEAVE_MS,
        next_token=None,
        next_entry=None,
    )
    turn.emit(StopOutput(output.device, token, fade_ms if output.sounding else 0))


def unload(turn: Turn, output: Output) -> None:
    """It stays an output and holds nothing of ours: the next play loads."""
    if output.absence is not None:
        put_aside(turn, output)
        return
    if output.loaded:
        turn.emit(StopOutput(output.device, output.token, 0))
    turn.put(
        output,
        state=OutputState.AUDIBLE,
        deadline_ms=None,
        loaded=False,
        sounding=False,
        line=None,
        next_token=None,
        next_entry=None,
    )


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


def ends_at(session: Session, output: Output) -> int | None:
    """When this output's state is over by itself; one that should sound must go on saying so."""
    if output.state is not OutputState.AUDIBLE:
        return output.deadline_ms
    if output.absence is not None and output.absence.back_ms is not None:
        return output.absence.back_ms + RETURN_MS
    if output.absence is not None:
        return output.absence.since_ms + LOST_MS if session.playing else None
    if not session.playing or not output.loaded or output.line is None:
        return None
    if output.target.by_itself:
        return _silent_at(session, output.line)
    return max(output.line.at_ms, output.asked_ms) + QUIET_MS


def _silent_at(session: Session, line: Timeline) -> int:
    """A phone says only what changes, and may be late even at the end of a track (OpenSubsonic, reportPlayback)."""
    entry = session.queue.current
    rest_ms = max(0, entry.duration_ms - line.position_ms) if entry else 0
    return line.at_ms + line.time_ms(rest_ms) + PHONE_QUIET_MS


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


def preload_next(turn: Turn) -> None:
    """Keeps what outputs will go on with equal to what comes next, once the end is near."""
    at_ms = preloads_at(turn.session)
    if at_ms is None:
        return
    following = following_entry(turn.session)
    for output in (o for o in turn.session.audible if o.absence is None):
        wanted = following if at_ms <= turn.now_ms or output.next_token else None
        if output.target.can_preload and output.next_entry != (wanted.id if wanted else None):
            token = turn.new_token()
            beside = _beside(turn.session.queue, wanted) if wanted else ()
            playing, rate = _playing(turn.session), turn.session.timeline.rate
            turn.emit(PreloadMedia(output.device, token, wanted, beside, playing, rate))
            turn.put(output, next_token=token if wanted else None, next_entry=wanted.id if wanted else None)


def preloads_at(session: Session) -> int | None:
    """When the outputs should be told what follows; None while nothing runs towards its end."""
    current = session.queue.current
    if current is None or not session.timeline.running or session.handoff is not None:
        return None
    timeline = session.timeline
    return timeline.at_ms + timeline.time_ms(current.duration_ms - timeline.position_ms) - PRELOAD_AHEAD_MS


def lacks_preload(session: Session) -> bool:
    following = following_entry(session)
    return following is not None and any(
        o.target.can_preload and o.absence is None and o.next_entry != following.id for o in session.audible
    )


def _beside(queue: Queue, entry: Entry) -> tuple[TrackId, ...]:
    """What stands before and after an entry, in the order in which they play."""
    at = queue.entries.index(entry)
    neighbours = queue.entries[max(0, at - 1) : at] + queue.entries[at + 1 : at + 2]
    return tuple(each.track_id for each in neighbours)


def _playing(session: Session) -> TrackId | None:
    current = session.queue.current
    return current.track_id if current else None


def following_entry(session: Session) -> Entry | None:
    """What plays by itself after the current one."""
    index = queueing.next_index(session.queue, ended=True)
    return None if index is None else session.queue.entries[index]


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
