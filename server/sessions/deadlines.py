"""When time itself is news: the end of each state, and of patience with what says nothing."""

from __future__ import annotations

from server.sessions.model import Output, OutputState, Session
from server.sessions.preloading import lacks_preload, preloads_at
from server.sessions.timeline import Timeline

QUIET_MS = 60_000  # devices report every 5 s; a browser may slow a hidden page's timers to one a minute
LOST_MS = 60_000
RETURN_MS = 2_000  # a device that answers again says within a moment what it plays
PHONE_QUIET_MS = 300_000


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


def wakes_at(session: Session) -> int | None:
    """When the session needs its next Tick, if nothing else happens."""
    times = [a.until_ms for a in session.awaited]
    times += [at_ms for o in session.outputs if (at_ms := ends_at(session, o)) is not None]
    preload_ms = preloads_at(session)
    if preload_ms is not None and lacks_preload(session):
        times.append(preload_ms)
    return min(times, default=None)
