"""How fast a session plays: music as it is, audiobooks as their listener last chose."""

from __future__ import annotations

from library import TrackId, UserId
from server.http.services import Services
from server.sessions import PlayNow, SessionId, SetRate


def rate_for(services: Services, user: UserId, played: PlayNow) -> float:
    """Of what somebody begins to play."""
    tracks = played.tracks
    first = tracks[min(played.index, len(tracks) - 1)][0] if tracks else None
    return services.preferences.book_rate(user) if first and services.library.is_book(first) else 1.0


def follow(services: Services, id: SessionId, user: UserId, command: object, revision: int) -> int:
    """What a command means for the speed of this session, or of the books that its user will hear. Answers the
    session's revision."""
    if isinstance(command, PlayNow):
        rate = rate_for(services, user, command)
        if services.sessions.get(id).timeline.rate != rate:
            return services.sessions.command(id, SetRate(rate))
    elif isinstance(command, SetRate) and _is_book(services, id):
        services.preferences.keep_book_rate(user, command.rate)
    return revision


def _is_book(services: Services, id: SessionId) -> bool:
    current = services.sessions.get(id).queue.current
    return current is not None and services.library.is_book(TrackId(current.track_id))
