"""The Subsonic API under /rest: HTTP in, HTTP out. The only file here that knows Flask."""

from __future__ import annotations

from typing import assert_never

from flask import Blueprint, Request, Response, request
from werkzeug.exceptions import HTTPException

from server.http.covers import answer_cover
from server.http.media import Manner, answer_media
from server.http.subsonic.answers import Failure, Media, Ok, Picture, Playlist
from server.http.subsonic.clients import client_named, tailor
from server.http.subsonic.dispatch import answer, failure, has_status, is_binary
from server.http.subsonic.errors import Busy, Failed, ParameterMissing, SubsonicError, Unexpected
from server.http.subsonic.formats import (
    JSON_MIME,
    JSONP_MIME,
    XML_MIME,
    envelope,
    is_callback,
    write_json,
    write_jsonp,
    write_xml,
)
from server.http.subsonic.params import Params
from server.http.subsonic.pieces import json_pieces, jsonp_pieces, xml_pieces
from server.http.subsonic.services import Services
from server.http.whereabouts import address_of, is_away, origin_of

LONGEST_FORM_BYTES = 10 * 2**20  # a play queue of 100,000 ids is 3 MB
CHANGING = "private, no-cache"  # kept, but asked about each time; the ETag makes that cheap

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-None-Match, If-Range, Range",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
    "Access-Control-Max-Age": "86400",
}


def blueprint(services: Services, *, public_url: str = "") -> Blueprint:
    """Every path under /rest, known or not, answers an envelope; nothing here answers a page. `public_url` is how a
    proxy is reached, if there is one."""
    rest = Blueprint("subsonic", __name__, url_prefix="/rest")

    def call(method: str = "") -> Response:
        params, problem = _read(request, public_url)
        name = method.removesuffix(".view")
        if problem is not None:
            return _text(services, params, Failure(problem), is_text_only=is_binary(name))
        reply = answer(services, name, params, address=address_of(request, public_url))
        if isinstance(reply, Media):
            try:
                return answer_media(
                    reply.rendition,
                    request,
                    failed=lambda error: _write(services, params, name, failure(name, error)),
                    download_name=reply.download_name,
                    manner=Manner(title=reply.title),
                )
            except Exception as error:
                reply = failure(name, error)
        return _write(services, params, name, reply)

    def preflight(method: str = "") -> Response:
        return Response(status=204)

    for rule in ("", "/", "/<path:method>"):
        for view, verbs in ((call, ["GET", "POST"]), (preflight, ["OPTIONS"])):
            rest.add_url_rule(
                rule, view_func=view, methods=verbs, strict_slashes=False, provide_automatic_options=False
            )
    rest.after_request(_allow_every_origin)
    return rest


def _read(incoming: Request, public_url: str) -> tuple[Params, SubsonicError | None]:
    """The query and, for a POST, the form; what cannot be read is told in the format the query asks for."""
    query = incoming.args.to_dict(flat=False)
    asker = (is_away(incoming, public_url), origin_of(incoming, public_url))
    incoming.max_form_memory_size = incoming.max_content_length = LONGEST_FORM_BYTES
    try:
        body = incoming.get_data() if incoming.is_json else b""
        form = incoming.form.to_dict(flat=False)
    except HTTPException as error:
        return Params(query, *asker), Failed(f"The form cannot be read: {error.name}")
    merged = {name: [*query.get(name, ()), *form.get(name, ())] for name in {**query, **form}}
    return Params(merged, *asker, body), None


def _write(
    services: Services, params: Params, name: str, reply: Ok | Failure | Picture | Playlist
) -> Response:
    match reply:
        case Picture():
            return _picture(reply)
        case Playlist(text, mime):
            return Response(text, content_type=mime)
        case Failure(Busy() as error):
            response = _text(services, params, reply, is_text_only=is_binary(name))
            response.status_code = 429
            response.headers["Retry-After"] = str(error.retry_after_s)
            return response
        case Failure(error) if has_status(name):
            response = _text(services, params, reply, is_text_only=True)
            response.status_code = _status(error)
            return response
        case Ok() | Failure():
            return _text(services, params, reply, is_text_only=is_binary(name))
        case _:
            assert_never(reply)


def _status(error: SubsonicError) -> int:
    """OpenSubsonic getTranscodeStream: 400, 401, 404, 500; and 403, which it forgot."""
    if isinstance(error, Unexpected):
        return 500
    return 401 if 40 <= error.code < 50 else {50: 403, 70: 404}.get(error.code, 400)


def _text(services: Services, params: Params, reply: Ok | Failure, *, is_text_only: bool) -> Response:
    """XML unless `f` says otherwise; in place of sound or a picture never JSONP, for no script asked.

    There DSub looks for `text/xml` and sends no `f`; py-opensonic sends `f=json` and looks for that.
    """
    client = client_named(params.find_text("c"))
    wanted, callback = params.find_text("f"), params.find_text("callback")
    if wanted == "jsonp" and not is_text_only and not is_callback(callback or ""):
        reply, wanted = (
            Failure(ParameterMissing("callback") if not callback else Failed(_NO_CALLBACK)),
            "json",
        )
    is_long = isinstance(reply, Ok) and reply.is_long
    if isinstance(reply, Ok):
        reply = Ok(tailor(reply.content, client))
    response = envelope(reply, server_version=services.version, open_subsonic=client.open_subsonic)
    if wanted == "json":
        return Response(json_pieces(response) if is_long else write_json(response), content_type=JSON_MIME)
    if wanted == "jsonp" and callback and not is_text_only:
        written = jsonp_pieces(response, callback) if is_long else write_jsonp(response, callback)
        return Response(written, content_type=JSONP_MIME)
    return Response(xml_pieces(response) if is_long else write_xml(response), content_type=XML_MIME)


_NO_CALLBACK = "Parameter callback must be the name of a JavaScript function"


def _picture(picture: Picture) -> Response:
    response = answer_cover(picture.image, request)
    if not picture.is_permanent:
        response.headers["Cache-Control"] = CHANGING
    return response


def _allow_every_origin(response: Response) -> Response:
    """Web apps live on their own origin; credentials are parameters, no cookies: this gives nothing away."""
    response.headers.update(CORS)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
