"""The OpenSubsonic description of every answer, as validators; a plain clone does not have it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_ROOT = Path(__file__).resolve().parents[2]
_PLACE = Path("shared") / "reference" / "opensubsonic" / "openapi"


def find_description() -> Path | None:
    """Beside the repository or a folder above it; None: this machine has none."""
    return next((place / _PLACE for place in _ROOT.parents if (place / _PLACE).is_dir()), None)


def _retrieve(uri: str) -> Resource[Any]:
    return DRAFT202012.create_resource(json.loads(Path(uri.removeprefix("file://")).read_text()))


@cache
def _registry() -> Registry[Any]:
    return Registry(retrieve=cache(_retrieve))


def validator_at(path: Path) -> Draft202012Validator:
    return Draft202012Validator({"$ref": path.as_uri()}, registry=_registry())


@cache
def validator_for(method: str) -> Draft202012Validator:
    """Of the whole JSON answer of a method, as its endpoint's file references it."""
    description = find_description()
    assert description is not None
    endpoint = description / "endpoints" / f"{method}.json"
    verbs = json.loads(endpoint.read_text())
    answer = verbs.get("get", verbs.get("post"))["responses"]["200"]
    base = endpoint
    if "$ref" in answer:
        base = (endpoint.parent / answer["$ref"]).resolve()
        answer = json.loads(base.read_text())
    schema = answer["content"]["application/json"]["schema"]
    if "$ref" in schema:
        return validator_at((base.parent / schema["$ref"]).resolve())
    # Described without the envelope, and nowhere referenced as a whole.
    [(name, inner)] = schema["allOf"][0]["properties"].items()
    place = (base.parent / inner["$ref"]).resolve().as_uri()
    inside = {"properties": {name: {"$ref": place}}, "required": [name]}
    whole = {"properties": {"subsonic-response": inside}, "required": ["subsonic-response"]}
    return Draft202012Validator(whole, registry=_registry())


def fields_of(schema: str) -> set[str]:
    """The names that a schema knows."""
    description = find_description()
    assert description is not None
    return set(json.loads((description / "schemas" / f"{schema}.json").read_text())["properties"])
