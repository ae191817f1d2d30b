"""The state machine of a session: one pure function.

    step(session, event, now_ms) → (session', effects)

An output:

                 Load / Resume / Seek
                        │
                        ▼          its first Playing, near enough the timeline (or Paused, in a paused session)
      join ──►     PREPARING ────────────────────────────────────────────►  AUDIBLE
                    │  ▲  ▲ └─ beyond its bound: Seek, twice at most           │ │
     Failed, Gone,  │  │  └─── Buffering, track change without preload ────────┘ │ leave, or: the target of
     deadline       │  └────── one more attempt                                  │ a move became AUDIBLE
                    ▼                                                            ▼
                 removed   ◄─────────── Stopped, Gone, 2 s ──────────────── LEAVING

A move is a join whose arrival makes the sources leave: until then nothing about them changes, so a target
that fails or is late is simply sent away. Every state but AUDIBLE has a deadline; an AUDIBLE one that should sound
and has said nothing for a minute has failed. What happens while a device does not answer is drawn in `absence`.
"""

from __future__ import annotations

from devices import Buffering, Ended, Failed, Found, Gone, Lost, Occupied, Paused, Playing, Skipped, Stopped
from server.sessions.absence import found, lost
from server.sessions.effects import Effect
from server.sessions.endings import gone, occupied, overdue
from server.sessions.events import Attach, Event, Tick
from server.sessions.model import Session
from server.sessions.obedience import obey, skipped
from server.sessions.preloading import preload_next
from server.sessions.reattachment import attach, give_up_waiting
from server.sessions.reports import report
from server.sessions.turn import Turn


def step(session: Session, event: Event, now_ms: int) -> tuple[Session, tuple[Effect, ...]]:
    """Effects come in the order in which they must be carried out; the revision grows if anything changed."""
    turn = Turn(session, now_ms)
    match event:
        case Tick():
            overdue(turn)
            give_up_waiting(turn)
        case Gone():
            gone(turn, event)
        case Skipped():
            skipped(turn, event)
        case Attach():
            attach(turn, event)
        case Lost():
            lost(turn, event)
        case Found():
            found(turn, event)
        case Occupied():
            occupied(turn, event)
        case Playing() | Paused() | Buffering() | Ended() | Stopped() | Failed():
            report(turn, event)
        case _:
            obey(turn, event)
    preload_next(turn)
    if turn.session != session:
        turn.change(revision=session.revision + 1)
    return turn.session, tuple(turn.effects)
