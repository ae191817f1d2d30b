"""What is known about artists and albums beyond their tags. Subsonic "Browsing", second half.

No source outside the house is asked: texts and pictures are empty, nothing is called similar or popular yet.
Apps call these methods when a page opens, and give up on the page when they fail.
"""

from __future__ import annotations

from library import ArtistId, ReleaseId, TrackId
from server.http.subsonic import ids
from server.http.subsonic.answers import Node, Ok, Text
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

_URLS = ("lastFmUrl", "smallImageUrl", "mediumImageUrl", "largeImageUrl")


def get_artist_info(services: Services, params: Params, user: User) -> Ok:
    return Ok({"artistInfo": _artist_info(services, params, user)})


def get_artist_info2(services: Services, params: Params, user: User) -> Ok:
    return Ok({"artistInfo2": _artist_info(services, params, user)})


def get_album_info(services: Services, params: Params, user: User) -> Ok:
    """getAlbumInfo2 answers under `albumInfo` too: that is the name in the specification."""
    wanted = params.text("id")
    if ids.kind(wanted) == ids.TRACK:
        wanted = services.library.get_track(TrackId(wanted), for_user=user.id).release_id
    release = services.library.get_release(ReleaseId(wanted), for_user=user.id).release
    return Ok({"albumInfo": {"notes": Text(), **_links(release.musicbrainz_id)}})


def get_similar_songs(services: Services, params: Params, user: User) -> Ok:
    services.library.cover_of(
        params.text("id"), for_user=user.id
    )  # an unknown id is an error here as everywhere
    return Ok({"similarSongs": {"song": []}})


def get_similar_songs2(services: Services, params: Params, user: User) -> Ok:
    services.library.cover_of(params.text("id"), for_user=user.id)
    return Ok({"similarSongs2": {"song": []}})


def get_top_songs(_services: Services, params: Params, _user: User) -> Ok:
    params.text("artist")
    return Ok({"topSongs": {"song": []}})


def _artist_info(services: Services, params: Params, user: User) -> Node:
    """For an artist's id, and for an album's or a song's, as getArtistInfo allows: its first artist's."""
    wanted = params.text("id")
    if ids.kind(wanted) == ids.ARTIST:
        musicbrainz_id = services.library.get_artist(ArtistId(wanted), for_user=user.id).artist.musicbrainz_id
    else:
        services.library.cover_of(wanted, for_user=user.id)
        musicbrainz_id = None
    return {"biography": Text(), **_links(musicbrainz_id), "similarArtist": []}


def _links(musicbrainz_id: str | None) -> Node:
    return {"musicBrainzId": Text(musicbrainz_id or ""), **{name: Text() for name in _URLS}}


METHODS: Section = {
    "getArtistInfo": Method(get_artist_info),
    "getArtistInfo2": Method(get_artist_info2),
    "getAlbumInfo": Method(get_album_info),
    "getAlbumInfo2": Method(get_album_info),
    "getSimilarSongs": Method(get_similar_songs),
    "getSimilarSongs2": Method(get_similar_songs2),
    "getTopSongs": Method(get_top_songs),
}
