"""Who may ask, and from where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.config import Config, ServerConfig
from server.http import Services, create_app
from server.users import Accounts, Tokens

MARK = ("/api/marks/tr-1", {"starred": True})


def test_without_a_login_nothing_but_the_door_is_open(stranger) -> None:
    answer = stranger.get("/api/releases")
    assert (answer.status_code, answer.json["type"]) == (401, "urn:segue:not-logged-in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert stranger.get("/api/openapi.json").status_code == 200


def test_a_made_up_cookie_is_nobody(stranger) -> None:
    stranger.client.set_cookie("segue_session", "made up")
    assert stranger.get("/api/me").status_code == 401


def test_an_app_password_works_as_a_bearer_token_without_any_origin(
    stranger, accounts: Accounts, tokens: Tokens
) -> None:
    _, secret = tokens.add_app_password(accounts.add("ada", "correct horse"), "script")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert stranger.get("/api/me", headers=bearer).json["name"] == "ada"
    assert stranger.client.put(MARK[0], json=MARK[1], headers=bearer).status_code == 204
    assert stranger.get("/api/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_wrong_bearer_token_is_not_saved_by_a_cookie(admin) -> None:
    assert admin.get("/api/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {},
    ],
)
def test_another_sites_page_changes_nothing_with_the_cookie(admin, headers: dict[str, str]) -> None:
    answer = admin.put(*MARK, headers=headers)
    assert (answer.status_code, answer.json["type"]) == (403, "urn:segue:cross-origin")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:80"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_our_own_page_may(admin, headers: dict[str, str]) -> None:
    assert admin.put(*MARK, headers=headers).status_code == 204


def test_reading_is_never_a_question_of_origin(admin) -> None:
    assert admin.get("/api/me", headers={"Origin": "http://evil.example"}).status_code == 200


def test_another_site_cannot_log_its_visitor_in(stranger, accounts: Accounts) -> None:
    accounts.add("eve", "correct horse")
    body = {"name": "eve", "password": "correct horse"}
    refused = stranger.post("/api/login", body, headers={"Origin": "http://evil.example"})
    assert refused.status_code == 403
    assert stranger.post("/api/login", body, headers={}).status_code == 200  # a script


def test_behind_a_proxy_the_public_address_counts_as_ours(services: Services, accounts: Accounts) -> None:
    config = Config(server=ServerConfig(public_url="https://music.example.org"))
    client = create_app(replace(services, config=config)).test_client()
    accounts.add("ada", "correct horse")
    login = client.post(
        "/api/login",
        json={"name": "ada", "password": "correct horse"},
        headers={"Origin": "https://music.example.org"},
    )
    assert login.status_code == 200
    assert "Secure" in login.headers["Set-Cookie"]
