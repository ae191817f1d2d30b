"""What HTTP does around a method: paths, verbs, formats, CORS, errors."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from server.http.subsonic import blueprint
from tests.fakes.subsonic_house import FakeRendition, House

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1", "c": "test"}
NAMESPACE = "{http://subsonic.org/restapi}"


def fake_media(rendition: FakeRendition, _request: Any, *, download_name: str | None = None) -> Response:
    return Response(repr((rendition, download_name)), mimetype="audio/x-fake")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> FlaskClient:
    app = Flask("test")
    app.register_blueprint(blueprint(house, answer_media=fake_media))
    return app.test_client()


def error_of(data: bytes) -> tuple[int, str]:
    error = ElementTree.fromstring(data).find(f"{NAMESPACE}error")
    assert error is not None, data
    return int(error.attrib["code"]), error.attrib["message"]


@pytest.mark.parametrize("path", ["/rest/ping", "/rest/ping.view"])
def test_xml_is_the_default_with_and_without_view(client: FlaskClient, path: str) -> None:
    answer = client.get(path, query_string=LOGIN)
    assert answer.content_type == "text/xml; charset=utf-8"
    assert dict(ElementTree.fromstring(answer.data).attrib) == {
        "status": "ok",
        "version": "1.16.1",
        "type": "segue",
        "serverVersion": "0.1.0-test",
        "openSubsonic": "true",
    }


def test_a_form_is_merged_with_the_query(client: FlaskClient) -> None:
    answer = client.post(
        "/rest/getSong", query_string={"f": "json", "u": "ann"}, data={**LOGIN, "id": "tr-1"}
    )
    assert json.loads(answer.data)["subsonic-response"]["song"]["title"] == "Eins"


def test_an_unknown_method_answers_an_envelope(client: FlaskClient) -> None:
    for path in ("/rest/doTheDishes", "/rest/a/b/c", "/rest/", "/rest"):
        answer = client.get(path, query_string=LOGIN)
        assert answer.status_code == 200
        assert error_of(answer.data)[0] == 0
