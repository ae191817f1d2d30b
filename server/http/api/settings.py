"""The door and the house itself: set-up, login, who am I, the clock, health."""

from __future__ import annotations

from flask import Response

from server.http.api.registry import Call, Endpoint, Reply, Who
from server.http.api.shapes.live import ClockJson, HealthJson
from server.http.api.shapes.people import LoginBody, MeJson, SetupBody, SetupJson
from server.http.auth import COOKIE, drop_login, set_login, sits_at_server
from server.users import NameTaken, SetupDone, TooManyAttempts, User, WrongCredentials, WrongSetupCode


def get_health(call: Call) -> HealthJson:
    """That Segue runs; needs no login."""
    services = call.services
    return HealthJson(
        status="ok",
        version=services.version,
        uptime_s=(services.clock.now_ms() - services.started_ms) // 1000,
        scan=services.library.scan_status().state.value,
    )


def get_clock(call: Call) -> ClockJson:
    """The server's monotonic clock, for pages to measure their offset to it."""
    return ClockJson(now_ms=call.services.clock.now_ms())


def get_setup(call: Call) -> SetupJson:
    """Whether the first account must still be made."""
    setup = call.services.setup
    needed = setup.is_needed()
    told = needed and sits_at_server(call.request, call.services)
    return SetupJson(needed=needed, code=setup.code if told else None)


def set_up(call: Call, body: SetupBody) -> Reply[MeJson]:
    """Makes the first administrator with the code from the server's log, and logs them in."""
    with call.services.throttle.attempt("(set-up)", call.address):
        user = call.services.setup.finish(body.code, body.name, body.password)
    return _enter(call, user)


def log_in(call: Call, body: LoginBody) -> Reply[MeJson]:
    """Starts a login of 90 days since the last use, kept in a cookie."""
    with call.services.throttle.attempt(body.name, call.address):
        user = call.services.accounts.log_in(body.name, body.password)
    return _enter(call, user)


def log_out(call: Call) -> Reply[None]:
    """Ends the login of the cookie, if there is one."""
    call.services.tokens.end_login(call.request.cookies.get(COOKIE, ""))
    return Reply(None, drop_login)


def get_me(call: Call) -> MeJson:
    """Who is logged in."""
    return MeJson(name=call.user.name, is_admin=call.user.is_admin, version=call.services.version)


def _enter(call: Call, user: User) -> Reply[MeJson]:
    cookie = call.services.tokens.start_login(user)

    def finish(response: Response) -> None:
        set_login(response, cookie, call.request, call.services)

    return Reply(MeJson(name=user.name, is_admin=user.is_admin, version=call.services.version), finish)


ENDPOINTS = (
    Endpoint("GET", "/healthz", get_health, who=Who.ANYONE),
    Endpoint("GET", "/api/clock", get_clock),
    Endpoint("GET", "/api/setup", get_setup, who=Who.ANYONE),
    Endpoint(
        "POST",
        "/api/setup",
        set_up,
        status=201,
        who=Who.ANYONE,
        raises=(WrongSetupCode, SetupDone, NameTaken, TooManyAttempts),
    ),
    Endpoint("POST", "/api/login", log_in, who=Who.ANYONE, raises=(WrongCredentials, TooManyAttempts)),
    Endpoint("POST", "/api/logout", log_out, who=Who.ANYONE),
    Endpoint("GET", "/api/me", get_me),
)
