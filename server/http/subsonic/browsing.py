"""Browsing: by folder as on disk, and by tags. Subsonic "Browsing"."""

from __future__ import annotations

from collections.abc import Iterator

from library import ArtistId, Folder, LibraryId, ReleaseId, TrackId
from server.http.subsonic import ids, shapes
from server.http.subsonic.answers import Batches, Node, Ok
from server.http.subsonic.indexes import IGNORED_ARTICLES, by_letter
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

_BATCH = 500  # artists that are read at once
_ARTICLES = " ".join(IGNORED_ARTICLES)


def get_music_folders(services: Services, _params: Params, user: User) -> Ok:
    """The libraries that this user sees."""
    folders = [shapes.music_folder(one) for one in services.library.list_libraries(for_user=user.id)]
    return Ok({"musicFolders": {"musicFolder": folders}})


def get_indexes(services: Services, params: Params, user: User) -> Ok:
    """The folders in the music folders. Unchanged since `ifModifiedSince`: no `index`; they keep theirs."""
    roots = services.library.root_folders(for_user=user.id, within=chosen_libraries(params))
    changed_ms = _changed_ms(services)
    indexes: Node = {"ignoredArticles": _ARTICLES, "lastModified": changed_ms}
    if changed_ms > (params.find_number("ifModifiedSince") or 0):
        indexes |= _index_of(services, roots, user)
    return Ok({"indexes": indexes})


def get_music_directory(services: Services, params: Params, user: User) -> Ok:
    """A folder; an album or an artist too, since search2 and getAlbumList call them directories."""
    wanted = params.text("id")
    if ids.kind(wanted) == ids.RELEASE:
        return Ok({"directory": _release_directory(services, ReleaseId(wanted), user)})
    if ids.kind(wanted) == ids.ARTIST:
        return Ok({"directory": _artist_directory(services, ArtistId(wanted), user)})
    if ids.is_music_folder(wanted):
        return Ok({"directory": _library_directory(services, wanted, user)})
    return Ok({"directory": _folder_directory(services, wanted, user)})


def get_artists(services: Services, params: Params, user: User) -> Ok:
    """In memory are only ids and names, for their order; the artists themselves are read while they are sent."""
    within = chosen_libraries(params)
    names = services.library.list_artist_names(for_user=user.id, within=within)
    letters = by_letter(names, lambda named: named[1])
    index: list[Node] = [
        {"name": letter, "artist": _batches(services, [id for id, _ in those], user, within)}
        for letter, those in letters.items()
    ]
    return Ok({"artists": {"ignoredArticles": _ARTICLES, "index": index}}, is_long=True)


def get_artist(services: Services, params: Params, user: User) -> Ok:
    """With the releases it is credited for; those it only appears on follow, for apps show no other list."""
    detail = services.library.get_artist(ArtistId(params.text("id")), for_user=user.id)
    albums = [shapes.album(release) for release in (*detail.releases, *detail.appears_on)]
    return Ok({"artist": shapes.artist(detail.artist) | {"album": albums}})


def get_album(services: Services, params: Params, user: User) -> Ok:
    detail = services.library.get_release(ReleaseId(params.text("id")), for_user=user.id)
    songs = [shapes.song(track) for track in detail.tracks]
    return Ok({"album": shapes.album(detail.release) | {"song": songs}})


def get_song(services: Services, params: Params, user: User) -> Ok:
    track = services.library.get_track(TrackId(params.text("id")), for_user=user.id)
    return Ok({"song": shapes.song(track)})


def get_genres(services: Services, _params: Params, user: User) -> Ok:
    """Without nameless ones: Symfonium gives up on an empty `value`."""
    genres = [shapes.genre(one) for one in services.library.list_genres(for_user=user.id) if one.name]
    return Ok({"genres": {"genre": genres}})


def chosen_libraries(params: Params) -> list[LibraryId]:
    """The libraries that `musicFolderId` names; none: all of them. Raises: NotThere."""
    return [ids.library_id(text) for text in params.texts("musicFolderId")]


def _batches(services: Services, ids: list[ArtistId], user: User, within: list[LibraryId]) -> Batches:
    def make() -> Iterator[list[Node]]:
        for first in range(0, len(ids), _BATCH):
            some = ids[first : first + _BATCH]
            found = services.library.find_artists(some, for_user=user.id, within=within)
            yield [shapes.artist(artist) for artist in found]

    return Batches(make)


def _index_of(services: Services, roots: list[Folder], user: User) -> Node:
    details = [services.library.get_folder(root.id, for_user=user.id) for root in roots]
    letters = by_letter((inner for detail in details for inner in detail.folders), lambda folder: folder.name)
    return {
        "shortcut": [],
        "index": [
            {"name": name, "artist": [{"id": folder.id, "name": folder.name} for folder in folders]}
            for name, folders in letters.items()
        ],
        "child": [shapes.song(track) for detail in details for track in detail.tracks],
    }


def _changed_ms(services: Services) -> int:
    """When the last scan ended; now when that is not known (one runs), so that nobody keeps what is stale."""
    changed = services.library.scan_status().ended_utc or services.clock.now_utc()
    return int(changed.timestamp() * 1000)


def _library_directory(services: Services, wanted: str, user: User) -> Node:
    """For apps that browse a music folder by its number: its folders, or what is in the only one."""
    roots = services.library.root_folders(for_user=user.id, within=[ids.library_id(wanted)])
    if len(roots) == 1:
        return _folder_directory(services, roots[0].id, user)
    known = {one.id: one.name for one in services.library.list_libraries(for_user=user.id)}
    name = known[ids.library_id(wanted)]
    return {"id": wanted, "name": name, "child": [shapes.folder_directory(root) for root in roots]}


def _folder_directory(services: Services, wanted: str, user: User) -> Node:
    detail = services.library.get_folder(ids.folder_id(wanted), for_user=user.id)
    folders = [shapes.folder_directory(folder) for folder in detail.folders]
    about = shapes.folder_directory(detail.folder)
    parent = {"parent": about["parent"]} if "parent" in about else {}
    return {
        "id": detail.folder.id,
        "name": detail.folder.name,
        **parent,
        **shapes.directory_marks(detail.marks),
        "child": [*folders, *(shapes.song(track) for track in detail.tracks)],
    }


def _release_directory(services: Services, wanted: ReleaseId, user: User) -> Node:
    detail = services.library.get_release(wanted, for_user=user.id)
    return {
        "id": wanted,
        "name": detail.release.title,
        **({"parent": detail.release.artists[0].artist_id} if detail.release.artists else {}),
        **shapes.directory_marks(detail.release.marks),
        # To somebody who came through the album, the way back leads to the album.
        "child": [shapes.song(track) | {"parent": wanted} for track in detail.tracks],
    }


def _artist_directory(services: Services, wanted: ArtistId, user: User) -> Node:
    detail = services.library.get_artist(wanted, for_user=user.id)
    return {
        "id": wanted,
        "name": detail.artist.name,
        **shapes.directory_marks(detail.artist.marks),
        "child": [shapes.album_directory(release) for release in (*detail.releases, *detail.appears_on)],
    }


METHODS: Section = {
    "getMusicFolders": Method(get_music_folders),
    "getIndexes": Method(get_indexes),
    "getMusicDirectory": Method(get_music_directory),
    "getArtists": Method(get_artists),
    "getArtist": Method(get_artist),
    "getAlbum": Method(get_album),
    "getSong": Method(get_song),
    "getGenres": Method(get_genres),
}
