"""The door: set-up, login, logout, health."""

from __future__ import annotations

import pytest

from server.http import Services
from tests.fakes.clock import FakeClock


def test_health_needs_no_login(stranger, clock: FakeClock) -> None:
    clock.advance(seconds=90)
    assert stranger.get("/healthz").json == {
        "status": "ok",
        "version": "1.2.3",
        "uptime_s": 90,
        "scan": "idle",
    }


def test_the_first_account_is_made_with_the_code_and_only_once(stranger, services: Services) -> None:
    body = {"code": services.setup.code.upper(), "name": "ada", "password": "correct horse"}
    assert stranger.get("/api/setup").json["needed"] is True
    assert stranger.post("/api/setup", {**body, "code": "wrong"}).json["type"] == "urn:segue:wrong-setup-code"
    answer = stranger.post("/api/setup", body)
    assert (answer.status_code, answer.json["is_admin"]) == (201, True)
    assert stranger.get("/api/me").json == {"name": "ada", "is_admin": True, "version": "1.2.3"}
    assert stranger.get("/api/setup").json == {"needed": False, "code": None}
    assert stranger.post("/api/setup", body).json["type"] == "urn:segue:setup-done"


def test_a_short_password_is_refused_by_name(stranger, services: Services) -> None:
    answer = stranger.post("/api/setup", {"code": services.setup.code, "name": "ada", "password": "short"})
    assert (answer.status_code, answer.json["field"]) == (422, "password")


def test_login_sets_a_cookie_that_scripts_and_other_sites_cannot_use(stranger, accounts) -> None:
    accounts.add("ada", "correct horse")
    answer = stranger.post("/api/login", {"name": "ADA", "password": "correct horse"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("segue_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert stranger.get("/api/me").json["name"] == "ada"


def test_logout_ends_the_login_on_the_server_too(admin) -> None:
    cookie = admin.client.get_cookie("segue_session")
    assert cookie is not None
    assert admin.post("/api/logout").status_code == 204
    admin.client.set_cookie("segue_session", cookie.value)
    assert admin.get("/api/me").status_code == 401


def test_a_wrong_name_and_a_wrong_password_look_the_same(stranger, accounts) -> None:
    accounts.add("ada", "correct horse")
    answers = [stranger.post("/api/login", {"name": name, "password": "wrong"}) for name in ("ada", "nobody")]
    assert answers[0].data == answers[1].data
    assert answers[0].status_code == 401


def test_guessing_is_slowed_down_and_says_for_how_long(stranger, accounts, clock: FakeClock) -> None:
    accounts.add("ada", "correct horse")
    wrong, right = ({"name": "ada", "password": word} for word in ("wrong", "correct horse"))
    for _ in range(5):
        assert stranger.post("/api/login", wrong).status_code == 401
    answer = stranger.post("/api/login", right)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    clock.advance(seconds=1)
    assert stranger.post("/api/login", right).status_code == 200


def test_guessing_the_setup_code_is_slowed_down(stranger) -> None:
    body = {"code": "wrong", "name": "eve", "password": "let me in"}
    statuses = [stranger.post("/api/setup", body).status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_the_clock_is_the_servers(admin, clock: FakeClock) -> None:
    assert admin.get("/api/clock").json == {"now_ms": clock.now_ms()}


def test_the_set_up_code_is_told_to_a_browser_on_the_servers_own_machine(stranger, services) -> None:
    assert stranger.get("/api/setup").json["code"] == services.setup.code


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("192.168.1.20", {}),
        ("127.0.0.1", {"Host": "music.example.org"}),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.1.20"}),
        ("127.0.0.1", {"Forwarded": "for=192.168.1.20"}),
    ],
)
def test_nobody_else_is_told_the_set_up_code(stranger, address, headers) -> None:
    answer = stranger.get("/api/setup", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.json == {"needed": True, "code": None}
