"""At home or away: what is believed, and what only without a proxy."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from devices import DeviceId
from server.config import ServerConfig
from server.http import Services, create_app
from server.http.subsonic import blueprint as subsonic_blueprint
from server.http.whereabouts import address_of, is_at_home, is_away, whereabouts
from server.streaming import Whereabouts
from tests.server.conftest import PASSWORD

PUBLIC = "https://music.example.org"
PAGE = {
    "id": "browser-1234567890abcdef",
    "name": "Tab",
    "mimes": ["audio/flac"],
    "volume_percent": 50,
    "holds": None,
}


def asked(address: str, *, host: str = "192.168.1.2:4747", told: str | None = None) -> Request:
    headers = {} if told is None else {"X-Forwarded-For": told}
    builder = EnvironBuilder(
        base_url=f"http://{host}/", headers=headers, environ_base={"REMOTE_ADDR": address}
    )
    return Request(builder.get_environ())


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("192.168.1.7", True),
        ("10.1.2.3", True),
        ("172.20.0.1", True),
        ("169.254.3.4", True),
        ("fe80::1%eth0", True),
        ("fd00::2", True),
        ("::ffff:192.168.1.7", True),
        ("::ffff:8.8.8.8", False),
        ("8.8.8.8", False),
        ("100.64.1.2", False),
        ("2600::1", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_home_is_this_machine_and_private_networks(address: str, expected: bool) -> None:
    assert is_at_home(address) is expected


def test_without_a_known_proxy_no_header_is_believed() -> None:
    assert not is_away(asked("192.168.1.7", told="8.8.8.8"), "")
    assert is_away(asked("8.8.8.8", told="192.168.1.7"), "")
    assert is_away(asked("8.8.8.8", told="192.168.1.7"), PUBLIC)


def test_a_known_proxy_says_whom_it_speaks_for_in_the_last_place() -> None:
    assert is_away(asked("127.0.0.1", told="8.8.8.8"), PUBLIC)
    assert is_away(asked("127.0.0.1", told="192.168.1.7, 8.8.8.8"), PUBLIC)
    assert not is_away(asked("127.0.0.1", told="8.8.8.8, 192.168.1.7"), PUBLIC)
    assert is_away(asked("127.0.0.1", told=""), PUBLIC)


def test_a_proxy_that_does_not_say_speaks_for_the_world() -> None:
    assert is_away(asked("127.0.0.1", host="music.example.org"), PUBLIC)
    assert not is_away(asked("192.168.1.7"), PUBLIC)


def test_a_browser_that_saves_data_says_so_in_a_header() -> None:
    for told, expected in (("on", True), ("On", True), ("off", False), ("", False)):
        found = whereabouts(request_of(told), "", 96)
        assert found == Whereabouts(is_away=False, is_metered=expected, listener_kbps=96)


def request_of(save_data: str) -> Request:
    return Request(
        EnvironBuilder(
            headers={"Save-Data": save_data}, environ_base={"REMOTE_ADDR": "127.0.0.1"}
        ).get_environ()
    )


def test_a_page_on_a_network_that_counts_is_known_as_such(services: Services, admin) -> None:
    for metered in (True, False):
        assert admin.post("/api/devices/browser", {**PAGE, "is_metered": metered}).status_code == 200
        state = services.devices.find(DeviceId(PAGE["id"]))
        assert state is not None
        assert state.info.capabilities.is_metered is metered


def test_a_page_from_outside_is_known_as_such_until_it_comes_home(services: Services, admin) -> None:
    proxied = replace(services.config, server=ServerConfig(public_url=PUBLIC))
    admin.client.application = create_app(replace(services, config=proxied))
    for told, expected in (("8.8.8.8", True), ("192.168.1.7", False)):
        assert (
            admin.post(
                "/api/devices/browser", PAGE, headers={"X-Forwarded-For": told, "Origin": "http://localhost"}
            ).status_code
            == 200
        )
        state = services.devices.find(DeviceId(PAGE["id"]))
        assert state is not None
        assert state.info.capabilities.is_away is expected


def test_guessers_behind_the_proxy_do_not_keep_others_behind_it_out(services: Services) -> None:
    config = replace(services.config, server=ServerConfig(public_url=PUBLIC))
    services = replace(services, config=config)
    services.accounts.add("ada", PASSWORD)
    app = create_app(services, blueprints=[subsonic_blueprint(services, public_url=PUBLIC)])
    client, body = app.test_client(), {"name": "ada", "password": PASSWORD}

    def log_in(told: str, **body: str) -> int:
        headers = {"Origin": PUBLIC, "X-Forwarded-For": told}
        return client.post("/api/login", json=body, headers=headers).status_code

    for number in range(31):
        asked = {"u": f"user{number}", "p": "a guess", "v": "1.16.1", "c": "x"}
        client.get("/rest/ping", query_string=asked, headers={"X-Forwarded-For": "1.2.3.4, 8.8.8.8"})
    assert log_in("8.8.8.8", **body) == 429
    assert log_in("9.9.9.9", **body) == 200


def test_who_asks_is_told_by_the_proxy_only() -> None:
    assert address_of(asked("10.0.0.1", told="1.1.1.1, 8.8.8.8"), PUBLIC) == "8.8.8.8"
    assert address_of(asked("10.0.0.1", told="8.8.8.8"), "") == "10.0.0.1"
    assert address_of(asked("9.9.9.9", told="8.8.8.8"), PUBLIC) == "9.9.9.9"
    assert address_of(asked("10.0.0.1"), PUBLIC) == "10.0.0.1"
