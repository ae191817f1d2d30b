"""What a request says, read by name and kind; every complaint names the parameter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.http.subsonic.errors import Failed, ParameterMissing

_TRUE = {"true", "1", "yes", "on"}
_FALSE = {"false", "0", "no", "off"}


@dataclass(frozen=True, slots=True)
class Params:
    """The query and the form as one: the query's values first, repeated names are lists."""

    values: Mapping[str, Sequence[str]]
    is_away: bool = False  # it comes from outside the home network
    origin: str = ""  # how whoever asks reaches us: "http://192.168.1.2:4747"
    body: bytes = b""  # what was posted as JSON

    def find_text(self, name: str) -> str | None:
        """The first value; None when the parameter is absent ("" when present and empty)."""
        return next(iter(self.values.get(name, ())), None)

    def text(self, name: str) -> str:
        """Raises: ParameterMissing, for an empty value too."""
        value = self.find_text(name)
        if not value:
            raise ParameterMissing(name)
        return value

    def texts(self, name: str) -> list[str]:
        """Every value that is not empty, in order."""
        return [value for value in self.values.get(name, ()) if value]

    def find_number(self, name: str) -> int | None:
        """None when absent or empty. Raises: Failed for what is not a whole number."""
        value = self.find_text(name)
        return _number(name, value) if value else None

    def number(self, name: str, default: int, *, highest: int) -> int:
        """From 0 to `highest`: a larger wish is cut, as real servers do; a negative one is refused."""
        value = self.find_number(name)
        if value is None:
            return default
        if value < 0:
            raise Failed(f"Parameter {name} must not be negative: {value}")
        return min(value, highest)

    def required_number(self, name: str) -> int:
        return _number(name, self.text(name))

    def numbers(self, name: str) -> list[int]:
        return [_number(name, value) for value in self.texts(name)]

    def fraction(self, name: str) -> float:
        """0 to 1. Raises: ParameterMissing, Failed."""
        value = self.text(name)
        try:
            fraction = float(value)
        except ValueError:
            fraction = math.nan
        if not 0 <= fraction <= 1:
            raise Failed(f"Parameter {name} must be 0 to 1: {value[:40]!r}")
        return fraction

    def flag(self, name: str, *, default: bool) -> bool:
        value = (self.find_text(name) or "").lower()
        if not value:
            return default
        if value not in _TRUE | _FALSE:
            raise Failed(f"Parameter {name} must be true or false: {value!r}")
        return value in _TRUE


def _number(name: str, value: str) -> int:
    try:
        # 18 digits hold every time in ms and every size; longer ones overflow databases downstream.
        if len(value) > 18:
            raise ValueError(value)
        return int(value)
    except ValueError:
        raise Failed(f"Parameter {name} must be a whole number: {value[:40]!r}") from None
