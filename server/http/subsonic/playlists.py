"""Playlists. Subsonic "Playlists"; OpenSubsonic `readonly` tells apps which ones they cannot change."""

from __future__ import annotations

from library import Limits, Playlist, PlaylistId, TrackId
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

MOST = 50_000  # there is no paging here


def get_playlists(services: Services, params: Params, user: User) -> Ok:
    """One's own and the public ones; an administrator may name somebody, and sees their public ones."""
    name = params.find_text("username") or user.name
    if name.casefold() != user.name.casefold() and not user.is_admin:
        raise NotAllowed("see the playlists of others")
    wanted = None if name.casefold() == user.name.casefold() else services.accounts.get(name).id
    found = services.library.playlists.list(user.id)
    names = _names(services)
    nodes = [_node(one, names, user) for one in found if wanted is None or one.owner_id == wanted]
    return Ok({"playlists": {"playlist": nodes}})


def get_playlist(services: Services, params: Params, user: User) -> Ok:
    return _answer(services, PlaylistId(params.text("id")), user)


def create_playlist(services: Services, params: Params, user: User) -> Ok:
    """With `playlistId` the songs of that list are replaced (Subsonic 1.2.0); answers the list (1.14.0)."""
    playlists = services.library.playlists
    tracks = [TrackId(one) for one in params.texts("songId")]
    known = params.find_text("playlistId")
    if known:
        playlists.replace(PlaylistId(known), tracks, user.id)
        if name := params.find_text("name"):
            playlists.change(PlaylistId(known), user.id, name=name)
        return _answer(services, PlaylistId(known), user)
    return _answer(services, playlists.create(user.id, params.text("name"), tracks=tracks).id, user)


def update_playlist(services: Services, params: Params, user: User) -> Ok:
    """Songs are added at the end first, so that an unknown one changes nothing; indexes are of the list before."""
    playlists, id = services.library.playlists, PlaylistId(params.text("playlistId"))
    is_public = params.flag("public", default=False) if params.find_text("public") else None
    if added := [TrackId(one) for one in params.texts("songIdToAdd")]:
        playlists.add(id, added, user.id)
    if gone := params.numbers("songIndexToRemove"):
        playlists.remove_at(id, gone, user.id)
    name, comment = params.find_text("name") or None, params.find_text("comment")
    playlists.change(id, user.id, name=name, description=comment, is_public=is_public)
    return Ok()


def delete_playlist(services: Services, params: Params, user: User) -> Ok:
    services.library.playlists.delete(PlaylistId(params.text("id")), user.id)
    return Ok()


def _answer(services: Services, id: PlaylistId, user: User) -> Ok:
    playlists = services.library.playlists
    entries = playlists.entries(id, Limits(MOST), user.id).items
    songs = [shapes.song(entry.track) for entry in entries]
    return Ok({"playlist": {**_node(playlists.get(id, user.id), _names(services), user), "entry": songs}})


def _node(playlist: Playlist, names: dict[int, str], user: User) -> Node:
    node: Node = {
        "id": playlist.id,
        "name": playlist.name,
        "comment": playlist.description,
        "owner": names.get(playlist.owner_id, ""),
        "public": playlist.is_public,
        "songCount": playlist.track_count,
        "duration": shapes.seconds(playlist.duration_ms),
        "created": shapes.moment(playlist.created_utc),
        "changed": shapes.moment(playlist.changed_utc),
        "readonly": playlist.rules is not None or playlist.owner_id != user.id,
    }
    if playlist.cover_id is not None:
        node["coverArt"] = playlist.id
    return node


def _names(services: Services) -> dict[int, str]:
    return {user.id: user.name for user in services.accounts.list()}


METHODS: Section = {
    "getPlaylists": Method(get_playlists),
    "getPlaylist": Method(get_playlist),
    "createPlaylist": Method(create_playlist),
    "updatePlaylist": Method(update_playlist),
    "deletePlaylist": Method(delete_playlist),
}
