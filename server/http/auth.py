"""Who is asking: the login cookie or an app password; and whether another site made the browser ask."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Request, Response

from server.http.errors import CrossOrigin
from server.http.services import Services
from server.users import LOGIN_LIFE, User

COOKIE = "segue_session"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Caller:
    user: User
    cookie: str | None  # None: an app password proved it


def find_caller(request: Request, services: Services) -> Caller | None:
    """Who proves to be whom; a Bearer token, when there is one, is the only proof that counts."""
    authorization = request.authorization
    if authorization is not None and authorization.type == "bearer":
        user = services.tokens.find_by_key(authorization.token or "")
        return None if user is None else Caller(user, None)
    cookie = request.cookies.get(COOKIE)
    user = services.tokens.find_login(cookie) if cookie else None
    return None if user is None else Caller(user, cookie)


def check_origin(request: Request, services: Services) -> None:
    """Refuses a request with consequences that another site's page caused.

    A browser says where a request comes from in `Origin` (RFC 6454) and, on secure origins, in
    `Sec-Fetch-Site` (Fetch Metadata); with a cookie one of them must speak for us, without one none may speak
    against.
    Raises: CrossOrigin.
    """
    if request.method in _SAFE_METHODS or _has_bearer(request):
        return
    verdict = _is_own(request, services)
    if verdict is False or (verdict is None and COOKIE in request.cookies):
        raise CrossOrigin


def sits_at_server(request: Request, services: Services) -> bool:
    """Whether the browser runs on this very machine: whoever uses that could read the log as well.

    A proxy here would make everybody look so; it is known by its headers, by another name, or by public_url.
    """
    proxied = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via"))
    names = (request.remote_addr or "", urlsplit(request.host_url).hostname or "")
    return not proxied and not services.config.server.public_url and all(map(_is_loopback, names))


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def set_login(response: Response, cookie: str, request: Request, services: Services) -> None:
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=LOGIN_LIFE,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure or services.config.server.public_url.startswith("https:"),
    )


def drop_login(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax")


def _has_bearer(request: Request) -> bool:
    return request.authorization is not None and request.authorization.type == "bearer"


def _is_own(request: Request, services: Services) -> bool | None:
    """None: the request does not say."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return None
    own = [_place(request.host_url), _place(services.config.server.public_url)]
    return bool(_place(origin)) and _place(origin) in own


def _place(url: str) -> str:
    """Host and port, not the scheme: behind a proxy that speaks TLS we see http where the page says https."""
    try:
        parts = urlsplit(url)
        usual = parts.port in (None, _USUAL_PORTS.get(parts.scheme))
    except ValueError:
        return ""
    return (parts.hostname or "") + ("" if usual else f":{parts.port}")
