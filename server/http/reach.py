"""Whose word counts for what plays in a room: nobody plays in one that is closed to them by way of a session that is
there already."""

from __future__ import annotations

from library import UserId
from server.rooms import Rooms
from server.sessions import Command, Leave, Move, Pause, Session

_AWAY = (Pause, Leave, Move)  # where a session moves to is asked about where the command is read


def may_command(rooms: Rooms, user: UserId, session: Session, command: Command) -> bool:
    """Whether all the rooms that would sound are open to this user; making it silent there is nobody's privilege."""
    return isinstance(command, _AWAY) or all(rooms.may_use(o.device, user) for o in session.staying)
