"""web/api.d.ts is what the pages' type check believes of the API: it must say the same as the types that answer."""

from __future__ import annotations

import re
import types
import typing
from datetime import datetime
from enum import Enum
from pathlib import Path

import msgspec
import pytest

from server.http.api import playlist_shapes, podcast_shapes, session_shapes, share_shapes, station_shapes
from server.http.api.shapes import devices, library, live, people, rooms, sessions

SECTIONS = (people, library, sessions, devices, rooms, live)
FURTHER = (session_shapes, playlist_shapes, share_shapes, station_shapes, podcast_shapes)
DECLARED = Path(__file__).parents[2] / "web" / "api.d.ts"
# Written by hand: the rules of a smart playlist are a tree of a dozen kinds of Structs, here one loose shape.
BY_HAND = {"Rule", "Rules"}
_INTERFACE = re.compile(r"^  interface (\w+) \{(.*?)\}$", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"(\w+)\??: ([^;]+)")
_PLAIN = {int: "number", float: "number", bool: "boolean", str: "string", types.NoneType: "null"}


def answers() -> dict[str, type[msgspec.Struct]]:
    """Every shape that the API answers with, by its name in the pages."""
    found = {
        name.removesuffix("Json"): value
        for module in (*SECTIONS, *FURTHER)
        for name, value in vars(module).items()
        if name.endswith("Json") and isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    assert len(found) > 50
    return found


def declared() -> dict[str, dict[str, str]]:
    """Fields and their types by interface."""
    found = dict(_INTERFACE.findall(DECLARED.read_text()))
    return {name: dict(_FIELD.findall(" ".join(body.split()))) for name, body in found.items()}


def as_typescript(kind: object) -> str:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return as_typescript(inner[0])
    if origin in (typing.Union, types.UnionType):
        return " | ".join(map(as_typescript, inner))
    if origin is typing.Literal:
        return " | ".join(f'"{value}"' for value in inner)
    if origin is list:
        return f"{as_typescript(inner[0])}[]"
    if kind is datetime or (isinstance(kind, type) and issubclass(kind, Enum)):
        return "string"
    if kind in _PLAIN:
        return _PLAIN[kind]
    return kind.__name__.removesuffix("Json").replace("SmartRules", "Rules")


@pytest.mark.parametrize("name", sorted(answers()))
def test_each_answer_is_declared_with_its_fields_and_their_types(name: str) -> None:
    struct = answers()[name]
    hints = typing.get_type_hints(struct, include_extras=True)
    fields = {field.encode_name: as_typescript(hints[field.name]) for field in msgspec.structs.fields(struct)}
    assert declared().get(name) == fields


def test_nothing_is_declared_that_the_api_does_not_answer() -> None:
    assert set(declared()) - set(answers()) == BY_HAND
