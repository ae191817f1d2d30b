"""The OpenAPI 3.1 document, made from the declarations that the running routes are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Response

from server.http.api.registry import Call, Endpoint, Who
from server.http.errors import (
    BodyTooLarge,
    CrossOrigin,
    Invalid,
    Malformed,
    NotAllowed,
    NotLoggedIn,
    WrongMediaType,
)
from server.http.params import JSON
from server.http.problems import PROBLEM_MIME, ProblemJson, find_kind

_REF = "#/components/schemas/{name}"
_SECURITY = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "segue_session"},
    "app_password": {"type": "http", "scheme": "bearer"},
}
Json = dict[str, Any]


def openapi_document(endpoints: Sequence[Endpoint], *, version: str) -> Json:
    types = _types(endpoints)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    schema_of = dict(zip(map(repr, types), schemas, strict=True))
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Segue", "version": version, "license": {"name": "GPL-3.0-or-later"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    }


def implied_errors(endpoint: Endpoint) -> tuple[type[Exception], ...]:
    """What the declaration itself can refuse, and what the view says it raises."""
    errors: list[type[Exception]] = list(endpoint.raises)
    if endpoint.who is not Who.ANYONE:
        errors.append(NotLoggedIn)
    if endpoint.who is Who.ADMIN:
        errors.append(NotAllowed)
    if endpoint.method != "GET":
        errors.append(CrossOrigin)
    if endpoint.signature.body is not None:
        errors += [Malformed, BodyTooLarge, WrongMediaType, Invalid]
    if endpoint.signature.query is not None:
        errors.append(Invalid)
    return tuple(errors)


def _types(endpoints: Iterable[Endpoint]) -> list[Any]:
    """Every type that is a schema of its own, once."""
    found: dict[str, Any] = {repr(ProblemJson): ProblemJson}
    for endpoint in endpoints:
        for each in (endpoint.signature.body, endpoint.signature.answer):
            if each not in (None, type(None), Response):
                found[repr(each)] = each
    return list(found.values())


def _operation(endpoint: Endpoint, schema_of: dict[str, Json]) -> Json:
    operation: Json = {
        "operationId": endpoint.name,
        "summary": (endpoint.view.__doc__ or "").strip().split("\n")[0],
        "tags": [endpoint.path.strip("/").split("/")[1 if endpoint.path.startswith("/api/") else 0]],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint.signature.query)],
        "responses": {**_success(endpoint, schema_of), **_failures(endpoint)},
        "security": [] if endpoint.who is Who.ANYONE else [{name: []} for name in _SECURITY],
    }
    if endpoint.signature.body is not None:
        content = {JSON: {"schema": schema_of[repr(endpoint.signature.body)]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _path_parameters(endpoint: Endpoint) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", endpoint.path)
    ]


def _query_parameters(query: Any) -> list[Json]:
    if query is None:
        return []
    _, components = msgspec.json.schema_components([query], ref_template=_REF)
    (struct,) = (each for each in components.values() if each.get("title") == query.__name__)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in struct.get("required", ()),
            "schema": _plain(schema, components),
        }
        for name, schema in struct["properties"].items()
    ]


def _plain(schema: Json, components: Json) -> Json:
    """Without references and null, neither of which a query string can say."""
    if "$ref" in schema:
        return {
            key: value
            for key, value in components[schema["$ref"].rsplit("/", 1)[1]].items()
            if key != "title"
        }
    if "anyOf" in schema:
        (only,) = (each for each in schema["anyOf"] if each != {"type": "null"})
        return _plain(only, components)
    if "allOf" in schema:
        return _plain(schema["allOf"][0], components)
    return schema


def _success(endpoint: Endpoint, schema_of: dict[str, Json]) -> Json:
    answer = endpoint.signature.answer
    response: Json = {"description": HTTPStatus(endpoint.success).phrase}
    if answer is Response:
        response["content"] = {mime: {} for mime in endpoint.produces}
    elif answer is not type(None):
        response["content"] = {JSON: {"schema": schema_of[repr(answer)]}}
    return {str(endpoint.success): response}


def _failures(endpoint: Endpoint) -> Json:
    told: dict[int, list[str]] = {}
    for error in implied_errors(endpoint):
        kind = find_kind(error)
        if kind is None:
            raise LookupError(
                f"{endpoint.name} raises {error.__name__}, which is no problem of server.http.problems"
            )
        told.setdefault(kind.status, []).append(kind.title)
    content = {PROBLEM_MIME: {"schema": {"$ref": _REF.format(name=ProblemJson.__name__)}}}
    return {
        str(status): {"description": "; ".join(dict.fromkeys(titles)), "content": content}
        for status, titles in sorted(told.items())
    }


def openapi_endpoint(endpoints: Sequence[Endpoint], *, version: str) -> Endpoint:
    """GET /api/openapi.json, describing these and itself; encoded once."""
    document = b""

    def get_openapi(call: Call) -> Response:
        """This document."""
        return Response(document, content_type=JSON)

    own = Endpoint("GET", "/api/openapi.json", get_openapi, who=Who.ANYONE, produces=(JSON,))
    document = msgspec.json.encode(openapi_document([*endpoints, own], version=version))
    return own
