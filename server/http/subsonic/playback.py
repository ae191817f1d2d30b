"""What apps play and what the house plays. OpenSubsonic playbackReport 1; Subsonic getNowPlaying."""

from __future__ import annotations

import math
import zlib

from library import Track, TrackId
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.phones import App, Said, State
from server.sessions import Session
from server.users import UnknownUser

LONGEST_NAME = 60
FORGOTTEN_MS = 3_600_000  # paused for longer, it is not what plays now
RATES = (0.1, 10.0)


def app_of(params: Params, user: User) -> App:
    """An app is known by the name that it gives itself (`c`); what cannot be shown in it is left out."""
    said = "".join(sign for sign in params.find_text("c") or "" if sign.isprintable()).strip()
    return App(user.id, user.name, said[:LONGEST_NAME] or "app")


def report_playback(services: Services, params: Params, user: User) -> Ok:
    """The time is that of the request. `ignoreScrobble`: the app counts its plays itself, or wants none counted."""
    at_ms = services.clock.now_ms()
    track = _song(services, params, user)
    position_ms = params.required_number("positionMs")
    if position_ms < 0:
        raise Failed(f"Parameter positionMs must not be negative: {position_ms}")
    said = Said(
        track.id,
        track.duration_ms,
        min(position_ms, track.duration_ms),
        at_ms,
        _state(params),
        rate=_rate(params),
        counts_plays=params.flag("ignoreScrobble", default=False),
    )
    services.phones.report(app_of(params, user), said)
    return Ok()


def get_now_playing(services: Services, _params: Params, user: User) -> Ok:
    """Of everybody, what this user may hear: in the house, and in apps that say what they play."""
    now_ms = services.clock.now_ms()
    playing = [s for s in services.sessions.list_all() if _is_current(s, now_ms)]
    wanted = [s.queue.current.track_id for s in playing if s.queue.current]
    known = {track.id: track for track in services.library.find_tracks(wanted, for_user=user.id)}
    entries = [
        _entry(services, session, known[session.queue.current.track_id], now_ms)
        for session in playing
        if session.queue.current and session.queue.current.track_id in known
    ]
    return Ok({"nowPlaying": {"entry": entries}})


def _is_current(session: Session, now_ms: int) -> bool:
    if not session.staying:
        return False
    return session.playing or now_ms - session.timeline.at_ms < FORGOTTEN_MS


def _entry(services: Services, session: Session, track: Track, now_ms: int) -> Node:
    timeline, leader = session.timeline, session.leader or session.staying[0].device
    device = services.devices.find(leader)
    return {
        **shapes.song(track),
        "username": owner_of(services, session),
        "minutesAgo": 0 if timeline.running else (now_ms - timeline.at_ms) // 60_000,
        "playerId": zlib.crc32(leader.encode()) >> 1,  # the schema wants a number of 31 bits
        "playerName": services.rooms.name_of(device.info) if device else leader,
        "state": state_of(session),
        "positionMs": max(0, min(track.duration_ms, timeline.position_at(now_ms))),
        "playbackRate": timeline.rate,
    }


def state_of(session: Session) -> str:
    """In the words of `playbackReport`."""
    if not session.playing:
        return State.PAUSED.value
    return State.PLAYING.value if session.timeline.running else State.STARTING.value


def owner_of(services: Services, session: Session) -> str:
    try:
        return services.accounts.by_id(session.owner).name
    except UnknownUser:
        return ""  # removed since


def _song(services: Services, params: Params, user: User) -> Track:
    """Raises: ParameterMissing, Failed for what is no song, library.NotFound."""
    wanted, kind = params.text("mediaId"), params.text("mediaType")
    if kind != "song":
        raise Failed(f"Parameter mediaType must be song: {kind[:40]!r}")
    return services.library.get_track(TrackId(wanted), for_user=user.id)


def _state(params: Params) -> State:
    said = params.text("state")
    try:
        return State(said)
    except ValueError:
        raise Failed(f"Parameter state must be one of {', '.join(State)}: {said[:40]!r}") from None


def _rate(params: Params) -> float:
    said = params.find_text("playbackRate") or "1"
    try:
        rate = float(said)
    except ValueError:
        rate = math.nan
    if not RATES[0] <= rate <= RATES[1]:
        raise Failed(f"Parameter playbackRate must be {RATES[0]} to {RATES[1]}: {said[:40]!r}")
    return rate


METHODS: Section = {
    "reportPlayback": Method(report_playback),
    "getNowPlaying": Method(get_now_playing),
}
