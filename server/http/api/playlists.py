"""Playlists: made by hand or by rules, read from files and written to them."""

from __future__ import annotations

import json
from base64 import b64decode
from urllib.parse import quote

from flask import Response
from msgspec import Struct

from library import (
    Limits,
    NotFound,
    NotOwner,
    Playlist,
    PlaylistFormat,
    PlaylistId,
    PlaylistIsSmart,
    RulesInvalid,
    read_playlist,
    rules_schema,
    write_playlist,
)
from server.http.api import playlist_shapes as shape
from server.http.api.items import MOST_TRACKS, tracks_of
from server.http.api.library import PageQuery
from server.http.api.playlist_shapes import (
    AddEntriesBody,
    ChangePlaylistBody,
    ImportedPlaylistJson,
    ImportPlaylistBody,
    MoveEntriesBody,
    NewPlaylistBody,
    PlaylistEntriesJson,
    PlaylistJson,
    PlaylistsJson,
    RemoveEntriesBody,
)
from server.http.api.registry import Call, Endpoint

MIMES = {
    PlaylistFormat.M3U8: "application/vnd.apple.mpegurl",
    PlaylistFormat.M3U: "audio/x-mpegurl",
    PlaylistFormat.PLS: "audio/x-scpls",
    PlaylistFormat.XSPF: "application/xspf+xml",
}


class FileQuery(Struct, frozen=True, kw_only=True):
    format: PlaylistFormat = PlaylistFormat.M3U8


def list_playlists(call: Call) -> PlaylistsJson:
    """The caller's own playlists and the public ones, by name."""
    names = {user.id: user.name for user in call.services.accounts.list()}
    found = call.services.library.playlists.list(call.user.id)
    return PlaylistsJson(
        playlists=[
            shape.playlist_json(one, owner=names.get(one.owner_id, ""), user=call.user.id) for one in found
        ]
    )


def add_playlist(call: Call, body: NewPlaylistBody) -> PlaylistJson:
    """A new playlist of these tracks, or of what the rules say."""
    items = [] if body.rules else body.items
    made = call.services.library.playlists.create(
        call.user.id,
        body.name,
        description=body.description,
        is_public=body.is_public,
        tracks=[track for track, _ in tracks_of(call.services.library, items, call.user.id)],
        rules=body.rules,
    )
    return _shown(call, made)


def get_playlist(call: Call, id: str) -> PlaylistJson:
    """One playlist, without its tracks."""
    return _shown(call, call.services.library.playlists.get(PlaylistId(id), call.user.id))


def change_playlist(call: Call, id: str, body: ChangePlaylistBody) -> PlaylistJson:
    """Changes its name, description, rules, and who sees it."""
    changed = call.services.library.playlists.change(
        PlaylistId(id),
        call.user.id,
        name=body.name,
        description=body.description,
        is_public=body.is_public,
        rules=body.rules,
    )
    return _shown(call, changed)


def remove_playlist(call: Call, id: str) -> None:
    """Deletes the playlist; its tracks stay."""
    call.services.library.playlists.delete(PlaylistId(id), call.user.id)


def list_entries(call: Call, id: str, query: PageQuery) -> PlaylistEntriesJson:
    """A part of its tracks, in order; those whose file is away are left out."""
    limits = Limits(query.limit, query.offset)
    return shape.entries_json(call.services.library.playlists.entries(PlaylistId(id), limits, call.user.id))


def add_entries(call: Call, id: str, body: AddEntriesBody) -> PlaylistJson:
    """Adds tracks; releases, artists and playlists stand for theirs."""
    playlists, user = call.services.library.playlists, call.user.id
    tracks = [track for track, _ in tracks_of(call.services.library, body.items, user)]
    playlists.add(PlaylistId(id), tracks, user, at=body.at)
    return _shown(call, playlists.get(PlaylistId(id), user))


def remove_entries(call: Call, id: str, body: RemoveEntriesBody) -> PlaylistJson:
    """Removes entries; those that are gone already do nothing."""
    playlists, user = call.services.library.playlists, call.user.id
    playlists.remove(PlaylistId(id), [shape.entry_number(entry) for entry in body.entry_ids], user)
    return _shown(call, playlists.get(PlaylistId(id), user))


def move_entries(call: Call, id: str, body: MoveEntriesBody) -> PlaylistJson:
    """Moves entries in front of another one, or to the end."""
    playlists, user = call.services.library.playlists, call.user.id
    before = None if body.before is None else shape.entry_number(body.before)
    entries = [shape.entry_number(entry) for entry in body.entry_ids]
    playlists.move(PlaylistId(id), entries, user, before=before)
    return _shown(call, playlists.get(PlaylistId(id), user))


def get_playlist_file(call: Call, id: str, query: FileQuery) -> Response:
    """The playlist as a file, with paths relative to the music folder."""
    playlists, user = call.services.library.playlists, call.user.id
    playlist = playlists.get(PlaylistId(id), user)
    entries = playlists.entries(playlist.id, Limits(MOST_TRACKS), user).items
    data = write_playlist(query.format, playlist.name, [entry.track for entry in entries])
    name = quote(f"{playlist.name}.{query.format}", safe="")
    return Response(
        data,
        content_type=MIMES[query.format],
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"},
    )


def import_playlist(call: Call, body: ImportPlaylistBody) -> ImportedPlaylistJson:
    """A new playlist of a file's tracks, found by their paths' ends or by their names."""
    lines = read_playlist(b64decode(body.data))
    playlists = call.services.library.playlists
    imported = playlists.import_lines(call.user.id, body.name, lines, is_public=body.is_public)
    return shape.imported_json(imported, _shown(call, imported.playlist))


def get_rules_schema(call: Call) -> Response:
    """JSON Schema of a smart playlist's rules."""
    data = json.dumps(rules_schema())
    return Response(data, content_type="application/schema+json", headers={"Cache-Control": "no-store"})


def _shown(call: Call, playlist: Playlist) -> PlaylistJson:
    names = {user.id: user.name for user in call.services.accounts.list()}
    return shape.playlist_json(playlist, owner=names.get(playlist.owner_id, ""), user=call.user.id)


_CHANGES = (NotFound, NotOwner, PlaylistIsSmart)

ENDPOINTS = (
    Endpoint("GET", "/api/playlists", list_playlists),
    Endpoint("POST", "/api/playlists", add_playlist, status=201, raises=(NotFound, RulesInvalid)),
    Endpoint("POST", "/api/playlists/import", import_playlist, status=201),
    Endpoint("GET", "/api/playlists/{id}", get_playlist, raises=(NotFound,)),
    Endpoint("PATCH", "/api/playlists/{id}", change_playlist, raises=(NotFound, NotOwner, RulesInvalid)),
    Endpoint("DELETE", "/api/playlists/{id}", remove_playlist, raises=(NotFound, NotOwner)),
    Endpoint("GET", "/api/playlists/{id}/entries", list_entries, raises=(NotFound,)),
    Endpoint("POST", "/api/playlists/{id}/entries", add_entries, raises=_CHANGES),
    Endpoint("POST", "/api/playlists/{id}/entries/remove", remove_entries, raises=_CHANGES),
    Endpoint("POST", "/api/playlists/{id}/entries/move", move_entries, raises=_CHANGES),
    Endpoint(
        "GET",
        "/api/playlists/{id}/file",
        get_playlist_file,
        raises=(NotFound,),
        produces=tuple(MIMES.values()),
    ),
    Endpoint("GET", "/api/rules/schema", get_rules_schema, produces=("application/schema+json",)),
)
