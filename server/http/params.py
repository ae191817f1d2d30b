"""What comes in, decoded strictly into its declared type, or an error that names the field."""

from __future__ import annotations

import re
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
    known = {name: arguments[name] for name in type.__struct_fields__ if name in arguments}  # type: ignore[attr-defined]  # a Struct
    try:
        return msgspec.convert(known, type, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from error


def _invalid(error: msgspec.ValidationError) -> Invalid:
    text = str(error)
    place = _PLACE.search(text)
    missing = re.search(r"(?:missing required|unknown) field `([^`]*)`", text)
    field = ".".join(part for part in (place[1] if place else "", missing[1] if missing else "") if part)
    return Invalid(field, _PLACE.sub("", text))
