"""What comes in, decoded strictly into its declared type, or an error that names the field."""

from __future__ import annotations

import re
import types
import typing
from typing import Any, TypeVar

import msgspec
from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from server.http.errors import BodyTooLarge, Invalid, Malformed, WrongMediaType

LARGEST_BODY_BYTES = 4 * 1024 * 1024  # a queue of 20,000 ids has 2 MB at most
JSON = "application/json"
_PLACE = re.compile(r" - at `(?:key in )?\$\.?(.*)`$")

T = TypeVar("T")


def read_body(request: Request, type: object) -> Any:  # a `type` that may be a union
    """Raises: WrongMediaType, BodyTooLarge, Malformed, Invalid."""
    if request.mimetype != JSON:
        raise WrongMediaType(JSON)
    try:
        return msgspec.json.decode(request.get_data(cache=False), type=type)
    except RequestEntityTooLarge as error:
        raise BodyTooLarge(LARGEST_BODY_BYTES) from error
    except msgspec.ValidationError as error:
        raise _invalid(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(str(error)) from error


def read_query(arguments: MultiDict[str, str], type: type[T]) -> T:
    """Known parameters by their first value, unknown ones ignored. Raises: Invalid."""
    read: dict[str, object] = {}
    for name, said in _parameters(type).items():
        if name in arguments:
            read[name] = _read_parameter(name, arguments[name], said)
    try:
        return type(**read)
    except TypeError as error:
        raise Invalid("", str(error)) from error


def _read_parameter(name: str, value: str, type: object) -> object:
    try:
        return msgspec.convert(value, type, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(name, str(error)) from error


def _parameters(struct: object) -> dict[str, object]:
    """Name → type, without None: a parameter that is there says something, were it the word "null"."""
    return {name: _present(said) for name, said in typing.get_type_hints(struct, include_extras=True).items()}


def _present(said: object) -> object:
    if typing.get_origin(said) not in (typing.Union, types.UnionType):
        return said
    (only,) = (each for each in typing.get_args(said) if each is not types.NoneType)
    return only


def _invalid(error: msgspec.ValidationError) -> Invalid:
    text = str(error)
    place = _PLACE.search(text)
    missing = re.search(r"(?:missing required|unknown) field `([^`]*)`", text)
    field = ".".join(part for part in (place[1] if place else "", missing[1] if missing else "") if part)
    return Invalid(field, _PLACE.sub("", text))
