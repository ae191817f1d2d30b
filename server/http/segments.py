"""Playlists and segments as HTTP answers; what they say never changes, as the link names the state of the file."""

from __future__ import annotations

from flask import Request, Response

from server.http.media import Asked, make_plan, preflight, wait
from server.http.waiting import Failed, Later, Waiting
from server.streaming import BytesFeed, Ready, Segment

_FOR_GOOD = "private, max-age=31536000, immutable"


def answer_segment(segment: Segment, request: Request, *, failed: Failed) -> Response:
    """GET, HEAD or OPTIONS of a segment, whose size is known when it is made."""
    if request.method == "OPTIONS":
        return preflight()
    asked = Asked(dict(request.headers), is_head=request.method == "HEAD", download_name=None)
    feed = segment.feed()
    return wait(Waiting(feed, lambda: _of_ready(segment.made(feed), asked), failed), request)


def answer_ready(ready: Ready, request: Request) -> Response:
    """The same for what is there."""
    if request.method == "OPTIONS":
        return preflight()
    asked = Asked(dict(request.headers), is_head=request.method == "HEAD", download_name=None)
    later = _of_ready(ready, asked)
    if later.feed is not None:
        later.head.response = iter(later.feed)
    return later.head


def answer_text(text: str, mime: str, request: Request) -> Response:
    """A playlist; browsers of any origin may read it."""
    if request.method == "OPTIONS":
        return preflight()
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "private, max-age=3600"}
    response = Response(text, content_type=mime, headers=headers)
    response.add_etag()
    response.make_conditional(request)
    return response


def answer_key(key: bytes, request: Request) -> Response:
    """Sixteen bytes (RFC 8216 §5.1) that nobody on the way may keep."""
    if request.method == "OPTIONS":
        return preflight()
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return Response(key, content_type="application/octet-stream", headers=headers)


def _of_ready(ready: Ready, asked: Asked) -> Later:
    rendition = AtHand(ready)
    plan = make_plan(rendition, asked)
    plan.headers["Cache-Control"] = _FOR_GOOD
    return plan.later(None if plan.span is None else rendition.open(*plan.span))


class AtHand:
    """Bytes in memory as a rendition."""

    def __init__(self, ready: Ready) -> None:
        self.mime, self.etag, self.modified_utc = ready.mime, ready.etag, ready.modified_utc
        self.size_bytes = len(ready.data)
        self._data = ready.data

    def open(self, start: int, stop: int | None) -> BytesFeed:
        return BytesFeed(self._data[start:stop])
