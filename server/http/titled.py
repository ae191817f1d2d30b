"""An MP3 or AAC stream with its title in it, as web radios send it: no ranges, no cache, other bytes than the rest."""

from __future__ import annotations

import re

from flask import Request
from werkzeug.datastructures import Headers

from library import Library, TrackId
from server.streaming import INTERVAL_BYTES, Rendition

_MIMES = frozenset({"audio/mpeg", "audio/aac"})


def asks_for_titles(request: Request, rendition: Rendition) -> bool:
    """Whether the player can tell titles from sound, in a form that has no better place for them."""
    return request.headers.get("Icy-MetaData") == "1" and rendition.mime in _MIMES


def title_of(library: Library, id: TrackId) -> str:
    """ "Artist - Title", as radios say it."""
    track = library.get_track(id)
    return f"{track.artist} - {track.title}" if track.artist else track.title


def titled_headers(mime: str, title: str, size_bytes: int | None) -> Headers:
    headers = Headers(
        {
            "Content-Type": mime,
            "icy-metaint": str(INTERVAL_BYTES),
            "icy-name": _header(title),
            "icy-pub": "0",
            "Accept-Ranges": "none",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
        }
    )
    if size_bytes is not None:
        headers["Content-Length"] = str(size_bytes)
    return headers


def _header(text: str) -> str:
    """In UTF-8, as players of radios read it; WSGI wants each byte as a character."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip().encode().decode("latin-1")
