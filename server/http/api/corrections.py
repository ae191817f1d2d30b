"""What a household corrects in its catalogue without touching a file: which tracks make a release, and which
file is which track."""

from __future__ import annotations

from library import DoubleKind, FindingKind, Limits, NotFound, Regrouping, ReleaseId, TrackId, TrackMatch
from server.http.api import library_shapes as shape
from server.http.api.library import PageQuery
from server.http.api.registry import Call, Endpoint, Who
from server.http.api.shapes.library import (
    DoubleJson,
    DoublePageJson,
    FindingJson,
    FindingPageJson,
    MatchJson,
    MatchPageJson,
    MergeBody,
    RegroupedJson,
    RegroupingJson,
    RegroupingPageJson,
    SplitBody,
)


class FindingsQuery(PageQuery, frozen=True, kw_only=True):
    kind: FindingKind = FindingKind.NO_COVER


class DoublesQuery(PageQuery, frozen=True, kw_only=True):
    kind: DoubleKind = DoubleKind.SOUND


def merge_releases(call: Call, body: MergeBody) -> RegroupedJson:
    """Makes one release of several; holds through every scan until it is undone."""
    releases = [ReleaseId(id) for id in body.releases]
    made = call.services.library.merge_releases(ReleaseId(body.into), releases, for_user=call.user.id)
    return _regrouped_json(call, made)


def split_release(call: Call, body: SplitBody) -> RegroupedJson:
    """Makes a release of these tracks; holds through every scan until it is undone."""
    tracks = [TrackId(id) for id in body.tracks]
    return _regrouped_json(call, call.services.library.split_release(tracks, for_user=call.user.id))


def list_regroupings(call: Call, query: PageQuery) -> RegroupingPageJson:
    """Merges and splits that hold, newest first."""
    page = call.services.library.regroupings(Limits(query.limit, query.offset), for_user=call.user.id)
    items = [_regrouping_json(each) for each in page.items]
    return RegroupingPageJson(items=items, offset=page.offset, total=page.total)


def undo_regrouping(call: Call, id: str) -> None:
    """The tracks belong where their tags say again."""
    call.services.library.undo_regrouping(id, for_user=call.user.id)


def list_matches(call: Call, query: PageQuery) -> MatchPageJson:
    """Tracks that were recognised in another file than before, and by what; newest first."""
    page = call.services.library.matches(Limits(query.limit, query.offset), for_user=call.user.id)
    return MatchPageJson(
        items=[_match_json(each) for each in page.items], offset=page.offset, total=page.total
    )


def undo_match(call: Call, id: str) -> None:
    """The file becomes a track of its own; the older track, with its marks, waits for its old file."""
    call.services.library.undo_match(id, for_user=call.user.id)


def list_findings(call: Call, query: FindingsQuery) -> FindingPageJson:
    """What is indexed and yet not in order, each with its remedy."""
    limits = Limits(query.limit, query.offset)
    page = call.services.library.findings(query.kind, limits, for_user=call.user.id)
    items = [
        FindingJson(id=each.id, title=each.title, artist=each.artist, detail=each.detail, remedy=each.remedy)
        for each in page.items
    ]
    return FindingPageJson(items=items, offset=page.offset, total=page.total)


def list_doubles(call: Call, query: DoublesQuery) -> DoublePageJson:
    """Tracks that are there more than once."""
    limits = Limits(query.limit, query.offset)
    page = call.services.library.doubles(query.kind, limits, for_user=call.user.id)
    items = [
        DoubleJson(
            tracks=list(map(shape.track_json, each.tracks)), paths=[track.path for track in each.tracks]
        )
        for each in page.items
    ]
    return DoublePageJson(items=items, offset=page.offset, total=page.total)


def _regrouped_json(call: Call, made: Regrouping) -> RegroupedJson:
    release = call.services.library.get_release(made.release_id, for_user=call.user.id)
    detail = shape.release_detail_json(release)
    return RegroupedJson(regrouping=_regrouping_json(made), release=detail.release, tracks=detail.tracks)


def _regrouping_json(regrouping: Regrouping) -> RegroupingJson:
    return RegroupingJson(
        id=regrouping.id,
        kind=regrouping.kind,
        release_id=regrouping.release_id,
        title=regrouping.title,
        artist=regrouping.artist,
        made_utc=regrouping.made_utc,
    )


def _match_json(match: TrackMatch) -> MatchJson:
    return MatchJson(
        id=match.id,
        track_id=match.track_id,
        title=match.title,
        evidence=match.evidence,
        from_path=match.from_path,
        to_path=match.to_path,
        matched_utc=match.matched_utc,
    )


ENDPOINTS = (
    Endpoint("POST", "/api/releases/merge", merge_releases, who=Who.ADMIN, raises=(NotFound,)),
    Endpoint("POST", "/api/releases/split", split_release, status=201, who=Who.ADMIN, raises=(NotFound,)),
    Endpoint("GET", "/api/regroupings", list_regroupings),
    Endpoint("DELETE", "/api/regroupings/{id}", undo_regrouping, who=Who.ADMIN, raises=(NotFound,)),
    Endpoint("GET", "/api/findings", list_findings),
    Endpoint("GET", "/api/doubles", list_doubles),
    Endpoint("GET", "/api/matches", list_matches),
    Endpoint("DELETE", "/api/matches/{id}", undo_match, who=Who.ADMIN, raises=(NotFound,)),
)
