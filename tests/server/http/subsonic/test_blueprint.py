"""What HTTP does around a method: paths, verbs, formats, CORS, errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from library import TrackId
from server.http import create_app
from server.http.subsonic import blueprint
from server.streaming import FileChanged, FileMissing, TooManyStreams, Undecodable
from tests.fakes.subsonic_house import House

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1", "c": "test"}
NAMESPACE = "{http://subsonic.org/restapi}"


def error_of(data: bytes) -> tuple[int, str]:
    error = ET.fromstring(data).find(f"{NAMESPACE}error")
    assert error is not None, data
    return int(error.attrib["code"]), error.attrib["message"]


@pytest.mark.parametrize("path", ["/rest/ping", "/rest/ping.view"])
def test_xml_is_the_default_and_the_envelope_says_who_answers(client: FlaskClient, path: str) -> None:
    answer = client.get(path, query_string=LOGIN)
    assert answer.content_type == "text/xml; charset=utf-8"
    assert dict(ET.fromstring(answer.data).attrib) == {
        "status": "ok",
        "version": "1.16.1",
        "type": "segue",
        "serverVersion": "0.1.0-test",
        "openSubsonic": "true",
    }


def test_json_is_asked_for_by_f_whatever_the_accept_header_says(client: FlaskClient) -> None:
    answer = client.get("/rest/ping", query_string={**LOGIN, "f": "json"}, headers={"Accept": "text/xml"})
    assert answer.content_type == "application/json; charset=utf-8"


def test_a_form_is_merged_with_the_query(client: FlaskClient) -> None:
    login = {key: LOGIN[key] for key in ("p", "v", "c")}
    answer = client.post(
        "/rest/getSong", query_string={"f": "json", "u": "ann"}, data={**login, "id": "tr-1"}
    )
    assert json.loads(answer.data)["subsonic-response"]["song"]["title"] == "Eins"


def test_a_form_of_a_hundred_thousand_ids_is_read(client: FlaskClient, house: House) -> None:
    answer = client.post("/rest/star", data={**LOGIN, "id": ["tr-1"] * 100_000})
    assert b'status="ok"' in answer.data
    assert len(house.library.done[-1][1]) == 100_000


def test_the_whole_app_s_smaller_bound_on_bodies_does_not_hold_here(house: Any) -> None:
    whole = create_app(house, blueprints=[blueprint(house)]).test_client()
    answer = whole.post("/rest/star", data={**LOGIN, "id": ["tr-1"] * 300_000})
    assert b'status="ok"' in answer.data
    assert whole.get("/rest/").status_code == whole.get("/rest").status_code == 200


def test_a_form_beyond_all_reason_is_refused_in_an_envelope(client: FlaskClient) -> None:
    answer = client.post("/rest/star", data={**LOGIN, "id": "x" * 11_000_000})
    assert (answer.status_code, error_of(answer.data)[0]) == (200, 0)


@pytest.mark.parametrize("path", ["/rest/doTheDishes", "/rest/a/b/c", "/rest/", "/rest", "/rest/createVideo"])
def test_an_unknown_method_answers_an_envelope(client: FlaskClient, path: str) -> None:
    answer = client.get(path, query_string=LOGIN)
    assert answer.status_code == 200
    assert error_of(answer.data)[0] == 0


@pytest.mark.parametrize(
    "path", ["ping", "stream?id=tr-1", "getCoverArt?id=al-1", "getSong?id=tr-99", "nonsense"]
)
def test_every_answer_allows_every_origin(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/rest/{path}", headers={"Origin": "https://app.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Range" in answer.headers["Access-Control-Expose-Headers"]


def test_a_preflight_needs_no_login(client: FlaskClient) -> None:
    answer = client.options("/rest/stream.view", headers={"Access-Control-Request-Method": "POST"})
    assert (answer.status_code, answer.data) == (204, b"")
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Range" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["stream", "download", "getCoverArt", "getAvatar"])
def test_a_failed_download_says_so_as_text_xml(client: FlaskClient, method: str) -> None:
    for form in ({}, {"f": "xml"}, {"f": "jsonp", "callback": "app"}):
        answer = client.get(
            f"/rest/{method}", query_string={**LOGIN, "id": "tr-99", "username": "ann", **form}
        )
        assert answer.status_code == 200
        assert answer.content_type.startswith("text/xml")
        assert error_of(answer.data)[0] == 70


def test_a_failed_download_says_so_in_json_to_who_asked_for_it(client: FlaskClient) -> None:
    answer = client.get("/rest/stream", query_string={**LOGIN, "id": "tr-99", "f": "json"})
    assert answer.content_type.startswith("application/json")
    assert json.loads(answer.data)["subsonic-response"]["error"]["code"] == 70


def test_jsonp_needs_a_callback_and_tells_so_in_json(client: FlaskClient) -> None:
    answer = client.get("/rest/ping", query_string={**LOGIN, "f": "jsonp"})
    error = json.loads(answer.data)["subsonic-response"]["error"]
    assert error == {"code": 10, "message": "Required parameter is missing: callback"}


@pytest.mark.parametrize("callback", ["alert(1)//", "a;b", "<script>", "a b", "1a", "a.", "ä", "x" * 201])
def test_jsonp_calls_nothing_but_a_name(client: FlaskClient, callback: str) -> None:
    answer = client.get("/rest/ping", query_string={**LOGIN, "f": "jsonp", "callback": callback})
    assert answer.content_type.startswith("application/json")
    assert json.loads(answer.data)["subsonic-response"]["error"]["code"] == 0
    assert callback.encode() not in answer.data


@pytest.mark.parametrize("method", ["stream", "download"])
@pytest.mark.parametrize(
    "error",
    [FileMissing(Path("/secret/a")), FileChanged(TrackId("tr-1")), Undecodable(Path("/secret/a"), "?")],
)
def test_what_only_fails_when_the_file_is_opened_is_an_envelope_too(
    client: FlaskClient, house: House, method: str, error: Exception
) -> None:
    house.streams.error = error
    answer = client.get(f"/rest/{method}", query_string={**LOGIN, "id": "tr-1"})
    assert (answer.status_code, error_of(answer.data)[0]) == (200, 0)
    assert b"secret" not in answer.data


def test_busy_encoders_tell_when_to_come_again(client: FlaskClient, house: House) -> None:
    house.streams.error = TooManyStreams(7)
    answer = client.get("/rest/stream", query_string={**LOGIN, "id": "tr-1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert error_of(answer.data)[0] == 0
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_an_accident_is_a_generic_failure_and_a_line_in_the_log(
    client: FlaskClient, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.library.get_track = None
    answer = client.get("/rest/getSong", query_string={**LOGIN, "id": "tr-1"})
    code, message = error_of(answer.data)
    assert code == 0
    assert "NoneType" not in message
    assert "method=getSong" in caplog.text
