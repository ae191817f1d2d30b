"""Sharing: links to music for people without an account. Subsonic "Sharing"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from library import Track
from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import Failed, ParameterMissing
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.shares import Share, ShareId

_LATEST_MS = 253_402_300_799_000  # the end of the year 9999, the last that a date can tell


def get_shares(services: Services, params: Params, user: User) -> Ok:
    """One's own, since nobody else may manage them."""
    owned = services.shares.owned_by(user.id)
    found = zip(owned, services.shares.tracks_of_all(owned), strict=True)
    return Ok({"shares": {"share": [_node(share, tracks, params, user) for share, tracks in found]}})


def create_share(services: Services, params: Params, user: User) -> Ok:
    """Of songs, albums, artists or playlists, mixed; `expires` in ms since 1970, 0 or absent: never."""
    items = params.texts("id")
    if not items:
        raise ParameterMissing("id")
    share = services.shares.add(
        user.id, items, description=params.find_text("description") or "", expires_utc=_expires(params)
    )
    return Ok({"shares": {"share": [_node(share, services.shares.tracks(share), params, user)]}})


def update_share(services: Services, params: Params, user: User) -> Ok:
    """What is not said stays; `expires=0` lets it last."""
    share = services.shares.get(ShareId(params.text("id")), user.id)
    description = params.find_text("description")
    services.shares.change(
        share,
        description=share.description if description is None else description,
        expires_utc=_expires(params) if params.find_text("expires") else share.expires_utc,
    )
    return Ok()


def delete_share(services: Services, params: Params, user: User) -> Ok:
    services.shares.remove(ShareId(params.text("id")), user.id)
    return Ok()


def _node(share: Share, tracks: Sequence[Track], params: Params, user: User) -> Node:
    node: Node = {
        "id": share.id,
        "url": f"{params.origin}/share/{share.key}",
        "description": share.description,
        "username": user.name,
        "created": shapes.moment(share.created_utc),
        "visitCount": share.visits,
        "entry": [shapes.song(track) for track in tracks],
    }
    if share.expires_utc is not None:
        node["expires"] = shapes.moment(share.expires_utc)
    if share.visited_utc is not None:
        node["lastVisited"] = shapes.moment(share.visited_utc)
    return node


def _expires(params: Params) -> datetime | None:
    at_ms = params.find_number("expires") or 0
    if not 0 <= at_ms <= _LATEST_MS:
        raise Failed(f"Parameter expires is no time that a calendar has: {at_ms}")
    return datetime.fromtimestamp(at_ms / 1000, UTC) if at_ms else None


METHODS: Section = {
    "getShares": Method(get_shares),
    "createShare": Method(create_share),
    "updateShare": Method(update_share),
    "deleteShare": Method(delete_share),
}
