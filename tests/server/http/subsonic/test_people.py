"""Who may see whom, and what apps are told that they may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fakes import subsonic_house
from tests.fakes.subsonic_house import FakeSecret

ROLES = (
    *("admin", "settings", "download", "upload", "playlist", "coverArt"),
    *("comment", "podcast", "stream", "jukebox", "share", "videoConversion"),
)


@pytest.fixture
def as_bob(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(subsonic_house.SECRETS, "bob", [FakeSecret("ap-9", "bob-phone")])

    def ask(method: str, **params: str) -> Any:
        login = {"u": "bob", "p": "bob-phone", "f": "json"}
        return json.loads(client.get(f"/rest/{method}", query_string={**login, **params}).data)[
            "subsonic-response"
        ]

    return ask


def test_every_role_is_told(ask: Any) -> None:
    user = ask("getUser", username="ann")["user"]
    assert [role for role in ROLES if not isinstance(user[f"{role}Role"], bool)] == []
    assert (user["adminRole"], user["streamRole"], user["folder"]) == (True, True, [1, 7])


def test_an_administrator_sees_everybody(ask: Any) -> None:
    assert ask("getUser", username="BOB")["user"]["username"] == "bob"
    assert [user["username"] for user in ask("getUsers")["users"]["user"]] == ["ann", "bob"]
    assert ask("getUser", username="carl")["error"]["code"] == 70


def test_others_see_themselves_only(as_bob: Any) -> None:
    assert as_bob("getUser", username="Bob")["user"]["adminRole"] is False
    assert as_bob("getUser")["user"]["username"] == "bob"
    assert as_bob("getUser", username="ann")["error"]["code"] == 50
    assert as_bob("getUser", username="carl")["error"]["code"] == 50
    assert as_bob("getUsers")["error"]["code"] == 50


def test_only_an_administrator_starts_a_scan(as_bob: Any) -> None:
    assert as_bob("startScan")["error"]["code"] == 50
    assert as_bob("getScanStatus")["scanStatus"] == {"scanning": False, "count": 4}


def test_a_password_set_by_an_app_is_one_that_apps_use(ask, house) -> None:
    assert ask("changePassword", username="ann", password="enc:736573616d65206f70656e") == {}
    assert house.tokens.noted[-1] == "ann sesame open Set by an app"


def test_a_short_password_is_refused(ask) -> None:
    assert "password" in ask("changePassword", username="ann", password="short")["error"]["message"]


def test_the_last_administrator_stays_one(ask) -> None:
    assert ask("updateUser", username="ann", adminRole="false")["error"]["code"] == 0


def test_a_user_made_by_an_app_may_be_an_administrator(ask, house) -> None:
    ask("createUser", username="Cleo", password="sesame open", email="c@example.org", adminRole="true")
    assert [one.is_admin for one in house.accounts.list() if one.name == "Cleo"] == [True]
