"""The web application: the API's endpoints, the pages and other blueprints, and what every answer carries."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Flask, Response

from server.http.api import ALL_ENDPOINTS, install_endpoints, openapi_endpoint
from server.http.params import LARGEST_BODY_BYTES
from server.http.problems import install_problems
from server.http.services import Services, install_services

# Pages bring their own policy (see web); everything else may load nothing and be framed by nobody.
_CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'"


def create_app(
    services: Services, *, blueprints: Sequence[Blueprint] = (), rest: Callable[[], None] = lambda: None
) -> Flask:
    """A WSGI application; `blueprints` are the pages, the Subsonic API and the streams; `rest` is called in its thread
    at the end of each request."""
    app = Flask("segue", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY_BYTES
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False  # a doubled slash is a wrong path, not a redirect
    install_services(app, services)
    install_problems(app)
    install_endpoints(app, [*ALL_ENDPOINTS, openapi_endpoint(ALL_ENDPOINTS, version=services.version)])
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    app.after_request(_harden)
    app.teardown_request(lambda _: rest())
    return app


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Content-Security-Policy", _CLOSED_POLICY)
    return response
