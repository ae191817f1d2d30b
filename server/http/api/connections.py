"""Connecting a phone: a fresh app password with the server's addresses, as text, as a link and as a QR code."""

from __future__ import annotations

import io
from urllib.parse import quote, urlsplit

import segno

from server.addresses import list_urls
from server.http.api.registry import Call, Endpoint
from server.http.api.shapes.people import ConnectionJson, NewAppPasswordBody
from server.http.whereabouts import origin_of

_ONLY_HERE = ("localhost", "127.0.0.1", "::1")


def connect_phone(call: Call, body: NewAppPasswordBody) -> ConnectionJson:
    """Makes an app password and shows it this once, in every form that a phone can take it in."""
    shown, secret = call.services.tokens.add_app_password(call.user, body.label)
    addresses = _addresses(call)
    link = _link(addresses[0], call.user.name, secret)
    return ConnectionJson(
        id=shown.id,
        label=shown.label,
        user=call.user.name,
        secret=secret,
        addresses=addresses,
        link=link,
        qr_svg=_qr(link),
    )


def _addresses(call: Call) -> list[str]:
    """The best first: the proxy's, what this page came by, then this machine's own on the home network."""
    server = call.services.config.server
    came_by = origin_of(call.request, "")
    own = [] if server.public_url else list_urls(server.host, urlsplit(came_by).port or server.port)
    told = [server.public_url.rstrip("/"), came_by, *own]
    known = list(dict.fromkeys(address for address in told if address))
    return sorted(known, key=lambda address: urlsplit(address).hostname in _ONLY_HERE)


def _link(address: str, user: str, secret: str) -> str:
    """`subsonic://name:password@host:port/?ssl=…`, with name and password as in any URL (RFC 3986 §3.2.1). There is no
    standard: an app that knows no such links leaves the fields to be copied."""
    parts = urlsplit(address)
    who = f"{quote(user, safe='')}:{quote(secret, safe='')}"
    return (
        f"subsonic://{who}@{parts.netloc}{parts.path}/?ssl={'true' if parts.scheme == 'https' else 'false'}"
    )


def _qr(text: str) -> str:
    """An image of its own, with white around it: dark pages are read by phones, too."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=6, border=3, light="#fff", xmldecl=False
    )
    return out.getvalue().decode()


ENDPOINTS = (Endpoint("POST", "/api/connections", connect_phone, status=201),)
