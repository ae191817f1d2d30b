"""What follows by itself: devices that can are told of it before the current track ends."""

from __future__ import annotations

from library import TrackId
from server.sessions import queueing
from server.sessions.effects import PreloadMedia
from server.sessions.model import Entry, Session
from server.sessions.queueing import beside
from server.sessions.turn import Turn

PRELOAD_AHEAD_MS = 20_000


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
            around = beside(turn.session.queue, wanted) if wanted else ()
            playing, rate = _playing(turn.session), turn.session.timeline.rate
            turn.emit(PreloadMedia(output.device, token, wanted, around, playing, rate))
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


def _playing(session: Session) -> TrackId | None:
    current = session.queue.current
    return current.track_id if current else None


def following_entry(session: Session) -> Entry | None:
    """What plays by itself after the current one."""
    index = queueing.next_index(session.queue, ended=True)
    return None if index is None else session.queue.entries[index]
