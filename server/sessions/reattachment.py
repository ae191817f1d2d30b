"""After a restart of the server: speakers that play on are taken back as they are; pure.

A saved session is paused and awaits its speakers for a minute. What one of them says under a token that it was given
before makes it an output again, without a command. Whatever else a person does with the session ends the wait.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from devices import DeviceId, Playing, PlayToken
from server.sessions import queueing
from server.sessions.effects import Kept
from server.sessions.events import Attach
from server.sessions.model import Awaited, Output, OutputState, Session
from server.sessions.turn import Turn

HeldAs = Literal["awaited", "preparing", "audible", "leaving"]


def attach(turn: Turn, event: Attach) -> None:
    """The device plays, or holds, what it was given by the run before."""
    said = event.said
    awaited = next(
        (a for a in turn.session.awaited if a.device == said.device and said.token in a.tokens), None
    )
    if awaited is None:
        return
    turn.change(awaited=tuple(a for a in turn.session.awaited if a is not awaited))
    goes_on = said.token == awaited.next_token
    if goes_on and not _advanced(turn, awaited):
        return
    sounds = isinstance(said, Playing)
    line = turn.session.timeline.rebased(said.position_ms, said.at_ms, running=sounds)
    turn.put(
        Output(
            target=event.target,
            token=said.token,
            state=OutputState.AUDIBLE,
            deadline_ms=None,
            asked_ms=said.at_ms,
            aim_ms=said.position_ms,
            sounding=sounds,
            line=line,
            next_token=None if goes_on else awaited.next_token,
            next_entry=None if goes_on else awaited.next_entry,
        )
    )
    turn.emit(Kept(said.device, said.token))
    if not turn.session.timeline.running:
        turn.change(playing=sounds, timeline=line, leader=said.device)


def held_as(session: Session | None, device: DeviceId, token: PlayToken) -> HeldAs | None:
    """What a load that a device holds is to its session; None: it was given up."""
    output = session.output(device) if session else None
    if output is not None and token in (output.token, output.next_token):
        return output.state.value
    awaited = session.awaited if session else ()
    return "awaited" if any(a.device == device and token in a.tokens for a in awaited) else None


def give_up_waiting(turn: Turn) -> None:
    """Those that have said nothing for a minute play no more."""
    kept = tuple(a for a in turn.session.awaited if a.until_ms > turn.now_ms)
    if kept != turn.session.awaited:
        turn.change(awaited=kept)


def _advanced(turn: Turn, awaited: Awaited) -> bool:
    """It went on by itself meanwhile. False: what it plays is not in the queue any more."""
    queue = turn.session.queue
    index = queueing.index_of(queue, awaited.next_entry) if awaited.next_entry else None
    if index is None:
        return False
    turn.change(queue=replace(queue, index=index), heard_entry=None)
    return True
