"""Endpoints declared once: from a view's own annotations come the route, the decoding of what is asked, the
encoding of what is answered and the OpenAPI document.

    def list_genres(call: Call) -> GenresJson: …
    def add_user(call: Call, body: NewUserBody) -> UserJson: …
    def get_release(call: Call, id: str) -> ReleaseDetailJson: …
    def list_tracks(call: Call, query: TracksQuery) -> TrackPageJson: …

    ENDPOINTS = (Endpoint("POST", "/api/users", add_user, status=201, who=Who.ADMIN, raises=(NameTaken,)), …)

`query` is a Struct of query parameters, `body` a Struct or a union of Structs, the other names are those of
the path. An answer of None is 204; `Reply` adds a change to the response; a flask Response passes as it is
(say what it `produces`).
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Generic, TypeVar

import msgspec
from flask import Flask, Request, Response, request

from server.http.auth import Caller, check_origin, find_caller
from server.http.errors import NotAllowed, NotLoggedIn
from server.http.params import JSON, read_body, read_query
from server.http.services import Services, get_services
from server.http.whereabouts import address_of
from server.users import User

A = TypeVar("A")
View = Callable[..., Any]  # its annotations are checked where it is defined and read by `Signature`


class Who(Enum):
    """Who may call."""

    ANYONE = auto()
    USER = auto()
    ADMIN = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as far as a view needs to know it."""

    services: Services
    request: Request
    caller: Caller | None

    @property
    def user(self) -> User:
        """Who is logged in. Raises: NotLoggedIn – which an endpoint for users has checked before."""
        if self.caller is None:
            raise NotLoggedIn
        return self.caller.user

    @property
    def address(self) -> str:
        """Where it comes from, as far as that is known."""
        return address_of(self.request, self.services.config.server.public_url)

    @property
    def cookie(self) -> str | None:
        """The login cookie that proved it; None when something else did."""
        return None if self.caller is None else self.caller.cookie


@dataclass(frozen=True, slots=True)
class Reply(Generic[A]):
    """An answer whose response needs more than its value: a cookie, a header."""

    value: A
    finish: Callable[[Response], None]


@dataclass(frozen=True, slots=True)
class Endpoint:
    method: str
    path: str  # "/api/releases/{id}"
    view: View
    status: int | None = None  # None: 200, or 204 when the view answers None
    who: Who = Who.USER
    raises: tuple[type[Exception], ...] = ()  # beyond what the declaration itself implies
    produces: tuple[str, ...] = ()  # media types, when the view answers a Response
    signature: Signature = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "signature", read_signature(self.view))

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def success(self) -> int:
        return self.status or (204 if self.signature.answer is type(None) else 200)


@dataclass(frozen=True, slots=True)
class Signature:
    """A view's annotations, resolved; None where it has none."""

    query: Any
    body: Any
    answer: Any  # NoneType: nothing; Response: raw
    path: tuple[str, ...]


def read_signature(view: View) -> Signature:
    hints = typing.get_type_hints(view)
    answer = hints.pop("return")
    if typing.get_origin(answer) is Reply:
        (answer,) = typing.get_args(answer)
    path = tuple(name for name in hints if name not in ("call", "query", "body"))
    return Signature(hints.get("query"), hints.get("body"), answer, path)


def install_endpoints(app: Flask, endpoints: Iterable[Endpoint]) -> None:
    for endpoint in endpoints:
        app.add_url_rule(
            endpoint.path.replace("{", "<").replace("}", ">"),
            endpoint=f"api.{endpoint.name}",
            view_func=_Handler(endpoint),
            methods=[endpoint.method],
        )


class _Handler:
    """What Flask calls: checks who asks, decodes, calls the view, encodes."""

    provide_automatic_options = False

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self.__name__ = endpoint.name

    def __call__(self, **path: str) -> Response:
        endpoint, services = self._endpoint, get_services()
        check_origin(request, services)
        call = Call(services, request, self._admit(services))
        given: dict[str, object] = dict(path)
        if endpoint.signature.query is not None:
            given["query"] = read_query(request.args, endpoint.signature.query)
        if endpoint.signature.body is not None:
            given["body"] = read_body(request, endpoint.signature.body)
        return _encode(endpoint.view(call, **given), endpoint.success)

    def _admit(self, services: Services) -> Caller | None:
        who = self._endpoint.who
        if who is Who.ANYONE:
            return None
        caller = find_caller(request, services)
        if caller is None:
            raise NotLoggedIn
        if who is Who.ADMIN and not caller.user.is_admin:
            raise NotAllowed
        return caller


def _encode(answer: object, status: int) -> Response:
    if isinstance(answer, Response):
        return answer
    value, finish = (answer.value, answer.finish) if isinstance(answer, Reply) else (answer, None)
    body = b"" if value is None else msgspec.json.encode(value)
    response = Response(body, status, content_type=None if value is None else JSON)
    if value is None:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    if finish is not None:
        finish(response)
    return response
