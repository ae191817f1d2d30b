"""/stream/<link>: what devices fetch; the link itself is the permission, so speakers need no login."""

from __future__ import annotations

from flask import Blueprint, Response, request

from library import NotFound
from server.http.covers import answer_cover
from server.http.media import Manner, answer_media
from server.http.problems import answer_problem
from server.http.segments import answer_key, answer_ready, answer_segment, answer_text
from server.http.services import get_services
from server.http.titled import title_of
from server.streaming import DASH_MIME, HLS_MIME, Package

STREAMS = Blueprint("streams", __name__)
COVER_PX = 600
_METHODS = ["GET", "HEAD", "OPTIONS"]


@STREAMS.route("/stream/<link>", methods=_METHODS, provide_automatic_options=False)
def stream(link: str) -> Response:
    """Exact ranges of the original or of a rendition."""
    services = get_services()
    streams = services.streams
    opened = streams.open_link(link)
    title = (lambda: title_of(services.library, opened.track_id)) if streams.tells_titles else None
    asked = request.headers.get("Range")
    manner = Manner(lambda body: opened.sent(body, asked=asked), lambda: streams.is_over(opened.token), title)
    return answer_media(opened.rendition, request, failed=answer_problem, manner=manner)


@STREAMS.route("/sound/<id>", methods=_METHODS, provide_automatic_options=False)
def sound(id: str) -> Response:
    """What is announced, or wakes; its name is the permission."""
    return answer_media(
        get_services().routines.recordings.open(id), request, failed=answer_problem, manner=Manner()
    )


@STREAMS.route("/stream/<link>/cover", methods=["GET", "HEAD"], provide_automatic_options=False)
def cover(link: str) -> Response:
    """The track's picture: a speaker with a screen has no login, but it has the link."""
    services = get_services()
    track = services.library.get_track(services.streams.track_of(link))
    if track.cover_id is None:
        raise NotFound(track.id)
    return answer_cover(services.library.get_cover(track.cover_id, size_px=COVER_PX), request)


@STREAMS.route("/stream/<link>/master.m3u8", methods=_METHODS, provide_automatic_options=False)
def master(link: str) -> Response:
    """HLS: AAC in several sizes, between which a player may change."""
    return answer_text(_package(link).master(), HLS_MIME, request)


@STREAMS.route("/stream/<link>/lossless.m3u8", methods=_METHODS, provide_automatic_options=False)
def lossless(link: str) -> Response:
    """HLS: FLAC."""
    return answer_text(_package(link).lossless(), HLS_MIME, request)


@STREAMS.route("/stream/<link>/manifest.mpd", methods=_METHODS, provide_automatic_options=False)
def manifest(link: str) -> Response:
    """DASH, over the same segments."""
    return answer_text(_package(link).manifest(), DASH_MIME, request)


@STREAMS.route("/stream/<link>/<profile>/index.m3u8", methods=_METHODS, provide_automatic_options=False)
def playlist(link: str, profile: str) -> Response:
    """The segments of one variant."""
    return answer_text(_package(link).playlist(profile), HLS_MIME, request)


@STREAMS.route("/stream/<link>/<profile>/key", methods=_METHODS, provide_automatic_options=False)
def key(link: str, profile: str) -> Response:
    """What opens the segments of one variant, where they are encrypted."""
    return answer_key(_package(link).key(profile), request)


@STREAMS.route("/stream/<link>/<profile>/init.mp4", methods=_METHODS, provide_automatic_options=False)
def init(link: str, profile: str) -> Response:
    """What a player needs before any segment."""
    return answer_ready(_package(link).init(profile), request)


@STREAMS.route("/stream/<link>/<profile>/<int:number>.m4s", methods=_METHODS, provide_automatic_options=False)
def segment(link: str, profile: str, number: int) -> Response:
    """Some seconds of sound."""
    return answer_segment(_package(link).segment(profile, number), request, failed=answer_problem)


def _package(link: str) -> Package:
    return get_services().streams.open_package(link)
