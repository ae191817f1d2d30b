"""A house full of fakes behind the real blueprint."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.http.subsonic import blueprint
from tests.fakes.subsonic_house import House, make_template

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1", "c": "test"}

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "segue.db"
    make_template(path)
    return path


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[House]:
    house = House(template=template, place=tmp_path / "segue.db")
    yield house
    house.close()


@pytest.fixture
def client(house: House) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(blueprint(house))
    return app.test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """`ask("getSong", id="tr-1")`: ann's JSON answer, without the envelope's own words."""

    def ask(method: str, **params: Any) -> dict[str, Any]:
        answer = client.get(f"/rest/{method}", query_string={**LOGIN, "f": "json", **params})
        assert answer.status_code == 200
        envelope = json.loads(answer.data)["subsonic-response"]
        about = {"status", "version", "type", "serverVersion", "openSubsonic"}
        return {key: value for key, value in envelope.items() if key not in about}

    return ask
