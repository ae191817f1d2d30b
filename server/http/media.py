"""A rendition as an HTTP answer: conditions, ranges and headers; nothing here waits for an encoder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from flask import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from server.http.files import file_blocks
from server.http.handover import HAND_OVER
from server.http.titled import asks_for_titles, titled_headers
from server.http.waiting import Failed, Later, Waiting
from server.streaming import (
    Feed,
    FileFeed,
    Growing,
    NotGrown,
    NotModified,
    NotYetMade,
    OpenFile,
    Part,
    Rendition,
    State,
    TitledFeed,
    Unsatisfiable,
    Whole,
    choose,
    end_asked_for,
    titled_size_bytes,
)

_EXPOSED = "Accept-Ranges, Content-Length, Content-Range, ETag"
_COME_BACK_S = 5


@dataclass(frozen=True, slots=True)
class Manner:
    """How a body is sent: `sent` may slow it down, `is_over` says that nobody wants it any more."""

    sent: Callable[[OpenFile | Feed], OpenFile | Feed] = lambda body: body
    is_over: Callable[[], bool] = lambda: False
    title: Callable[[], str] | None = None  # to be told within the stream to who asks for that


def answer_media(
    rendition: Rendition,
    request: Request,
    *,
    failed: Failed,
    download_name: str | None = None,
    manner: Manner = Manner(),
) -> Response:
    """GET, HEAD or OPTIONS. `failed` answers what goes wrong before the first byte, also after this returned."""
    if request.method == "OPTIONS":
        return preflight()
    if manner.title is not None and asks_for_titles(request, rendition):
        return answer_titled(rendition, manner.title(), request, failed=failed, manner=manner)
    if isinstance(rendition, Growing):
        rendition = rendition.as_begun(request.headers.get("If-Range"))
    asked = Asked(dict(request.headers), is_head=request.method == "HEAD", download_name=download_name)
    if isinstance(rendition, Growing) and "Range" in asked.headers and rendition.size_bytes is None:
        reach = rendition.reach(end_asked_for(asked.headers["Range"]))
        return wait(Waiting(reach, lambda: _later(rendition, asked, manner), failed, manner.is_over), request)
    plan = make_plan(rendition, asked)
    if plan.span is None:
        return plan.bare()
    body = manner.sent(rendition.open(*plan.span))
    if isinstance(body, OpenFile):
        blocks = file_blocks(body.file, body.length_bytes, request)
        return Response(blocks, status=plan.status, headers=plan.headers, direct_passthrough=True)
    return wait(Waiting(body, lambda: plan.later(body), failed, manner.is_over), request)


def answer_titled(
    rendition: Rendition, title: str, request: Request, *, failed: Failed, manner: Manner
) -> Response:
    """All of it, whatever range was asked for."""
    size_bytes = rendition.size_bytes
    titled_bytes = None if size_bytes is None else titled_size_bytes(size_bytes, title)
    plan = Plan(200, titled_headers(rendition.mime, title, titled_bytes))
    if request.method == "HEAD":
        return plan.bare()
    body = manner.sent(rendition.open(0, size_bytes))
    sound = FileFeed(body.file, body.length_bytes) if isinstance(body, OpenFile) else body
    feed = TitledFeed(sound, title)
    return wait(Waiting(feed, lambda: plan.later(feed), failed, manner.is_over), request)


@dataclass(frozen=True, slots=True)
class Asked:
    headers: dict[str, str]  # by their usual spelling
    is_head: bool
    download_name: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be answered; `span` None: without a body."""

    status: int
    headers: Headers
    span: tuple[int, int | None] | None = None

    def bare(self) -> Response:
        """Without a body, and without a length of 0 for that reason."""
        return Response(iter(()), status=self.status, headers=self.headers)

    def later(self, feed: Feed | None) -> Later:
        return Later(self.bare(), feed)


def _later(rendition: Growing, asked: Asked, manner: Manner) -> Later:
    """After the wait for a part of what grows."""
    plan = make_plan(rendition, asked)
    if plan.span is None:
        return plan.later(None)
    body = manner.sent(rendition.open(*plan.span))
    return plan.later(FileFeed(body.file, body.length_bytes) if isinstance(body, OpenFile) else body)


def make_plan(rendition: Rendition, asked: Asked) -> Plan:
    """Raises: NotYetMade."""
    size_bytes = rendition.size_bytes
    ready_bytes = rendition.ready_bytes if isinstance(rendition, Growing) else None
    headers = _headers(rendition, size_bytes, asked.download_name)
    total = "*" if size_bytes is None else str(size_bytes)
    state = State(rendition.etag, rendition.modified_utc, size_bytes, ready_bytes)
    match choose(asked.headers, state):
        case NotModified():
            return Plan(304, headers)
        case Unsatisfiable():
            headers["Content-Range"] = f"bytes */{total}"
            return Plan(416, headers)
        case NotGrown():
            raise NotYetMade(_COME_BACK_S)
        case Part(start, stop):
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{total}"
            return _with_body(206, headers, rendition.mime, asked, start, stop)
        case Whole():
            return _with_body(200, headers, rendition.mime, asked, 0, size_bytes)


def _with_body(status: int, headers: Headers, mime: str, asked: Asked, start: int, stop: int | None) -> Plan:
    headers["Content-Type"] = mime
    if stop is not None:
        headers["Content-Length"] = str(stop - start)
    return Plan(status, headers, None if asked.is_head else (start, stop))


def wait(waiting: Waiting, request: Request) -> Response:
    """By the server's loop, where there is one that can."""
    hand_over = request.environ.get(HAND_OVER)
    if hand_over is None:
        return waiting.blocking()
    return Response(hand_over(waiting), direct_passthrough=True)


def _headers(rendition: Rendition, size_bytes: int | None, download_name: str | None) -> Headers:
    headers = Headers(
        {
            "ETag": f'"{rendition.etag}"',
            "Last-Modified": http_date(rendition.modified_utc),
            "Accept-Ranges": "none" if size_bytes is None else "bytes",
            "Cache-Control": "private, max-age=3600",
            "X-Content-Type-Options": "nosniff",
            # The signed link is the permission: a speaker has no cookie, and may come from any origin.
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": _EXPOSED,
        }
    )
    if download_name is not None:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_named(download_name)}"
    return headers


def _named(name: str) -> str:
    """RFC 8187; what of a name on disk is no UTF-8 becomes a question mark."""
    return quote(name, safe="", errors="replace")


def preflight() -> Response:
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers)
