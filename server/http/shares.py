"""/share/<key>/…: the sound and the pictures of a share, for whoever has its address and nobody else.

A link to a track is signed as every link to a stream is, on behalf of the share, and works as long as that holds: a
share that ends silences the pages that are open.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from devices import Capabilities, PlayToken
from library import CoverId, NotFound, Track
from server.http.covers import answer_cover
from server.http.listeners import share_listens
from server.http.media import Manner, answer_media
from server.http.problems import answer_problem
from server.http.services import Services, get_services
from server.shares import Share
from server.streaming import LinkForged

SHARES = Blueprint("shares", __name__)
# What every browser of this decade plays as it is (caniuse: mp3, aac, flac); everything else is converted.
_ANY_BROWSER = frozenset({"audio/mpeg", "audio/mp4", "audio/flac"})
_STREAM = "/stream/"


def track_path(services: Services, share: Share, track: Track, *, away: bool) -> str:
    """A signed link to a track of a share."""
    media = services.library.get_media_file(track.id, for_user=share.owner)
    able = Capabilities(_ANY_BROWSER, is_away=away)
    offer = services.streams.offer(media, able, token=PlayToken(""), listener=share_listens(share))
    return f"/share/{share.key}/tracks/{offer.path.removeprefix(_STREAM)}"


def cover_path(share: Share, cover: CoverId) -> str:
    return f"/share/{share.key}/covers/{cover}"


@SHARES.route("/share/<key>/tracks/<link>", methods=["GET", "HEAD"], provide_automatic_options=False)
def shared_track(key: str, link: str) -> Response:
    """Exact ranges, so that a page can seek."""
    services = get_services()
    share = services.shares.open(key)
    opened = services.streams.open_link(link)
    if opened.listener != share_listens(share):
        raise LinkForged
    asked = request.headers.get("Range")
    manner = Manner(lambda body: opened.sent(body, asked=asked))
    return answer_media(opened.rendition, request, failed=answer_problem, manner=manner)


@SHARES.route("/share/<key>/covers/<id>", methods=["GET"], provide_automatic_options=False)
def shared_cover(key: str, id: str) -> Response:
    """Of a track in the share, in the one size that its page shows."""
    services = get_services()
    share = services.shares.open(key)
    if all(track.cover_id != id for track in services.shares.tracks(share)):
        raise NotFound(id)
    return answer_cover(services.library.get_cover(CoverId(id), size_px=512, for_user=share.owner), request)
