"""The OpenAPI document describes what really answers."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

import jsonschema
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies
from msgspec import Meta, Struct
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from devices import DeviceId
from library import NotFound
from server.http import Services
from server.http.api import ALL_ENDPOINTS, Call, Endpoint, Who, openapi_document
from server.http.api.openapi import implied_errors
from server.http.problems import find_kind
from server.routines import Alarm, AlarmId
from server.users import Accounts, Tokens
from tests.fakes.voice import install_voice


def test_every_endpoint_is_routed_documented_and_described(app: Flask, stranger) -> None:
    document = stranger.get("/api/openapi.json").json
    documented = {
        (method.upper(), path) for path, operations in document["paths"].items() for method in operations
    }
    routed = {
        (method, rule.rule.replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.")
    }
    assert documented == routed
    for operations in document["paths"].values():
        assert all(operation["summary"].endswith(".") for operation in operations.values())


def test_operation_ids_are_unique(stranger) -> None:
    paths = stranger.get("/api/openapi.json").json["paths"]
    names = [operation["operationId"] for operations in paths.values() for operation in operations.values()]
    assert len(names) == len(set(names))


def test_every_reference_leads_somewhere(stranger) -> None:
    document = stranger.get("/api/openapi.json").json

    def references(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


class Colour(Struct, tag="colour", tag_field="do"):
    name: Literal["blue", "red"]


class Size(Struct, tag="size", tag_field="do"):
    number: Annotated[int, Meta(ge=1)]


def paint(call: Call, id: str, body: Colour | Size) -> None:
    """Paints it."""


def test_a_union_of_commands_needs_nothing_but_its_declaration() -> None:
    endpoint = Endpoint("POST", "/api/things/{id}", paint, status=202, who=Who.ADMIN, raises=(NotFound,))
    operation = openapi_document([endpoint], version="1")["paths"]["/api/things/{id}"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["discriminator"]["mapping"].keys() == {"colour", "size"}
    assert sorted(operation["responses"]) == ["202", "400", "401", "403", "404", "413", "415", "422"]


def test_an_error_without_a_problem_cannot_be_declared() -> None:
    endpoint = Endpoint("POST", "/api/things/{id}", paint, raises=(ZeroDivisionError,))
    with pytest.raises(LookupError, match="paint raises ZeroDivisionError"):
        openapi_document([endpoint], version="1")


@pytest.mark.parametrize("endpoint", ALL_ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_what_a_declaration_implies_is_refused_in_fact(endpoint: Endpoint, stranger, admin, member) -> None:
    """401, 403, 400, 413, 415 and 422 as the document promises for this endpoint."""
    path = endpoint.path.replace("{id}", "tr-1").replace("{name}", "ben")
    promised = {find_kind(error).slug for error in implied_errors(endpoint)} - {
        find_kind(error).slug for error in endpoint.raises
    }

    def refusal(
        api: object, body: bytes = b"{}", mime: str = "application/json", query: str = "", **headers: str
    ) -> str:
        sent = {"Origin": "http://localhost"} | headers
        answer = api.client.open(
            path + query, method=endpoint.method, data=body, content_type=mime, headers=sent
        )
        return answer.json["type"].removeprefix("urn:segue:") if answer.is_json else ""

    seen = set()
    if endpoint.who is not Who.ANYONE:
        seen.add(refusal(stranger))
    if endpoint.who is Who.ADMIN:
        seen.add(refusal(member))
    if endpoint.method != "GET":
        seen.add(refusal(admin, Origin="http://evil.example"))
    if endpoint.signature.body is not None:
        seen |= {refusal(admin, b"{"), refusal(admin, b"[]"), refusal(admin, mime="text/plain")}
        seen.add(refusal(admin, b" " * (4 * 1024 * 1024 + 1)))
    if endpoint.signature.query is not None:
        fields = endpoint.signature.query.__struct_fields__
        seen.add(refusal(admin, query="?" + "&".join(f"{name}={'x' * 1000}" for name in fields)))
    assert promised == seen - {""}


IN_BASE64 = ("/api/announcements", "/api/stations/{id}/picture")  # not any text is a recording or a picture


@pytest.mark.slow
def test_the_api_keeps_its_word_whatever_it_is_asked(
    app: Flask,
    services: Services,
    accounts: Accounts,
    tokens: Tokens,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Schemathesis: made-up valid and invalid calls; statuses, media types and shapes are as documented."""
    fuzz = accounts.add("fuzz", "correct horse", is_admin=True)
    _, secret = tokens.add_app_password(fuzz, "fuzzer")
    page = DeviceId("browser-0123456789abcdef")
    services.pages.introduce(
        page, name="Page", mimes=frozenset({"audio/flac"}), volume_percent=50, owner=fuzz.id
    )
    install_voice(tmp_path / "bin", monkeypatch)
    alarm = Alarm(AlarmId(0), fuzz.id, "", time(7), frozenset(), (page,), services.clock.now_utc())
    real_ids = {
        "alarms": f"am-{services.routines.alarms.add(alarm).id}",
        "sessions": services.sessions.create(fuzz.id, "fuzz").id,
        "devices": page,
        "rooms": page,
        "releases": "al-1",
        "artists": "ar-1",
        "tracks": "tr-1",
        "covers": "co-1-aa",
        "marks": "tr-1",
        "stations": services.stations.add("fuzz", "http://radio.example/stream").id,
        "playlists": services.library.playlists.create(fuzz.id, "fuzz").id,
    }
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    schema = schema.exclude(path="/api/events")  # never ends: it has tests of its own
    operations = [operation.ok() for operation in schema.get_all_operations()]
    missing = {f"{each.method} {each.path}" for each in ALL_ENDPOINTS} - {each.label for each in operations}
    assert missing == {"GET /api/events"}
    for operation in operations:
        keeps_its_word(
            operation, real_ids.get(operation.path.removeprefix("/api/").split("/")[0], "nobody"), secret
        )


def keeps_its_word(operation: APIOperation, real_id: str, secret: str) -> None:
    @given(
        case=operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE),
        is_real=strategies.booleans(),
    )
    @settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def check(case: schemathesis.Case, is_real: bool) -> None:
        if is_real and "id" in case.path_parameters:
            case.path_parameters["id"] = real_id
        # Our header takes the place of the made-up ones that `ignored_auth` judges; see test_auth for those.
        # To JSON Schema 1.0 is an integer; to us it is not.
        is_odd = has_whole_float(case.body) or operation.path in IN_BASE64
        unfair = [ignored_auth] + [positive_data_acceptance] * is_odd
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, excluded_checks=unfair)

    check()


def has_whole_float(value: object) -> bool:
    if isinstance(value, dict | list):
        return any(map(has_whole_float, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and value.is_integer()
