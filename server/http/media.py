"""A rendition as an HTTP answer: conditions, ranges and headers; the bytes go straight to the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from urllib.parse import quote

from flask import Request, Response
from werkzeug.datastructures import Headers
from werkzeug.http import http_date

from server.streaming import (
    Blocks,
    NotModified,
    OpenFile,
    Part,
    Rendition,
    State,
    Unsatisfiable,
    Whole,
    choose,
)

_BLOCK_BYTES = 1 << 16
_EXPOSED = "Accept-Ranges, Content-Length, Content-Range, ETag"


def answer_media(rendition: Rendition, request: Request, *, download_name: str | None = None) -> Response:
    """GET, HEAD or OPTIONS. Raises what `Rendition.open` raises, before any status was sent."""
    if request.method == "OPTIONS":
        return _preflight()
    size_bytes = rendition.size_bytes
    headers = _headers(rendition, size_bytes, download_name)
    match choose(dict(request.headers), State(rendition.etag, rendition.modified_utc, size_bytes)):
        case NotModified():
            return Response(status=304, headers=headers)
        case Unsatisfiable():
            headers["Content-Range"] = f"bytes */{size_bytes}"
            return Response(status=416, headers=headers)
        case Part(start, stop):
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size_bytes}"
            return _bytes_of(rendition, request, headers, 206, start, stop)
        case Whole():
            return _bytes_of(rendition, request, headers, 200, 0, size_bytes)


def _bytes_of(
    rendition: Rendition, request: Request, headers: Headers, status: int, start: int, stop: int | None
) -> Response:
    headers["Content-Type"] = rendition.mime
    if stop is not None:
        headers["Content-Length"] = str(stop - start)
    if request.method == "HEAD":
        return Response(status=status, headers=headers)
    body = rendition.open(start, stop)
    match body:
        case OpenFile(file, length_bytes):
            blocks = _file_blocks(file, length_bytes, request)
        case Blocks(blocks):
            pass
    return Response(blocks, status=status, headers=headers, direct_passthrough=True)


def _file_blocks(file: BinaryIO, length_bytes: int, request: Request) -> Iterable[bytes]:
    """waitress sends a wrapped file from its own loop, so that a slow reader holds no worker thread: from the
    present position on, as far as Content-Length says. It knows the wrapper by its class: wrap it no further.
    """
    wrapper = request.environ.get("wsgi.file_wrapper")
    if wrapper is None:
        return _Slice(file, length_bytes)
    wrapped: Iterable[bytes] = wrapper(_Unshrinking(file, length_bytes), _BLOCK_BYTES)
    return wrapped


class _Unshrinking:
    """A file that would rather fail than end early.

    waitress asks an empty-handed file again and again, at full speed; an OSError makes it close.
    """

    def __init__(self, file: BinaryIO, length_bytes: int) -> None:
        self._file = file
        self._stop = file.tell() + length_bytes
        self.seek = file.seek
        self.tell = file.tell
        self.close = file.close

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        if not data and size != 0 and self._file.tell() < self._stop:
            raise OSError("the file has become shorter while it was sent")
        return data


class _Slice:
    """The same for a server without a file wrapper."""

    def __init__(self, file: BinaryIO, length_bytes: int) -> None:
        self._file = file
        self._left_bytes = length_bytes

    def __iter__(self) -> _Slice:
        return self

    def __next__(self) -> bytes:
        data = self._file.read(min(_BLOCK_BYTES, self._left_bytes))
        if not data:
            raise StopIteration
        self._left_bytes -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


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
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(download_name, safe='')}"
    return headers


def _preflight() -> Response:
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "Range, If-Range, If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status=204, headers=headers)
