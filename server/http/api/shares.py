"""Shares: links to music for people without an account; what they hear comes from server/http/shares.py."""

from __future__ import annotations

from datetime import datetime, timedelta

from library import NotFound, NotOwner
from server.http.api.registry import Call, Endpoint, Who
from server.http.api.share_shapes import (
    ChangeShareBody,
    NewShareBody,
    SharedJson,
    SharedTrackJson,
    ShareJson,
    SharesJson,
)
from server.http.shares import cover_path, track_path
from server.http.whereabouts import is_away, origin_of
from server.shares import NothingToShare, Share, ShareId, TooManyShares, UnknownShare


def list_shares(call: Call) -> SharesJson:
    """The caller's, newest first."""
    shares = call.services.shares
    owned = shares.owned_by(call.user.id)
    counts = map(len, shares.tracks_of_all(owned))
    return SharesJson(shares=[_share_json(call, *each) for each in zip(owned, counts, strict=True)])


def add_share(call: Call, body: NewShareBody) -> ShareJson:
    """A new link to these tracks, releases, artists or playlists."""
    share = call.services.shares.add(
        call.user.id, body.items, description=body.description, expires_utc=_after(call, body.lasts_days)
    )
    return _share_json(call, share, len(call.services.shares.tracks(share)))


def change_share(call: Call, id: str, body: ChangeShareBody) -> ShareJson:
    """What it says of itself, and until when it holds."""
    shares = call.services.shares
    share = shares.get(ShareId(id), call.user.id)
    changed = shares.change(share, description=body.description, expires_utc=_after(call, body.lasts_days))
    return _share_json(call, changed, len(shares.tracks(changed)))


def remove_share(call: Call, id: str) -> None:
    """The link leads nowhere from now on."""
    call.services.shares.remove(ShareId(id), call.user.id)


def get_shared(call: Call, key: str) -> SharedJson:
    """What somebody shared, for whoever has the link: without a login. Counts as a visit."""
    shares, accounts = call.services.shares, call.services.accounts
    share = shares.open(key)
    away = is_away(call.request, call.services.config.server.public_url)
    shares.visited(share)
    return SharedJson(
        description=share.description,
        owner=accounts.by_id(share.owner).name,
        expires_utc=share.expires_utc,
        tracks=[
            SharedTrackJson(
                title=track.title,
                artist=track.artist,
                release_title=track.release_title,
                duration_ms=track.duration_ms,
                url=track_path(call.services, share, track, away=away),
                cover_url=None if track.cover_id is None else cover_path(share, track.cover_id),
            )
            for track in shares.tracks(share)
        ],
    )


def _share_json(call: Call, share: Share, track_count: int) -> ShareJson:
    origin = origin_of(call.request, call.services.config.server.public_url)
    return ShareJson(
        id=share.id,
        url=f"{origin}/share/{share.key}",
        description=share.description,
        created_utc=share.created_utc,
        expires_utc=share.expires_utc,
        visited_utc=share.visited_utc,
        visits=share.visits,
        track_count=track_count,
    )


def _after(call: Call, days: int | None) -> datetime | None:
    return None if days is None else call.services.clock.now_utc() + timedelta(days=days)


ENDPOINTS = (
    Endpoint("GET", "/api/shares", list_shares),
    Endpoint(
        "POST",
        "/api/shares",
        add_share,
        status=201,
        raises=(NothingToShare, TooManyShares, NotFound, NotOwner),
    ),
    Endpoint("PUT", "/api/shares/{id}", change_share, raises=(UnknownShare,)),
    Endpoint("DELETE", "/api/shares/{id}", remove_share, raises=(UnknownShare,)),
    Endpoint("GET", "/api/shared/{key}", get_shared, who=Who.ANYONE, raises=(UnknownShare,)),
)
