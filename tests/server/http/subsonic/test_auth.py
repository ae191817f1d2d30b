"""Logging in: three ways, each against app passwords, and what each mistake is called."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fakes.subsonic_house import House


def token(secret: str, salt: str) -> str:
    return hashlib.md5((secret + salt).encode()).hexdigest()


def code(client: FlaskClient, method: str = "ping", **params: Any) -> int | None:
    answer = json.loads(client.get(f"/rest/{method}", query_string={**params, "f": "json"}).data)
    error = answer["subsonic-response"].get("error")
    return error and error["code"]


@pytest.mark.parametrize("secret", ["ann-old-phone", "ann-sésame"])
@pytest.mark.parametrize("user", ["ann", "Ann"])
def test_every_app_password_opens_in_every_way(client: FlaskClient, secret: str, user: str) -> None:
    assert code(client, u=user, p=secret) is None
    assert code(client, u=user, p="enc:" + secret.encode().hex()) is None
    assert code(client, u=user, p="enc:" + secret.encode().hex().upper()) is None
    assert code(client, u=user, t=token(secret, "pepper"), s="pepper") is None
    assert code(client, u=user, t=token(secret, "pepper").upper(), s="pepper") is None
    assert code(client, apiKey=secret) is None


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 10),
        ({"u": "ann"}, 10),
        ({"p": "ann-old-phone"}, 10),
        ({"u": "ann", "t": token("ann-old-phone", "x")}, 10),
        ({"u": "", "p": "ann-old-phone"}, 10),
        ({"apiKey": ""}, 10),
        ({"u": "ann", "p": "wrong"}, 40),
        ({"u": "ann", "p": "enc:zz"}, 40),
        ({"u": "ann", "p": "enc:ff"}, 40),
        ({"u": "ann", "t": token("ann-old-phone", "x"), "s": "y"}, 40),
        ({"u": "ann", "t": "ü", "s": "y"}, 40),
        ({"u": "nobody", "p": "ann-old-phone"}, 40),
        ({"u": "bob", "p": "ann-old-phone"}, 40),
        ({"u": "bob", "p": ""}, 10),
        ({"u": "ann", "p": "ann-old-phone", "t": "0" * 32, "s": "x"}, 43),
        ({"apiKey": "ann-old-phone", "p": "ann-old-phone"}, 43),
        ({"apiKey": "ann-old-phone", "t": "0" * 32, "s": "x"}, 43),
        ({"apiKey": "ann-old-phone", "u": "ann"}, 43),
        ({"apiKey": "wrong"}, 44),
    ],
    ids=str,
)
def test_each_mistake_has_its_code(client: FlaskClient, params: dict[str, str], expected: int) -> None:
    assert code(client, **params) == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        *((good, None) for good in ("", "1", "1.9", "1.13.0", "1.16.1")),
        *((too_new, 30) for too_new in ("1.17.0", "2.0.0", "9" * 5000)),
        *((nonsense, 0) for nonsense in ("x", "1.y")),
        ("0.9.0", 20),
    ],
    ids=lambda value: str(value)[:10],
)
def test_the_protocol_version_must_fit(client: FlaskClient, version: str, expected: int | None) -> None:
    assert code(client, u="ann", p="ann-old-phone", v=version) == expected


def test_extensions_are_told_to_strangers(client: FlaskClient) -> None:
    assert code(client, "getOpenSubsonicExtensions") is None
    assert code(client, "getOpenSubsonicExtensions", u="ann", p="wrong") is None


def test_the_password_that_was_used_is_noted(client: FlaskClient, house: House) -> None:
    code(client, u="ann", p="ann-sésame")
    assert house.tokens.noted == ["ap-2"]


def test_token_info_tells_whose_key_it_is_and_wants_a_key(client: FlaskClient) -> None:
    answer = client.get("/rest/tokenInfo", query_string={"apiKey": "ann-old-phone", "f": "json"})
    assert json.loads(answer.data)["subsonic-response"]["tokenInfo"] == {"username": "ann"}
    assert code(client, "tokenInfo", apiKey="wrong") == 44
    assert code(client, "tokenInfo", u="ann", p="ann-old-phone") == 10


def test_guessing_is_slowed_down_and_ends(client: FlaskClient, house: House) -> None:
    for _ in range(5):
        assert code(client, u="ann", p="guess") == 40
    assert code(client, u="ann", p="ann-old-phone") == 0
    assert code(client, u="bob", p="guess") == 40
    house.clock.at_ms += 2_000
    assert code(client, u="ann", p="ann-old-phone") is None


def test_who_is_known_is_not_kept_out_by_another_at_the_same_address(client: FlaskClient) -> None:
    assert code(client, u="ann", p="ann-old-phone") is None
    for _ in range(50):
        assert code(client, u="ann", p="a stale one") == 40
    assert code(client, u="ann", p="ann-old-phone") is None


def test_wrong_keys_are_slowed_down_too(client: FlaskClient) -> None:
    assert [code(client, apiKey="wrong") for _ in range(6)] == [44, 44, 44, 44, 44, 0]


def test_who_guesses_waits_and_who_knows_is_never_kept_waiting(client: FlaskClient) -> None:
    assert code(client, u="ann", p="ann-old-phone") is None
    for _ in range(5):
        assert code(client, u="bob", p="guess") == 40
    assert code(client, u="bob", p="guess") == 0  # told to wait
    for _ in range(40):  # an old password in another phone of the same person
        code(client, u="ann", p="revoked")
    for _ in range(400):  # a sync asks more than that a minute
        assert code(client, u="ann", p="ann-old-phone") is None


def test_a_question_that_lacks_something_is_no_attempt(client: FlaskClient, house: House) -> None:
    for _ in range(20):
        assert code(client, apiKey="") == 10
        assert code(client, u="bob") == 10
    assert code(client, u="bob", p="guess") == 40
    assert code(client, apiKey="guess") == 44
