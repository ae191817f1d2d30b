"""People and their app passwords."""

from __future__ import annotations

from server.http.api.registry import Call, Endpoint, Who
from server.http.api.shapes.people import (
    AppPasswordJson,
    AppPasswordsJson,
    LimitBody,
    NewAppPasswordBody,
    NewAppPasswordJson,
    NewUserBody,
    PasswordBody,
    UserJson,
    UsersJson,
)
from server.http.errors import NotAllowed
from server.users import (
    AppPassword,
    LastAdmin,
    NameTaken,
    TooManyAttempts,
    UnknownAppPassword,
    UnknownUser,
    User,
    WrongCredentials,
)


def list_users(call: Call) -> UsersJson:
    """Everybody, by name."""
    return UsersJson(users=[user_json(user) for user in call.services.accounts.list()])


def add_user(call: Call, body: NewUserBody) -> UserJson:
    """A new account."""
    return user_json(call.services.accounts.add(body.name, body.password, is_admin=body.is_admin))


def remove_user(call: Call, name: str) -> None:
    """Ends the account, its logins and its app passwords."""
    call.services.remove_user(name)


def set_limit(call: Call, name: str, body: LimitBody) -> UserJson:
    """How much music is sent to somebody, wherever they listen; holds from the next track on."""
    return user_json(call.services.accounts.limit(name, body.max_kbps))


def set_password(call: Call, name: str, body: PasswordBody) -> None:
    """One's own with the current password, or anybody else's as administrator; ends the other logins."""
    services = call.services
    is_own = call.user.name.casefold() == name.casefold()
    if not is_own and not call.user.is_admin:
        raise NotAllowed
    if is_own:
        with services.throttle.attempt(name, call.address):
            services.accounts.log_in(name, body.current_password or "")
    services.accounts.set_password(name, body.password)
    services.tokens.end_logins_of(services.accounts.get(name), but=call.cookie)


def list_app_passwords(call: Call) -> AppPasswordsJson:
    """The caller's, oldest first; the secrets are not shown again."""
    shown = call.services.tokens.list_app_passwords(call.user)
    return AppPasswordsJson(app_passwords=[app_password_json(each) for each in shown])


def add_app_password(call: Call, body: NewAppPasswordBody) -> NewAppPasswordJson:
    """A new password for one app or script; this answer is the only one that shows it."""
    shown, secret = call.services.tokens.add_app_password(call.user, body.label)
    return NewAppPasswordJson(id=shown.id, label=shown.label, user=call.user.name, secret=secret)


def revoke_app_password(call: Call, id: str) -> None:
    """The app is out from now on."""
    call.services.tokens.revoke(call.user, id)


def user_json(user: User) -> UserJson:
    return UserJson(
        name=user.name, is_admin=user.is_admin, created_utc=user.created_utc, max_kbps=user.max_kbps
    )


def app_password_json(shown: AppPassword) -> AppPasswordJson:
    return AppPasswordJson(
        id=shown.id, label=shown.label, created_utc=shown.created_utc, used_utc=shown.used_utc
    )


ENDPOINTS = (
    Endpoint("GET", "/api/users", list_users, who=Who.ADMIN),
    Endpoint("POST", "/api/users", add_user, status=201, who=Who.ADMIN, raises=(NameTaken, TooManyAttempts)),
    Endpoint("DELETE", "/api/users/{name}", remove_user, who=Who.ADMIN, raises=(UnknownUser, LastAdmin)),
    Endpoint("PUT", "/api/users/{name}/limit", set_limit, who=Who.ADMIN, raises=(UnknownUser,)),
    Endpoint(
        "PUT",
        "/api/users/{name}/password",
        set_password,
        raises=(NotAllowed, UnknownUser, WrongCredentials, TooManyAttempts),
    ),
    Endpoint("GET", "/api/app-passwords", list_app_passwords),
    Endpoint("POST", "/api/app-passwords", add_app_password, status=201),
    Endpoint("DELETE", "/api/app-passwords/{id}", revoke_app_password, raises=(UnknownAppPassword,)),
)
