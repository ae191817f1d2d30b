"""The play queue, which is the user's session. Subsonic "Bookmarks"; OpenSubsonic indexBasedQueue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from library import Track, TrackId
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, NotThere, ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.playback import app_of
from server.http.subsonic.services import Services, User
from server.phones import LiveQueue
from server.sessions import Entry, Session

MOST = 10_000  # entries that are told or kept; a form of 10 MB holds more ids
LONGEST_MS = 10 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class _Kept:
    """A queue of what is there: what went since is left out."""

    tracks: tuple[tuple[TrackId, int], ...]
    index: int
    is_whole: bool  # the current track is there


@dataclass(frozen=True, slots=True)
class Shown:
    """Of a session's queue."""

    entries: Sequence[Entry]
    tracks: Mapping[TrackId, Track]
    index: int | None


def save_play_queue(services: Services, params: Params, user: User) -> Ok:
    """Nothing clears it. `current` may be left out, or name what is not in the queue: then it is the first."""
    ids, current = params.texts("id"), params.find_text("current")
    index = ids.index(current) if current in ids else 0
    return _save(services, params, user, ids, index)


def save_play_queue_by_index(services: Services, params: Params, user: User) -> Ok:
    """`currentIndex` must be one of the queue: error 10 says so (indexBasedQueue 1)."""
    ids, index = params.texts("id"), params.find_number("currentIndex")
    if index is None and ids:
        raise ParameterMissing("currentIndex")
    if index is not None and not 0 <= index < len(ids):
        raise ParameterMissing("currentIndex (from 0 to the queue's length - 1)")
    return _save(services, params, user, ids, index or 0)


def get_play_queue(services: Services, params: Params, user: User) -> Ok:
    """Where the music is at this moment, in the house or in another app; the app goes on from there."""
    found = services.phones.find_queue(app_of(params, user))
    songs, index = _songs(services, user, found)
    place: Node = {} if found is None or index is None else {"position": found.position_ms}
    if index is not None:
        place["current"] = songs[index]["id"]
    return Ok({"playQueue": {**_about(found, user), **place, "entry": songs}})


def get_play_queue_by_index(services: Services, params: Params, user: User) -> Ok:
    found = services.phones.find_queue(app_of(params, user))
    songs, index = _songs(services, user, found)
    place: Node = {} if found is None or index is None else {"position": found.position_ms}
    if index is not None:
        place["currentIndex"] = index
    return Ok({"playQueueByIndex": {**_about(found, user), **place, "entry": songs}})


def _save(services: Services, params: Params, user: User, ids: Sequence[str], index: int) -> Ok:
    if len(ids) > MOST:
        raise Failed(f"A queue holds {MOST} songs at most")
    kept = _known(services, user, ids, index)
    if ids and not kept.tracks:
        raise NotThere(ids[0])
    position_ms = params.number("position", 0, highest=LONGEST_MS) if kept.is_whole else 0
    services.phones.save_queue(app_of(params, user), kept.tracks, kept.index, position_ms)
    return Ok()


def _known(services: Services, user: User, ids: Sequence[str], index: int) -> _Kept:
    wanted = [TrackId(one) for one in ids]
    known = {t.id: t.duration_ms for t in services.library.find_tracks(wanted, for_user=user.id)}
    tracks = tuple((one, known[one]) for one in wanted if one in known)
    before = sum(1 for one in wanted[:index] if one in known)
    is_whole = index < len(wanted) and wanted[index] in known
    return _Kept(tracks, max(0, min(before, len(tracks) - 1)), is_whole)


def _songs(services: Services, user: User, found: LiveQueue | None) -> tuple[list[Node], int | None]:
    """The entries that this user may hear, and which of them is the current one."""
    if found is None:
        return [], None
    return songs_of(services, user, found.session)


def songs_of(services: Services, user: User, session: Session) -> tuple[list[Node], int | None]:
    """What `shown_of` says, with all about the songs."""
    shown = shown_of(services, user, session)
    nodes = {id: shapes.song(track) for id, track in shown.tracks.items()}
    return [nodes[entry.track_id] for entry in shown.entries], shown.index


def shown_of(services: Services, user: User, session: Session) -> Shown:
    """The first `MOST` entries that this user may hear, and where the current one is among them."""
    entries = session.queue.entries[:MOST]
    tracks = services.library.find_tracks(list({e.track_id for e in entries}), for_user=user.id)
    known = {track.id: track for track in tracks}
    current = session.queue.current
    kept = [entry for entry in entries if entry.track_id in known]
    index = next((i for i, e in enumerate(kept) if current is not None and e.id == current.id), None)
    return Shown(kept, known, index)


def _about(found: LiveQueue | None, user: User) -> Node:
    """Nothing was ever saved: the date that the schema demands is then the account's own."""
    if found is None:
        return {"username": user.name, "changed": shapes.moment(user.created_utc), "changedBy": ""}
    changed = shapes.moment(found.changed_utc)
    return {"username": user.name, "changed": changed, "changedBy": found.changed_by}


METHODS: Section = {
    "savePlayQueue": Method(save_play_queue),
    "getPlayQueue": Method(get_play_queue),
    "savePlayQueueByIndex": Method(save_play_queue_by_index),
    "getPlayQueueByIndex": Method(get_play_queue_by_index),
}
