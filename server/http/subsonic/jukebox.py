"""The user's session as a jukebox, with the speakers of the house as its targets. Subsonic "Jukebox".

| app        | what it sends (read in its code)                                                           |
|------------|--------------------------------------------------------------------------------------------|
| DSub       | `set` of all at each change of its queue, `skip` with index and offset to play and to seek, |
|            | `stop`, `start`, `setGain` in tenths; `status` every 5 s; `currentIndex` -1 is "nothing"    |
| Ultrasonic | the same                                                                                   |
| Supersonic | `set` of one and `start`; `remove` and `add` of the next one; `skip` to seek; `stop` and    |
|            | `clear`; `status` every 0.5 s                                                              |
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import TypeAlias

from library import TrackId
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, NotAllowed, NotThere, ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.play_queue import LONGEST_MS, shown_of
from server.http.subsonic.services import Services, User
from server.http.subsonic.speakers import (
    check_heard,
    find_speaker,
    get_target,
    leave_closed_rooms,
    leave_phones,
    may_play,
    session_of,
    speakers_of,
    wanted_tracks,
)
from server.sessions import (
    Enqueue,
    Entry,
    Jump,
    Move,
    Pause,
    Play,
    RemoveEntries,
    Reset,
    Seek,
    Session,
    SetShuffle,
)

Act: TypeAlias = Callable[[Services, Params, User, Session], None]


def jukebox_control(services: Services, params: Params, user: User) -> Ok:
    action = params.text("action")
    act = _ACTIONS.get(action)
    if act is None:
        raise Failed(f"Parameter action must be one of {', '.join(_ACTIONS)}: {action[:40]!r}")
    if not may_play(services, user):
        raise NotAllowed("use the jukebox: no speaker is open to them")
    session = session_of(services, user)
    if act is not _nothing:
        session = leave_closed_rooms(services, user, session)
    act(services, params, user, session)
    session = services.sessions.get(session.id)
    shown = shown_of(services, user, session)
    status = _status(services, user, session, shown.index)
    if action == "setGain":
        status["gain"] = params.fraction("gain")  # the speaker says so a moment later
    if action == "get":
        songs = [shapes.song(shown.tracks[entry.track_id]) for entry in shown.entries]
        return Ok({"jukeboxPlaylist": {**status, "entry": songs}})
    return Ok({"jukeboxStatus": status})


def _status(services: Services, user: User, session: Session, index: int | None) -> Node:
    """`gain` is Subsonic's word; the OpenSubsonic description calls the same `volume`."""
    speaker = find_speaker(services, user, session)
    state = services.devices.find(speaker) if speaker else None
    percent = state.volume_percent if state else None
    position_ms = max(0, session.timeline.position_at(services.clock.now_ms()))
    return {
        "currentIndex": -1 if index is None else index,
        "playing": session.playing and bool(speakers_of(session)),
        "gain": 1.0 if percent is None else percent / 100,
        "position": position_ms // 1000,
    }


def _nothing(_services: Services, _params: Params, _user: User, _session: Session) -> None:
    """`get` and `status` only look."""


def _set(services: Services, params: Params, user: User, session: Session) -> None:
    """The current song plays on if it is among them; else it stops, as the app says next what to play."""
    tracks: tuple[tuple[TrackId, int], ...] = ()
    if params.texts("id"):
        tracks = wanted_tracks(services, params, user)
    session = leave_phones(services, session)
    current = session.queue.current
    places = [i for i, (track, _) in enumerate(tracks) if current and current.track_id == track]
    services.sessions.command(session.id, Reset(tracks, places[0] if places else 0))


def _start(services: Services, _params: Params, user: User, session: Session) -> None:
    """From a phone too: its queue and its place go on in the room."""
    check_heard(services, user, session)
    target = get_target(services, user, session)
    if session.staying and not speakers_of(session):
        services.sessions.command(session.id, Move(target))
    services.sessions.command(session.id, Play(target))


def _stop(services: Services, _params: Params, _user: User, session: Session) -> None:
    if speakers_of(session):
        services.sessions.command(leave_phones(services, session).id, Pause())


def _skip(services: Services, params: Params, user: User, session: Session) -> None:
    """Plays the entry, from `offset` seconds on."""
    entry = _entry(services, params, user, session)
    services.library.get_track(entry.track_id, for_user=user.id)
    target = get_target(services, user, session)
    session = leave_phones(services, session)
    services.sessions.command(session.id, Jump(entry.id))
    if offset_s := params.number("offset", 0, highest=LONGEST_MS // 1000):
        services.sessions.command(session.id, Seek(offset_s * 1000))
    services.sessions.command(session.id, Play(target))


def _add(services: Services, params: Params, user: User, session: Session) -> None:
    services.sessions.command(session.id, Enqueue(wanted_tracks(services, params, user), after_current=False))


def _clear(services: Services, _params: Params, _user: User, session: Session) -> None:
    services.sessions.command(leave_phones(services, session).id, Reset((), 0))


def _remove(services: Services, params: Params, user: User, session: Session) -> None:
    entry = _entry(services, params, user, session)
    services.sessions.command(leave_phones(services, session).id, RemoveEntries((entry.id,)))


def _shuffle(services: Services, _params: Params, _user: User, session: Session) -> None:
    """Anew each time; the current song stays the current one."""
    if session.queue.shuffle:
        services.sessions.command(session.id, SetShuffle(on=False))
    services.sessions.command(session.id, SetShuffle(on=True, seed=secrets.randbits(32)))


def _set_gain(services: Services, params: Params, user: User, session: Session) -> None:
    percent = round(params.fraction("gain") * 100)
    devices = [output.device for output in speakers_of(session)]
    for device in devices or [get_target(services, user, session).device]:
        services.devices.set_volume(device, percent)


def _entry(services: Services, params: Params, user: User, session: Session) -> Entry:
    """The entry at `index` of what this user was told. Raises: ParameterMissing, NotThere."""
    index = params.find_number("index")
    if index is None:
        raise ParameterMissing("index")
    shown = shown_of(services, user, session).entries
    if not 0 <= index < len(shown):
        raise NotThere(f"index {index}")
    return shown[index]


_ACTIONS: Mapping[str, Act] = {
    "get": _nothing,
    "status": _nothing,
    "set": _set,
    "start": _start,
    "stop": _stop,
    "skip": _skip,
    "add": _add,
    "clear": _clear,
    "remove": _remove,
    "shuffle": _shuffle,
    "setGain": _set_gain,
}
METHODS: Section = {"jukeboxControl": Method(jukebox_control)}
