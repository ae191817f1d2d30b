"""User management. Subsonic "User management".

A password that is set here is one that apps log in with: it is kept readable beside the app passwords (see Decision 5)
and takes the place of the one that was set here before. Whoever is made here logs in to the pages with it, too; from
then on the pages' password is changed on the pages only, so that a lost phone cannot take an account over.

Of the roles only `adminRole` can be chosen; the others are what everybody can do here, and getUser tells the truth.
"""

from __future__ import annotations

from server.http.subsonic import shapes
from server.http.subsonic.answers import Node, Ok
from server.http.subsonic.auth import plain
from server.http.subsonic.errors import Failed, NotAllowed
from server.http.subsonic.methods import Method, Section
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User
from server.http.subsonic.speakers import may_play

SHORTEST = 8  # as on the pages
LABEL = "Set by an app"
_LONGEST_NAME = 100


def get_user(services: Services, params: Params, user: User) -> Ok:
    """Oneself; an administrator anybody. Without `username`, which some apps leave out, oneself."""
    name = params.find_text("username") or user.name
    return Ok({"user": _described(services, _find(services, name, user))})


def get_users(services: Services, _params: Params, user: User) -> Ok:
    _check(user, "see other users")
    return Ok({"users": {"user": [_described(services, one) for one in services.accounts.list()]}})


def create_user(services: Services, params: Params, user: User) -> Ok:
    """`email` is demanded by Subsonic and kept nowhere."""
    _check(user, "make users")
    name, password = params.text("username"), _password(params)
    params.text("email")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Failed("Parameter username is too long, or cannot be printed")
    made = services.accounts.add(name, password, is_admin=params.flag("adminRole", default=False))
    services.tokens.set_app_password(made, password, label=LABEL)
    return Ok()


def update_user(services: Services, params: Params, user: User) -> Ok:
    """What is not said stays."""
    _check(user, "change users")
    changed = services.accounts.get(params.text("username"))
    password = _password(params) if params.find_text("password") else None
    if params.find_text("adminRole"):
        services.accounts.set_admin(changed.name, is_admin=params.flag("adminRole", default=changed.is_admin))
    if password is not None:
        services.tokens.set_app_password(changed, password, label=LABEL)
    return Ok()


def delete_user(services: Services, params: Params, user: User) -> Ok:
    _check(user, "delete users")
    services.remove_user(params.text("username"))
    return Ok()


def change_password(services: Services, params: Params, user: User) -> Ok:
    """One's own; an administrator anybody's."""
    changed = _find(services, params.text("username"), user)
    services.tokens.set_app_password(changed, _password(params), label=LABEL)
    return Ok()


def _password(params: Params) -> str:
    password = plain(params.text("password"))
    if len(password) < SHORTEST:
        raise Failed(f"Parameter password needs {SHORTEST} characters or more")
    return password


def _check(user: User, action: str) -> None:
    if not user.is_admin:
        raise NotAllowed(action)


def _described(services: Services, user: User) -> Node:
    node = shapes.user(user, services.library.list_libraries(for_user=user.id))
    return {**node, "jukeboxRole": may_play(services, user)}


def _find(services: Services, name: str, user: User) -> User:
    """Others are forbidden before they are unknown, so that nobody can ask who lives here."""
    if name.casefold() == user.name.casefold():
        return user
    _check(user, "see other users")
    return services.accounts.get(name)


METHODS: Section = {
    "getUser": Method(get_user),
    "getUsers": Method(get_users),
    "createUser": Method(create_user),
    "updateUser": Method(update_user),
    "deleteUser": Method(delete_user),
    "changePassword": Method(change_password),
}
