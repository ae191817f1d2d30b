"""How one output is loaded, resumed, stopped and given up; the rules that commands and reports share."""

from __future__ import annotations

from server.sessions.effects import LoadMedia, PauseOutput, ResumeOutput, SeekOutput, StopOutput
from server.sessions.model import Output, OutputState, Target
from server.sessions.queueing import beside
from server.sessions.turn import Turn

PREPARE_MS = (
    15_000  # a cold speaker needs up to 10 s to launch its receiver (reference: devices, 2.1 and 2.2.19)
)
GO_ON_MS = 5_000  # a preloaded track follows within a buffer, or is loaded anew
LEAVE_MS = 2_000
FADE_MS = 250
CROSS_MS = 400  # from one room to the other: shorter is heard as a jump, longer as two rooms
SETTLE_MS = 1_500  # reports that contradict a command are older than it for at most this long


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
    turn.emit(
        LoadMedia(
            target.device,
            token,
            entry,
            start_ms,
            at_ms,
            playing=turn.session.playing,
            beside=beside(turn.session.queue, entry),
            rate=turn.session.timeline.rate,
            is_hushed=output.is_hushed,
        )
    )


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
