"""What a person's command does to the session."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from devices import Skipped
from library import TrackId
from server.sessions import queueing
from server.sessions.commands import (
    ClearQueue,
    Command,
    Enqueue,
    Join,
    Jump,
    Leave,
    Move,
    MoveEntry,
    Next,
    Pause,
    Play,
    PlayNow,
    Previous,
    RemoveEntries,
    Reset,
    Seek,
    SetRate,
    SetRepeat,
    SetShuffle,
    Spread,
    TakeOver,
)
from server.sessions.course import go_to, rest_at_start, start
from server.sessions.handoff import end_handoff, join, leave, move
from server.sessions.model import Entry, OutputState, Queue, Target
from server.sessions.outputs import CROSS_MS, load, pause, resume, seat, seek
from server.sessions.speed import change_rate
from server.sessions.takeover import reset, step_aside, take_over
from server.sessions.turn import Turn

RESTART_MS = 3_000  # Previous within the first 3 s goes back a track, later to the start of this one
# They leave what sounds alone, unless the current entry goes.
QUIET = Enqueue | MoveEntry | RemoveEntries | ClearQueue | SetShuffle | SetRepeat


def obey(turn: Turn, command: Command) -> None:
    before = turn.session.queue.current
    _carry_out(turn, command)
    if not isinstance(command, QUIET) or turn.session.queue.current != before:
        turn.change(awaited=())


def _carry_out(turn: Turn, command: Command) -> None:
    match command:
        case PlayNow():
            play_now(turn, command)
        case Enqueue():
            entries = _entries(turn, command.tracks)
            turn.change(
                queue=queueing.inserted(turn.session.queue, entries, after_current=command.after_current)
            )
        case Play():
            play(turn, command.target, hushed=command.is_soft)
        case Pause():
            hold(turn, fade_ms=CROSS_MS if command.is_soft else 0)
        case Next():
            skip(turn)
        case Previous():
            go_back(turn)
        case Seek():
            seek_to(turn, command.position_ms)
        case Jump():
            jump(turn, command)
        case MoveEntry():
            turn.change(queue=queueing.moved(turn.session.queue, command.entry, command.before))
        case RemoveEntries():
            edit(turn, queueing.removed(turn.session.queue, command.entries))
        case ClearQueue():
            turn.change(queue=queueing.cleared(turn.session.queue))
        case SetShuffle():
            if command.on != turn.session.queue.shuffle:
                turn.change(queue=queueing.shuffled(turn.session.queue, on=command.on, seed=command.seed))
        case SetRate():
            change_rate(turn, command.rate)
        case SetRepeat():
            turn.change(queue=replace(turn.session.queue, repeat=command.mode))
        case Join():
            join(turn, command.target)
        case Spread():
            for target in command.targets:
                join(turn, target)
        case Leave():
            leave(turn, command.device)
        case Move():
            move(turn, command.target)
        case TakeOver():
            take_over(turn, command)
        case Reset():
            reset(turn, command)
        case _:
            assert_never(command)


def play_now(turn: Turn, command: PlayNow) -> None:
    if command.target is not None:
        step_aside(turn)
    queue = turn.session.queue
    shuffle = queue.shuffle if command.shuffle is None else command.shuffle
    entries = _entries(turn, command.tracks)
    fresh = queueing.replaced(queue, entries, command.index, shuffle=shuffle, seed=command.seed)
    turn.change(queue=replace(fresh, shuffle=shuffle))
    if not entries:
        rest_at_start(turn)
        return
    if command.target is not None and not turn.session.staying:
        seat(turn, command.target)
    turn.change(playing=bool(turn.session.staying))
    start(turn, command.position_ms)


def play(turn: Turn, target: Target | None, *, hushed: bool = False) -> None:
    if turn.session.queue.current is None or turn.session.playing:
        return
    if target is not None:
        step_aside(turn)
    if not turn.session.staying:
        if target is not None:
            turn.change(playing=True)
            join(turn, target, hushed=hushed)
        return
    turn.change(playing=True)
    for output in turn.session.staying:
        if output.loaded and output.state is OutputState.AUDIBLE:
            resume(turn, output)
        else:
            load(turn, output.target, start_ms=turn.session.timeline.position_ms)


def hold(turn: Turn, *, fade_ms: int = 0) -> None:
    if not turn.session.playing:
        return
    turn.change(playing=False, timeline=turn.session.timeline.held(turn.now_ms))
    for output in turn.session.staying:
        pause(turn, output, fade_ms=fade_ms)


def skip(turn: Turn) -> None:
    index = queueing.next_index(turn.session.queue, ended=False)
    if index is not None:
        go_to(turn, index)
    elif turn.session.queue.current is not None:
        end_handoff(turn, "failed", reason="the queue ended")
        rest_at_start(turn)


def go_back(turn: Turn) -> None:
    timeline = turn.session.timeline
    index = queueing.previous_index(turn.session.queue)
    if index is None:
        return
    if timeline.position_at(turn.now_ms) > RESTART_MS:
        seek_to(turn, 0)
    else:
        go_to(turn, index)


def skipped(turn: Turn, said: Skipped) -> None:
    """Somebody pressed a key on the device itself."""
    output = turn.session.output(said.device)
    if output is not None and output.token == said.token and output.state is not OutputState.LEAVING:
        obey(turn, Next() if said.forward else Previous())


def seek_to(turn: Turn, position_ms: int) -> None:
    current = turn.session.queue.current
    if current is None:
        return
    position_ms = min(position_ms, current.duration_ms)
    staying = turn.session.staying
    timeline = turn.session.timeline.rebased(position_ms, turn.now_ms, running=False)
    turn.change(timeline=timeline)
    together = turn.now_ms + max(o.target.lead_ms for o in staying) if len(staying) > 1 else None
    for output in staying:
        if output.loaded and output.line is not None:
            seek(turn, output, position_ms, at_ms=together)
        elif output.loaded:
            waits = len(staying) == 1 or not turn.session.playing
            ahead_ms = 0 if waits else timeline.track_ms(output.target.lead_ms)
            load(turn, output.target, start_ms=position_ms + ahead_ms)


def jump(turn: Turn, command: Jump) -> None:
    index = queueing.index_of(turn.session.queue, command.entry)
    if index is not None:
        turn.change(playing=bool(turn.session.staying))
        go_to(turn, index)


def edit(turn: Turn, queue: Queue) -> None:
    """A queue from which the current entry may have gone."""
    before = turn.session.queue.current
    turn.change(queue=queue)
    after = queue.current
    if before == after or (before and after and before.id == after.id):
        return
    if after is None:
        end_handoff(turn, "failed", reason="the queue was emptied")
        rest_at_start(turn)
    elif queue.index is not None:
        go_to(turn, queue.index)


def _entries(turn: Turn, tracks: tuple[tuple[TrackId, int], ...]) -> list[Entry]:
    return [Entry(turn.new_entry_id(), track, duration_ms, rank=0) for track, duration_ms in tracks]
