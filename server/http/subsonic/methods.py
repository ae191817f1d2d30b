"""How a method of the API is declared: a plain function and what the edge must know about it.

A section of the specification is a file with a table `METHODS: Section`; `dispatch` puts the tables together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from server.http.subsonic.answers import Reply
from server.http.subsonic.params import Params
from server.http.subsonic.services import Services, User

Handler: TypeAlias = Callable[[Services, Params, User], Reply]
OpenHandler: TypeAlias = Callable[[Services, Params], Reply]


@dataclass(frozen=True, slots=True)
class Method:
    """For users who have logged in. `is_binary`: answers bytes, so its failures must be told from them."""

    handle: Handler
    is_binary: bool = False
    has_status: bool = False  # its failures are HTTP's, too (OpenSubsonic getTranscodeStream)


@dataclass(frozen=True, slots=True)
class OpenMethod:
    """For everybody, without credentials."""

    handle: OpenHandler


Section: TypeAlias = Mapping[str, Method | OpenMethod]
