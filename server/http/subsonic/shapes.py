"""From the library's values to Subsonic's: pure translations, every OpenSubsonic field always there.

A supported field that has nothing to say is empty, not absent (OpenSubsonic: so that apps tell "unknown"
from "unsupported"). Absent is only what must not be empty: `userRating` (1–5), `starred` (a date), `year`,
`track`, `genre`, `coverArt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from library import Artist, Credit, Folder, Genre, Marks, MusicLibrary, Release, Track
from server.http.subsonic import details
from server.http.subsonic.answers import Node
from server.http.subsonic.ids import music_folder_id
from server.http.subsonic.services import User


def song(track: Track) -> Node:
    """A Child that plays. `size`, `suffix`, `duration`, `type` too, or Strawberry drops it."""
    return {
        "id": track.id,
        "parent": track.folder_id,
        "isDir": False,
        "title": track.title,
        "album": track.release_title,
        "artist": track.artist,
        "size": track.size_bytes,
        "contentType": track.format.mime,
        "suffix": track.suffix,
        "duration": seconds(track.duration_ms),
        "bitRate": track.format.bitrate_kbps,
        "path": track.path,
        "isVideo": False,
        "discNumber": track.disc or 1,
        "created": moment(track.added_utc),
        "albumId": track.release_id,
        "type": "music",
        "mediaType": "song",
        "bitDepth": track.format.bits or 0,
        "samplingRate": track.format.sample_rate_hz,
        "channelCount": track.format.channels,
        "bpm": track.bpm or 0,
        "comment": track.comment or "",
        "sortName": track.sort_title or track.title,
        "musicBrainzId": track.musicbrainz_id or "",
        "genres": _names(track.genres),
        "artists": _credits(track.artists),
        "displayArtist": track.artist,
        "albumArtists": _credits(track.album_artists),
        "displayAlbumArtist": display(track.album_artists),
        **details.of_track(track),
        **_known(bookmarkPosition=track.marks.position_ms),
        **_known(track=track.number, year=track.year, coverArt=track.cover_id),
        **_known(genre=_first(track.genres), artistId=_first_id(track.artists)),
        **_marks(track.marks),
    }


def album(release: Release) -> Node:
    """An AlbumID3."""
    return {
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
        **_known(year=release.year, coverArt=release.cover_id),
        **_known(genre=_first(release.genres), artistId=_first_id(release.artists)),
        **_marks(release.marks),
    }


def album_directory(release: Release) -> Node:
    """A release as a Child that opens, for the methods from before there were albums (getAlbumList)."""
    return {
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
        **_known(year=release.year, coverArt=release.cover_id, parent=_first_id(release.artists)),
        **_known(genre=_first(release.genres), artistId=_first_id(release.artists)),
        **_marks(release.marks),
    }


def folder_directory(folder: Folder) -> Node:
    """A folder as a Child; neither song nor album nor artist, so without `mediaType` and their fields."""
    return {
        "id": folder.id,
        "isDir": True,
        "title": folder.name,
        "isVideo": False,
        **_known(parent=folder.parent_id),
    }


def artist(value: Artist) -> Node:
    """An ArtistID3. `artistImageUrl` is empty: pictures come by `coverArt`; Music Assistant needs the key."""
    return {
        "id": value.id,
        "name": value.name,
        "albumCount": value.release_count,
        "artistImageUrl": "",
        "musicBrainzId": value.musicbrainz_id or "",
        "sortName": value.sort_name,
        "disambiguation": "",
        "roles": _roles(value),
        **_known(coverArt=value.cover_id, **_opinion(value.marks)),
    }


def artist_directory(value: Artist) -> Node:
    """An Artist, as in search2 and getStarred: its id opens with getMusicDirectory."""
    return {
        "id": value.id,
        "name": value.name,
        "artistImageUrl": "",
        **_known(coverArt=value.cover_id, **_opinion(value.marks)),
    }


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
    return _known(playCount=marks.plays or None, **_opinion(marks))


def seconds(duration_ms: int) -> int:
    return (duration_ms + 500) // 1000


def moment(when: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and `Z`, the one spelling that every app's parser takes."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def display(credits: Sequence[Credit]) -> str:
    return ", ".join(credit.name for credit in credits)


def _marks(marks: Marks) -> Node:
    played = moment(marks.played_utc) if marks.played_utc else ""  # not null: some apps refuse it
    return {"playCount": marks.plays, "played": played, **_known(**_opinion(marks))}


def _opinion(marks: Marks) -> dict[str, str | int | None]:
    starred = moment(marks.starred_utc) if marks.starred_utc else None
    return {"starred": starred, "userRating": marks.rating}


def _known(**fields: str | int | None) -> Node:
    return {name: value for name, value in fields.items() if value is not None}


def _credits(credits: Iterable[Credit]) -> list[Node]:
    return [{"id": credit.artist_id, "name": credit.name} for credit in credits]


def _names(names: Iterable[str]) -> list[Node]:
    return [{"name": name} for name in names]


def _roles(value: Artist) -> list[str]:
    roles = {"albumartist": value.release_count, "artist": value.track_count}
    return [role for role, count in roles.items() if count]


def _first(names: Sequence[str]) -> str | None:
    return names[0] if names else None


def _first_id(credits: Sequence[Credit]) -> str | None:
    return credits[0].artist_id if credits else None
