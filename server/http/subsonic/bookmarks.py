"""Places in songs. Subsonic "Bookmarks"."""

from __future__ import annotations

from library import TrackId
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, NotThere
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

LONGEST_COMMENT = 1_000


def get_bookmarks(services: Services, _params: Params, user: User) -> Ok:
    """Newest first; those of songs that are gone wait for their return. `entry` is one object, never a list."""
    kept = services.bookmarks.list(user.id)
    tracks = services.library.find_tracks([one.track for one in kept], for_user=user.id)
    known = {track.id: shapes.song(track) for track in tracks}
    nodes: list[Node] = [
        {
            "position": one.position_ms,
            "username": user.name,
            "comment": one.comment,
            "created": shapes.moment(one.created_utc),
            "changed": shapes.moment(one.changed_utc),
            "entry": {**known[one.track], "bookmarkPosition": one.position_ms},
        }
        for one in kept
        if one.track in known
    ]
    return Ok({"bookmarks": {"bookmark": nodes}})


def create_bookmark(services: Services, params: Params, user: User) -> Ok:
    """One a song: a second takes the place of the first."""
    wanted, position_ms = params.text("id"), params.required_number("position")
    track = services.library.get_track(TrackId(wanted), for_user=user.id)
    if not 0 <= position_ms <= track.duration_ms + 1_000:  # durations are told in whole seconds
        raise Failed(f"Parameter position must be within the song, in milliseconds: {position_ms}")
    comment = (params.find_text("comment") or "")[:LONGEST_COMMENT]
    services.bookmarks.put(user.id, track.id, position_ms, comment)
    return Ok()


def delete_bookmark(services: Services, params: Params, user: User) -> Ok:
    wanted = params.text("id")
    if not services.bookmarks.remove(user.id, TrackId(wanted)):
        raise NotThere(wanted)
    return Ok()


METHODS: Section = {
    "getBookmarks": Method(get_bookmarks),
    "createBookmark": Method(create_bookmark),
    "deleteBookmark": Method(delete_bookmark),
}
