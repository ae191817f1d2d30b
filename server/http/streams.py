"""/stream/<link>: what devices fetch; the link itself is the permission, so speakers need no login."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.http.media import answer_media
from server.http.problems import answer_problem
from server.http.services import get_services

STREAMS = Blueprint("streams", __name__)


@STREAMS.route("/stream/<link>", methods=["GET", "HEAD", "OPTIONS"], provide_automatic_options=False)
def stream(link: str) -> Response:
    """Exact ranges of the original or of a rendition."""
    return answer_media(get_services().streams.open_link(link), request, failed=answer_problem)
