"""Serves the shell at every address of the app, and the static tree under its hash; knows no sibling."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, render_template, request

from web.assets import Asset, Assets, read_assets

ROOT: Final = Path(__file__).parent

# The addresses that the app itself draws; js/state/route.js holds the same list.
CLIENT_ROUTES: Final = (
    "/",
    "/albums",
    "/albums/<path:id>",
    "/artists",
    "/artists/<path:id>",
    "/folders",
    "/folders/<path:id>",
    "/genres",
    "/genres/<path:id>",
    "/years",
    "/years/<path:id>",
    "/labels",
    "/labels/<path:id>",
    "/composers",
    "/composers/<path:id>",
    "/playlists",
    "/playlists/<path:id>",
    "/starred",
    "/search",
    "/podcasts",
    "/podcasts/<path:id>",
    "/radio",
    "/queue",
    "/speakers",
    "/speakers/<path:id>",
    "/alarms",
    "/handoffs",
    "/settings",
    "/login",
    "/setup",
)

# Scripts and styles only from the tree; blob: is the silent sound that unlocks a media element inside a tap.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob: http: https:",  # radio stations are elsewhere
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
FOR_EVER: Final = "public, max-age=31536000, immutable"


def blueprint() -> Blueprint:
    """A fresh blueprint over the static tree as it is now; a changed file needs a new one."""
    assets = read_assets(ROOT / "static")
    pages = Blueprint("web", __name__, template_folder="templates")

    def shell(id: str = "") -> Response:  # it is the app that reads it
        page = render_template("index.html", base=f"/static/{assets.hash}", modules=assets.modules())
        return _kept_safe(Response(page, mimetype="text/html", headers={"Cache-Control": "no-cache"}))

    def share(key: str) -> Response:  # it is the page that reads it
        page = render_template("share.html", base=f"/static/{assets.hash}")
        answer = Response(page, mimetype="text/html", headers={"Cache-Control": "no-cache"})
        return _kept_safe(answer, referrer="no-referrer")  # whoever has its address may listen

    def static_file(tree: str, name: str) -> Response:
        if tree != assets.hash or name not in assets.files:
            abort(404)
        return _kept_safe(_answer(assets.files[name]))

    for rule in CLIENT_ROUTES:
        pages.add_url_rule(rule, endpoint="shell", view_func=shell)
    pages.add_url_rule("/share/<key>", endpoint="share", view_func=share)
    pages.add_url_rule("/static/<tree>/<path:name>", endpoint="static_file", view_func=static_file)
    pages.add_url_rule("/favicon.ico", endpoint="favicon", view_func=lambda: _favicon(assets))
    return pages


def _answer(asset: Asset) -> Response:
    packed = asset.gzipped if request.accept_encodings["gzip"] > 0 else None
    answer = Response(asset.body if packed is None else packed, content_type=asset.mime)
    answer.headers["Cache-Control"] = FOR_EVER
    if asset.gzipped is not None:
        answer.headers["Vary"] = "Accept-Encoding"
    if packed is not None:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _favicon(assets: Assets) -> Response:
    answer = _kept_safe(_answer(assets.files["icons/segue.svg"]))
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _kept_safe(answer: Response, *, referrer: str = "same-origin") -> Response:
    answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = referrer
    return answer
