"""What is known about artists and albums beyond their tags, and what is like something. Subsonic "Browsing", second
half; OpenSubsonic extensions topSongsByArtistId and sonicSimilarity.

No source outside the house is asked: pictures are those of the library, similar is what shares genres, artists, years
and sound with it, popular is what is played most in this house.
"""

from __future__ import annotations

from collections.abc import Sequence

from library import Artist, ArtistId, Limits, ReleaseId, Track, TrackId
from server.http.subsonic import ids, shapes
from server.http.subsonic.answers import Node, Ok, Text
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

MOST = 500
_URLS = ("lastFmUrl", "smallImageUrl", "mediumImageUrl", "largeImageUrl")
_NONE = Limits(0)
_NAMESAKES = Limits(20)


def get_artist_info(services: Services, params: Params, user: User) -> Ok:
    about, similar = _artist_info(services, params, user)
    return Ok({"artistInfo": about | {"similarArtist": [shapes.artist_directory(one) for one in similar]}})


def get_artist_info2(services: Services, params: Params, user: User) -> Ok:
    about, similar = _artist_info(services, params, user)
    return Ok({"artistInfo2": about | {"similarArtist": [shapes.artist(one) for one in similar]}})


def get_album_info(services: Services, params: Params, user: User) -> Ok:
    """getAlbumInfo2 answers under `albumInfo` too: that is the name in the specification. The notes are the comment
    that all its tracks share, if there is one."""
    wanted = params.text("id")
    if ids.kind(wanted) == ids.TRACK:
        wanted = services.library.get_track(TrackId(wanted), for_user=user.id).release_id
    detail = services.library.get_release(ReleaseId(wanted), for_user=user.id)
    comments = {track.comment or "" for track in detail.tracks}
    notes = comments.pop() if len(comments) == 1 else ""
    return Ok({"albumInfo": {"notes": Text(notes), **_links(detail.release.musicbrainz_id)}})


def get_similar_songs(services: Services, params: Params, user: User) -> Ok:
    """To a song, an album or an artist."""
    return Ok({"similarSongs": {"song": _songs(_similar(services, params, user))}})


def get_similar_songs2(services: Services, params: Params, user: User) -> Ok:
    return Ok({"similarSongs2": {"song": _songs(_similar(services, params, user))}})


def get_top_songs(services: Services, params: Params, user: User) -> Ok:
    """`id` goes before `artist` (topSongsByArtistId); a name that nobody has is no error, apps ask for any."""
    count = params.number("count", 50, highest=MOST)
    wanted = params.find_text("id")
    if wanted:
        artist = services.library.get_artist(ArtistId(wanted), for_user=user.id).artist
    else:
        found = _named(services, params.text("artist"), user)
        if found is None:
            return Ok({"topSongs": {"song": []}})
        artist = found
    return Ok({"topSongs": {"song": _songs(services.library.top_tracks(artist.id, count, for_user=user.id))}})


def get_sonic_similar_tracks(services: Services, params: Params, user: User) -> Ok:
    count = params.number("count", 10, highest=MOST)
    found = services.library.sonic_tracks(TrackId(params.text("id")), count, for_user=user.id)
    return Ok({"sonicMatch": _matches(found)})


def find_sonic_path(services: Services, params: Params, user: User) -> Ok:
    start, end = TrackId(params.text("startSongId")), TrackId(params.text("endSongId"))
    count = max(1, params.number("count", 25, highest=MOST))
    return Ok({"sonicMatch": _matches(services.library.sonic_path(start, end, count, for_user=user.id))})


def _similar(services: Services, params: Params, user: User) -> list[Track]:
    count = params.number("count", 50, highest=MOST)
    return services.library.similar_tracks(params.text("id"), count, for_user=user.id)


def _artist_info(services: Services, params: Params, user: User) -> tuple[Node, Sequence[Artist]]:
    """For an artist's id, and for an album's or a song's, as getArtistInfo allows: its first artist's."""
    wanted, count = params.text("id"), params.number("count", 20, highest=MOST)
    artist = _artist_of(services, wanted, user)
    if artist is None:
        return {"biography": Text(), **_links(None)}, ()
    similar = services.library.similar_artists(artist, count, for_user=user.id)
    known = services.library.get_artist(artist, for_user=user.id).artist
    return {"biography": Text(), **_links(known.musicbrainz_id)}, similar


def _artist_of(services: Services, wanted: str, user: User) -> ArtistId | None:
    if ids.kind(wanted) == ids.ARTIST:
        return ArtistId(wanted)
    if ids.kind(wanted) == ids.TRACK:
        credits = services.library.get_track(TrackId(wanted), for_user=user.id).artists
    elif ids.kind(wanted) == ids.RELEASE:
        credits = services.library.get_release(ReleaseId(wanted), for_user=user.id).release.artists
    else:
        services.library.cover_of(wanted, for_user=user.id)  # an unknown id is an error here as everywhere
        return None
    return credits[0].artist_id if credits else None


def _named(services: Services, name: str, user: User) -> Artist | None:
    found = services.library.search(
        name, artists=_NAMESAKES, releases=_NONE, tracks=_NONE, for_user=user.id
    ).artists
    return next((artist for artist in found if artist.name.casefold() == name.casefold()), None)


def _songs(tracks: Sequence[Track]) -> list[Node]:
    return [shapes.song(track) for track in tracks]


def _matches(found: Sequence[tuple[Track, float]]) -> list[Node]:
    return [{"similarity": similarity, "entry": shapes.song(track)} for track, similarity in found]


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
    "getSonicSimilarTracks": Method(get_sonic_similar_tracks),
    "findSonicPath": Method(find_sonic_path),
}
