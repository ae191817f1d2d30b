"""Which session an app means, and whether what it says counts: pure.

An app never says "I take over". What it says counts when it begins to play of its own will:

    part of the session ──► its reports lead the session
          │ the music moves to a speaker
          ▼
      let go: the app may sound on, and nobody here can stop it; it is ignored …
          │ … until it pauses, skips, fetches the queue, or was quiet for ten minutes
          ▼
        free ──► plays ──► what it plays is in the queue it fetched, or was part of: it takes that session over;
                           anything else is a session of its own, and no speaker stops for it
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from devices import DeviceId
from library import TrackId
from server.phones.model import Phone, Said, State
from server.sessions import Session, SessionId

FREE_AFTER_MS = 600_000
NEAR_END_MS = 10_000  # an app that goes on by itself to its next track says so this much early at most
PULL_MS = 600_000  # how long an app may take from fetching the queue to playing it


def is_part(session: Session, device: DeviceId) -> bool:
    return any(o.device == device for o in session.staying)


def sounds_elsewhere(session: Session, device: DeviceId) -> bool:
    """Whether it is carried by something other than this device."""
    return any(o.device != device for o in session.staying)


def heard(phone: Phone, said: Said, sessions: Sequence[Session]) -> Phone:
    """The phone after it said this: let go or not."""
    last, takes_part = phone.said, any(is_part(s, phone.device) for s in sessions)
    is_let_go = phone.is_let_go
    if phone.takes_part and not takes_part:
        is_let_go = last is not None and last.is_active
    if is_let_go and last is not None and _is_free(last, said):
        is_let_go = False
    return replace(phone, said=said, takes_part=takes_part, is_let_go=is_let_go)


def _is_free(last: Said, said: Said) -> bool:
    if said.state is State.PAUSED or said.at_ms - last.at_ms > FREE_AFTER_MS:
        return True
    if said.state is State.STOPPED:
        return said.position_ms < last.duration_ms - NEAR_END_MS
    if said.track != last.track:
        return last.position_at(said.at_ms) < last.duration_ms - NEAR_END_MS
    return said.state is State.STARTING


def choose(phone: Phone, track: TrackId, owned: Sequence[Session]) -> Session | None:
    """The session that playing this track means; None: a new one of its own."""
    part = next((s for s in owned if is_part(s, phone.device)), None)
    if part is not None:
        return part
    for known in (phone.pulled.session if phone.pulled else None, phone.session):
        session = next((s for s in owned if s.id == known), None)
        if session is not None and find_index(session, track) is not None:
            return session
    return own_session(phone, owned)


def own_session(phone: Phone, owned: Iterable[Session]) -> Session | None:
    """One that bears its name and that nothing else carries."""
    return next(
        (s for s in owned if s.name == phone.app.title and not sounds_elsewhere(s, phone.device)), None
    )


def find_index(session: Session, track: TrackId) -> int | None:
    """Where the track stands: the current entry, else the next one of it, else the first."""
    found = [i for i, entry in enumerate(session.queue.entries) if entry.track_id == track]
    now = session.queue.index or 0
    return min(found, key=lambda i: (i < now, i), default=None)


def live_queue(owned: Iterable[Session], device: DeviceId | None, saved: SessionId | None) -> Session | None:
    """The queue to go on with: what sounds elsewhere, then what sounds, then what was touched last."""

    def rank(session: Session) -> tuple[bool, bool, int, bool]:
        running = session.timeline.running
        elsewhere = running and not (device and is_part(session, device))
        at_ms = 0 if running else session.timeline.at_ms
        return elsewhere, running, at_ms, session.id == saved

    return max((s for s in owned if s.queue.entries), key=rank, default=None)
