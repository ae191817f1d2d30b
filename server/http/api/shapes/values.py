"""What shapes are made of: a struct that refuses what it does not know, and the values that occur everywhere."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

# What Python calls the end of a text may be followed by a newline; elsewhere it may not.
_PRINTABLE = r"^[^\x00-\x1f\x7f]+$(?!\n)"

Percentage = Annotated[int, Meta(ge=0, le=100)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=_PRINTABLE)]
Secret = Annotated[str, Meta(min_length=8, max_length=1000)]
Id = Annotated[str, Meta(min_length=1, max_length=100)]
Ids = Annotated[list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(max_length=20_000)]


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True): ...
