"""What may be asked of a session, and which devices that would take or wake: pure."""

from __future__ import annotations

from devices import DeviceId
from server.sessions.commands import (
    Command,
    Join,
    Jump,
    Move,
    Next,
    Pause,
    Play,
    PlayNow,
    Previous,
    RemoveEntries,
    Reset,
    Seek,
    SetRate,
    Spread,
    TakeOver,
)
from server.sessions.errors import NothingToPlay, NowhereToPlay, PlaysByItself
from server.sessions.model import Session, Target


def check_possible(session: Session, command: Command) -> None:
    """What `step` would ignore is an error for whoever asked. Raises: PlaysByItself, NothingToPlay, NowhereToPlay."""
    by_itself = next((o.device for o in session.staying if o.target.by_itself), None)
    if by_itself is not None and needs_obedience(command, session):
        raise PlaysByItself(by_itself)
    if isinstance(command, Join | Move) and command.target.by_itself:
        raise PlaysByItself(command.target.device)
    if isinstance(command, PlayNow) and not command.tracks:
        raise NothingToPlay
    if isinstance(command, Play) and session.queue.current is None:
        raise NothingToPlay
    if isinstance(command, Play | PlayNow) and command.target is None and not session.staying:
        raise NowhereToPlay


def needs_obedience(command: Command, session: Session) -> bool:
    """Whether a device that plays by itself would have to do something."""
    match command:
        case Pause() | Next() | Previous() | Seek() | Jump() | Reset() | SetRate():
            return True
        case Play(target) | PlayNow(target=target):
            return target is None
        case RemoveEntries(entries):
            current = session.queue.current
            return current is not None and current.id in entries
        case _:
            return False


def devices_of(command: Command) -> tuple[DeviceId, ...]:
    """The devices that a command wants to take."""
    match command:
        case Join(target) | Move(target) | TakeOver(target):
            return (target.device,)
        case Spread(targets):
            return tuple(target.device for target in targets)
        case Play(Target() as target):
            return (target.device,)
        case PlayNow(target=Target() as wanted):
            return (wanted.device,)
        case _:
            return ()


def sounding_again(session: Session, command: Command) -> tuple[DeviceId, ...]:
    """The outputs of a silent session that a command makes sound."""
    if session.playing or not isinstance(command, Play | PlayNow | Jump):
        return ()
    return tuple(o.device for o in session.staying)
