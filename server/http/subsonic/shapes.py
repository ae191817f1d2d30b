"""From the library's values to Subsonic's: pure translations, every OpenSubsonic field always there.

A supported field that has nothing to say is empty, not absent (OpenSubsonic: so that apps tell "unknown"
from "unsupported"). Absent is only what must not be empty: `userRating` (1–5), `starred` (a date), `year`,
`track`, `genre`, `coverArt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from library import Artist, CoverId, Credit, Folder, Genre, Marks, MusicLibrary, Release, Track
from server.http.subsonic import details
from server.http.subsonic.answers import Node
from server.http.subsonic.ids import music_folder_id
from server.http.subsonic.services import User


def song(track: Track) -> Node:
    """A Child that plays. `size`, `suffix`, `duration`, `type` too, or Strawberry drops it."""
    form, genres, artists = track.format, track.genres, track.artists
    node: Node = {
        "id": track.id,
        "parent": track.folder_id,
        "isDir": False,
        "title": track.title,
        "album": track.release_title,
        "artist": track.artist,
        "size": track.size_bytes,
        "contentType": form.mime,
        "suffix": track.suffix,
        "duration": seconds(track.duration_ms),
        "bitRate": form.bitrate_kbps,
        "path": track.path,
        "isVideo": False,
        "discNumber": track.disc or 1,
        "created": moment(track.added_utc),
        "albumId": track.release_id,
        "type": "music",
        "mediaType": "song",
        "bitDepth": form.bits or 0,
        "samplingRate": form.sample_rate_hz,
        "channelCount": form.channels,
        "bpm": track.bpm or 0,
        "comment": track.comment or "",
        "sortName": track.sort_title or track.title,
        "musicBrainzId": track.musicbrainz_id or "",
        "genres": _names(genres),
        "artists": _credits(artists),
        "displayArtist": track.artist,
        "albumArtists": _credits(track.album_artists),
        "displayAlbumArtist": display(track.album_artists),
        **details.of_track(track),
    }
    if track.marks.position_ms is not None:
        node["bookmarkPosition"] = track.marks.position_ms
    if track.number is not None:
        node["track"] = track.number
    _tell_shared(node, track.year, track.cover_id, genres, artists)
    _tell_marks(node, track.marks)
    return node


def album(release: Release) -> Node:
    """An AlbumID3."""
    node: Node = {
        "id": release.id,
        "name": release.title,
        "artist": release.artist,
        "songCount": release.track_count,
        "duration": seconds(release.duration_ms),
        "created": moment(release.added_utc),
        "musicBrainzId": release.musicbrainz_id or "",
        "genres": _names(release.genres),
        "artists": _credits(release.artists),
        "displayArtist": release.artist,
        "sortName": release.sort_title or release.title,
        "isCompilation": release.is_compilation,
        **details.of_release(release),
    }
    _tell_shared(node, release.year, release.cover_id, release.genres, release.artists)
    _tell_marks(node, release.marks)
    return node


def album_directory(release: Release) -> Node:
    """A release as a Child that opens, for the methods from before there were albums (getAlbumList)."""
    node: Node = {
        "id": release.id,
        "isDir": True,
        "title": release.title,
        "name": release.title,  # `name` and `songCount` are no Child's; py-opensonic fails without
        "album": release.title,
        "artist": release.artist,
        "duration": seconds(release.duration_ms),
        "songCount": release.track_count,
        "isVideo": False,
        "created": moment(release.added_utc),
        "mediaType": "album",
        "bitDepth": 0,
        "samplingRate": 0,
        "channelCount": 0,
        "bpm": 0,
        "comment": "",
        "sortName": release.sort_title or release.title,
        "musicBrainzId": release.musicbrainz_id or "",
        "genres": _names(release.genres),
        "artists": _credits(release.artists),
        "displayArtist": release.artist,
        "albumArtists": _credits(release.artists),
        "displayAlbumArtist": release.artist,
        **details.nothing(),
        **({"parent": release.artists[0].artist_id} if release.artists else {}),
    }
    _tell_shared(node, release.year, release.cover_id, release.genres, release.artists)
    _tell_marks(node, release.marks)
    return node


def folder_directory(folder: Folder) -> Node:
    """A folder as a Child; neither song nor album nor artist, so without `mediaType` and their fields."""
    return {
        "id": folder.id,
        "isDir": True,
        "title": folder.name,
        "isVideo": False,
        **({} if folder.parent_id is None else {"parent": folder.parent_id}),
    }


def artist(value: Artist) -> Node:
    """An ArtistID3. `artistImageUrl` is empty: pictures come by `coverArt`; Music Assistant needs the key."""
    node: Node = {
        "id": value.id,
        "name": value.name,
        "albumCount": value.release_count,
        "artistImageUrl": "",
        "musicBrainzId": value.musicbrainz_id or "",
        "sortName": value.sort_name,
        "disambiguation": "",
        "roles": _roles(value),
    }
    if value.cover_id is not None:
        node["coverArt"] = value.cover_id
    _tell_opinion(node, value.marks)
    return node


def artist_directory(value: Artist) -> Node:
    """An Artist, as in search2 and getStarred: its id opens with getMusicDirectory."""
    node: Node = {
        "id": value.id,
        "name": value.name,
        "artistImageUrl": "",
    }
    if value.cover_id is not None:
        node["coverArt"] = value.cover_id
    _tell_opinion(node, value.marks)
    return node


def genre(value: Genre) -> Node:
    return {"value": value.name, "songCount": value.track_count, "albumCount": value.release_count}


def music_folder(library: MusicLibrary) -> Node:
    return {"id": music_folder_id(library), "name": library.name}


def user(value: User, libraries: Sequence[MusicLibrary]) -> Node:
    """Every role, since apps hide what they do not find; true is what this user can do here today."""
    return {
        "username": value.name,
        "scrobblingEnabled": True,
        "maxBitRate": 0,
        "adminRole": value.is_admin,
        "settingsRole": True,
        "downloadRole": True,
        "uploadRole": False,
        "playlistRole": True,
        "coverArtRole": False,
        "commentRole": True,  # stars and ratings
        "podcastRole": value.is_admin,
        "streamRole": True,
        "jukeboxRole": True,
        "shareRole": True,
        "videoConversionRole": False,
        "folder": [music_folder_id(library) for library in libraries],
    }


def directory_marks(marks: Marks) -> Node:
    node: Node = {"playCount": marks.plays} if marks.plays else {}
    _tell_opinion(node, marks)
    return node


def seconds(duration_ms: int) -> int:
    return (duration_ms + 500) // 1000


def moment(when: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`, the one spelling that every app's parser takes."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def display(credits: Sequence[Credit]) -> str:
    return credits[0].name if len(credits) == 1 else ", ".join([credit.name for credit in credits])


def _tell_shared(
    node: Node, year: int | None, cover: CoverId | None, genres: Sequence[str], artists: Sequence[Credit]
) -> None:
    """What songs and albums alike say only if it is known."""
    if year is not None:
        node["year"] = year
    if cover is not None:
        node["coverArt"] = cover
    if genres:
        node["genre"] = genres[0]
    if artists:
        node["artistId"] = artists[0].artist_id


def _tell_marks(node: Node, marks: Marks) -> None:
    node["playCount"] = marks.plays
    node["played"] = moment(marks.played_utc) if marks.played_utc else ""  # not null: some apps refuse it
    _tell_opinion(node, marks)


def _tell_opinion(node: Node, marks: Marks) -> None:
    if marks.starred_utc is not None:
        node["starred"] = moment(marks.starred_utc)
    if marks.rating is not None:
        node["userRating"] = marks.rating


def _credits(credits: Iterable[Credit]) -> list[Node]:
    return [{"id": credit.artist_id, "name": credit.name} for credit in credits]


def _names(names: Iterable[str]) -> list[Node]:
    return [{"name": name} for name in names]


def _roles(value: Artist) -> list[str]:
    roles = {"albumartist": value.release_count, "artist": value.track_count}
    return [role for role, count in roles.items() if count]
