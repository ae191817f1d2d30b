"""Pictures over HTTP: cached by browsers for good, because a cover's id changes with the picture."""

from __future__ import annotations

from flask import Request, Response

from library import CoverImage

_FOR_GOOD = "private, max-age=31536000, immutable"


def answer_cover(image: CoverImage, request: Request) -> Response:
    """The picture, or 304 when the client has it (RFC 9110 §13.1.2)."""
    response = Response(image.data, content_type=image.mime)
    response.set_etag(image.etag)
    response.headers["Cache-Control"] = _FOR_GOOD
    response.make_conditional(request)
    return response
