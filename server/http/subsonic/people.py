"""User management, as far as apps read it. Subsonic "User management"."""

from __future__ import annotations

from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.errors import NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.http.subsonic.speakers import may_play


def get_user(services: Services, params: Params, user: User) -> Ok:
    """Oneself; an administrator anybody. Without `username`, which some apps leave out, oneself."""
    name = params.find_text("username") or user.name
    return Ok({"user": _described(services, _find(services, name, user))})


def get_users(services: Services, _params: Params, user: User) -> Ok:
    if not user.is_admin:
        raise NotAllowed("see other users")
    return Ok({"users": {"user": [_described(services, one) for one in services.accounts.list()]}})


def _described(services: Services, user: User) -> Node:
    node = shapes.user(user, services.library.list_libraries(for_user=user.id))
    return {**node, "jukeboxRole": may_play(services, user)}


def _find(services: Services, name: str, user: User) -> User:
    """Others are forbidden before they are unknown, so that nobody can ask who lives here."""
    if name.casefold() == user.name.casefold():
        return user
    if not user.is_admin:
        raise NotAllowed("see other users")
    return services.accounts.get(name)


METHODS: Section = {"getUser": Method(get_user), "getUsers": Method(get_users)}
