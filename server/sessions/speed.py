"""How fast a session plays: the timeline goes on from where it is, and every output follows."""

from __future__ import annotations

from dataclasses import replace

from server.sessions.course import lead_on, start
from server.sessions.effects import RateOutput
from server.sessions.model import Output
from server.sessions.outputs import load
from server.sessions.timeline import Timeline
from server.sessions.turn import Turn

SLOWEST, FASTEST = 0.5, 2.0  # beyond it speech cannot be followed, and receivers refuse


def change_rate(turn: Turn, rate: float) -> None:
    """Outputs that can change it by themselves play on; the others load another stream where the timeline is."""
    session = turn.session
    rate = min(FASTEST, max(SLOWEST, rate))
    if rate == session.timeline.rate:
        return
    turn.change(timeline=_faster(turn, session.timeline, rate))
    if session.queue.current is None or not any(o.loaded for o in session.staying):
        return
    if session.playing and not any(
        o.target.can_rate and o.sounding and o.absence is None for o in session.audible
    ):
        start(turn, turn.session.timeline.position_ms)
        turn.change(heard_entry=session.heard_entry)
        return
    for output in session.staying:
        if output.loaded and output.target.can_rate and output.absence is None:
            _tell(turn, output)
        elif output.loaded:
            _reload(turn, output)
    lead_on(turn)


def _tell(turn: Turn, output: Output) -> None:
    rate = turn.session.timeline.rate
    if output.line is not None:
        line = _faster(turn, output.line, rate)
        turn.put(output, line=line, asked_ms=turn.now_ms, aim_ms=line.position_ms)
    turn.emit(RateOutput(output.device, output.token, rate))


def _reload(turn: Turn, output: Output) -> None:
    timeline = turn.session.timeline
    ahead_ms = output.target.lead_ms if timeline.running else 0
    at_ms = turn.now_ms + ahead_ms
    load(turn, output.target, start_ms=timeline.position_at(at_ms), hushed=timeline.running)


def _faster(turn: Turn, line: Timeline, rate: float) -> Timeline:
    return replace(line, position_ms=line.position_at(turn.now_ms), at_ms=turn.now_ms, rate=rate)
