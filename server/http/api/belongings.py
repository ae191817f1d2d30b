"""Taking everything that one made along, and bringing it in."""

from __future__ import annotations

import msgspec
from flask import Response
from msgspec import Struct

from library import Belongings, RulesInvalid
from server.http.api.registry import Call, Endpoint

MIME = "application/json"


class BroughtInJson(Struct, frozen=True, kw_only=True):
    marks: int  # stars, ratings and plays of what is here
    playlists: int  # made; those that were here already are left as they are
    missing: list[str]  # what is not here


def export_belongings(call: Call) -> Response:
    """The caller's stars, ratings, plays and playlists, as a file that POST /api/import takes."""
    data = msgspec.json.encode(call.services.library.gather_belongings(call.user.id))
    disposition = 'attachment; filename="segue-export.json"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(data, content_type=MIME, headers=headers)


def import_belongings(call: Call, body: Belongings) -> BroughtInJson:
    """Adds what the file tells of; what was said here stays.

    The command line takes larger files, and those of other programs."""
    done = call.services.library.bring_belongings(body, call.user.id)
    return BroughtInJson(marks=done.marks, playlists=done.playlists, missing=list(done.missing))


ENDPOINTS = (
    Endpoint("GET", "/api/export", export_belongings, produces=(MIME,)),
    Endpoint("POST", "/api/import", import_belongings, raises=(RulesInvalid,)),
)
