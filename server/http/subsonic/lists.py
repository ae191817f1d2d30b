"""Album and song lists. Subsonic "Album/song lists"."""

from __future__ import annotations

from dataclasses import dataclass

from library import Limits, Release, ReleaseFilter, ReleaseOrder
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.browsing import chosen_libraries
from server.http.subsonic.errors import Failed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

MOST = 500  # Subsonic's own bound for all of these

_ORDERS = {
    "random": ReleaseOrder.RANDOM,
    "newest": ReleaseOrder.NEWEST,
    "highest": ReleaseOrder.HIGHEST,
    "frequent": ReleaseOrder.FREQUENT,
    "recent": ReleaseOrder.RECENT,
    "starred": ReleaseOrder.STARRED,
    "alphabeticalByName": ReleaseOrder.TITLE,
    "alphabeticalByArtist": ReleaseOrder.ARTIST,
}
TYPES = (*_ORDERS, "byYear", "byGenre")


_ALL = ReleaseFilter()


@dataclass(frozen=True, slots=True)
class Selection:
    order: ReleaseOrder
    where: ReleaseFilter = _ALL


def select(params: Params) -> Selection:
    """What `type` means. byYear from a later year to an earlier one counts down (Subsonic 1.8)."""
    wanted = params.text("type")
    if wanted in _ORDERS:
        return Selection(_ORDERS[wanted])
    if wanted == "byGenre":
        return Selection(ReleaseOrder.TITLE, ReleaseFilter(genre=params.text("genre")))
    if wanted != "byYear":
        raise Failed(f"Parameter type must be one of {', '.join(TYPES)}: {wanted[:40]!r}")
    first, last = params.required_number("fromYear"), params.required_number("toYear")
    order = ReleaseOrder.YEAR if first <= last else ReleaseOrder.YEAR_DESC
    return Selection(order, ReleaseFilter(from_year=min(first, last), to_year=max(first, last)))


def get_album_list(services: Services, params: Params, user: User) -> Ok:
    albums = [shapes.album_directory(release) for release in _releases(services, params, user)]
    return Ok({"albumList": {"album": albums}})


def get_album_list2(services: Services, params: Params, user: User) -> Ok:
    albums = [shapes.album(release) for release in _releases(services, params, user)]
    return Ok({"albumList2": {"album": albums}})


def get_random_songs(services: Services, params: Params, user: User) -> Ok:
    where = ReleaseFilter(
        genre=params.find_text("genre") or None,
        from_year=params.find_number("fromYear"),
        to_year=params.find_number("toYear"),
    )
    size = params.number("size", 10, highest=MOST)
    tracks = services.library.random_tracks(
        size, where=where, for_user=user.id, within=chosen_libraries(params)
    )
    return Ok({"randomSongs": {"song": [shapes.song(track) for track in tracks]}})


def get_songs_by_genre(services: Services, params: Params, user: User) -> Ok:
    genre, limits = params.text("genre"), _limits(params, "count")
    page = services.library.list_tracks(
        limits, genre=genre, for_user=user.id, within=chosen_libraries(params)
    )
    tracks = page.items
    return Ok({"songsByGenre": {"song": [shapes.song(track) for track in tracks]}})


def get_starred(services: Services, params: Params, user: User) -> Ok:
    starred = services.library.starred(for_user=user.id, within=chosen_libraries(params))
    content: Node = {
        "artist": [shapes.artist_directory(artist) for artist in starred.artists],
        "album": [shapes.album_directory(release) for release in starred.releases],
        "song": [shapes.song(track) for track in starred.tracks],
    }
    return Ok({"starred": content})


def get_starred2(services: Services, params: Params, user: User) -> Ok:
    starred = services.library.starred(for_user=user.id, within=chosen_libraries(params))
    content: Node = {
        "artist": [shapes.artist(artist) for artist in starred.artists],
        "album": [shapes.album(release) for release in starred.releases],
        "song": [shapes.song(track) for track in starred.tracks],
    }
    return Ok({"starred2": content})


def _releases(services: Services, params: Params, user: User) -> tuple[Release, ...]:
    chosen, limits = select(params), _limits(params, "size")
    page = services.library.list_releases(
        chosen.order, limits, where=chosen.where, for_user=user.id, within=chosen_libraries(params)
    )
    return page.items


def _limits(params: Params, size: str) -> Limits:
    return Limits(params.number(size, 10, highest=MOST), params.number("offset", 0, highest=10**9))


METHODS: Section = {
    "getAlbumList": Method(get_album_list),
    "getAlbumList2": Method(get_album_list2),
    "getRandomSongs": Method(get_random_songs),
    "getSongsByGenre": Method(get_songs_by_genre),
    "getStarred": Method(get_starred),
    "getStarred2": Method(get_starred2),
}
