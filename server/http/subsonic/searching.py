"""Searching. Subsonic "Searching".

An empty query, spelt `query=` or `query=""`, is everything in a stable order: that is how apps copy a library
(Symfonium: `query=%22%22&songCount=500&songOffset=n`).
"""

from __future__ import annotations

from library import Limits, SearchResult
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.browsing import chosen_libraries
from server.http.subsonic.errors import ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

USUAL = 20
_NONE = Limits(0)
MOST = 10_000  # an app that got fewer than it asked for takes that page for the last one: cut late


def search2(services: Services, params: Params, user: User) -> Ok:
    found = _search(services, params, user)
    content: Node = {
        "artist": [shapes.artist_directory(artist) for artist in found.artists],
        "album": [shapes.album_directory(release) for release in found.releases],
        "song": [shapes.song(track) for track in found.tracks],
    }
    return Ok({"searchResult2": content})


def search3(services: Services, params: Params, user: User) -> Ok:
    found = _search(services, params, user)
    content: Node = {
        "artist": [shapes.artist(artist) for artist in found.artists],
        "album": [shapes.album(release) for release in found.releases],
        "song": [shapes.song(track) for track in found.tracks],
    }
    return Ok({"searchResult3": content})


def spoken(query: str) -> str:
    """The words that are meant: without quotes around all and `*` at their ends (DSub, Ultrasonic)."""
    bare = query.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] == '"':
        bare = bare[1:-1]
    return " ".join(word for word in (one.rstrip("*") for one in bare.split()) if word)


def _search(services: Services, params: Params, user: User) -> SearchResult:
    query = params.find_text("query")
    if query is None:
        raise ParameterMissing("query")
    return services.library.search(
        spoken(query),
        artists=_limits(params, "artist"),
        releases=_limits(params, "album"),
        tracks=_limits(params, "song"),
        for_user=user.id,
        within=chosen_libraries(params),
    )


def _limits(params: Params, kind: str) -> Limits:
    return Limits(
        params.number(f"{kind}Count", USUAL, highest=MOST),
        params.number(f"{kind}Offset", 0, highest=10**9),
    )


def search(services: Services, params: Params, user: User) -> Ok:
    """Subsonic's first search: `any`, or `artist`, `album` and `title` together; songs only."""
    words = [params.find_text(name) or "" for name in ("any", "artist", "album", "title")]
    count, offset = params.number("count", USUAL, highest=MOST), params.number("offset", 0, highest=10**9)
    text = spoken(" ".join(word for word in words if word))
    found = (
        services.library.search(
            text, artists=_NONE, releases=_NONE, tracks=Limits(count, offset), for_user=user.id
        ).tracks
        if text
        else ()
    )
    newer_ms = params.find_number("newerThan") or 0
    matches = [shapes.song(track) for track in found if track.added_utc.timestamp() * 1000 > newer_ms]
    return Ok({"searchResult": {"offset": offset, "totalHits": offset + len(matches), "match": matches}})


METHODS: Section = {"search": Method(search), "search2": Method(search2), "search3": Method(search3)}
