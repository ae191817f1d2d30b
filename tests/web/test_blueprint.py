"""What a browser gets before any script runs: the shell, the tree under its hash, the rules for both."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

import web


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(web.blueprint())
    with app.test_client() as client:
        yield client


def addresses(page: str) -> list[str]:
    return re.findall(r'(?:href|src)="([^"]+)"', page)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/albums",
        "/albums/al-1",
        "/artists/ar-1",
        "/genres/R&B/Soul",
        "/years/1990s",
        "/labels/4AD/Beggars",
        "/composers/ar-1?role=conductor",
        "/search?q=x",
        "/queue",
        "/settings",
        "/login",
        "/setup?code=1",
    ],
)
def test_every_address_of_the_app_answers_the_shell_and_asks_again_next_time(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert '<div id="app">' in answer.text


def test_addresses_that_are_not_the_apps_are_left_to_others(client):
    assert client.get("/api/me").status_code == 404
    assert client.get("/rest/ping").status_code == 404


def test_everything_the_shell_names_is_there_and_may_be_kept_for_ever(client):
    named = addresses(client.get("/").text)
    assert len(named) > 40
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_with_another_hash_is_not_answered_with_todays_file(client):
    assert client.get("/static/0123456789abcdef/js/main.js").status_code == 404


@pytest.mark.parametrize("name", ["../blueprint.py", "%2e%2e/__init__.py", "js/../../assets.py", "js", ""])
def test_nothing_outside_the_tree_can_be_named(client, name):
    tree = addresses(client.get("/").text)[0].split("/")[2]
    assert client.get(f"/static/{tree}/{name}").status_code == 404


def test_modules_are_sent_as_scripts_packed_for_those_who_unpack(client):
    address = next(name for name in addresses(client.get("/").text) if name.endswith("/js/main.js"))
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert plain.mimetype == "text/javascript"
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == plain.data


def test_the_policy_lets_nothing_in_from_elsewhere_and_no_inline_script(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    everything_else = re.sub(r"media-src [^;]*", "", policy)  # radio stations are where they are
    assert "http" not in everything_else
    assert "frame-ancestors 'none'" in policy


def test_the_shell_holds_no_inline_script_or_style_and_no_foreign_address(client):
    page = client.get("/").text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert " style=" not in page
    assert all(address.startswith("/static/") for address in addresses(page))
