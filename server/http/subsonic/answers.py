"""What a method answers, apart from how it is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from library import CoverImage
from server.http.subsonic.errors import SubsonicError
from server.streaming import Rendition

Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | Batches"
Node: TypeAlias = "dict[str, Value]"


class Text(str):
    """A string that XML writes as a child element (`<biography>…</biography>`), not as an attribute."""

    __slots__ = ()


class Attribute(str):
    """A string that XML writes as an attribute although it is called `value`, which else is an element's text."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Batches:
    """A list too long to be held: its entries are made some at a time, while they are written. For `Ok.is_long`."""

    make: Callable[[], Iterator[Sequence[Node]]]


@dataclass(frozen=True, slots=True)
class Ok:
    """`content` is what stands inside the envelope: `{"license": {"valid": True}}`."""

    content: Node = field(default_factory=dict)
    is_long: bool = False  # sent piece by piece


@dataclass(frozen=True, slots=True)
class Failure:
    error: SubsonicError


@dataclass(frozen=True, slots=True)
class Media:
    """Sound: `rendition` goes to the client as it is, with ranges."""

    rendition: Rendition
    download_name: str | None = None
    title: Callable[[], str] | None = None  # to be told within the stream to who asks for that


@dataclass(frozen=True, slots=True)
class Picture:
    image: CoverImage
    is_permanent: bool  # the id asked for changes when the picture does: clients may keep it


@dataclass(frozen=True, slots=True)
class Playlist:
    """For players of HLS; what it names carries its own permission."""

    text: str
    mime: str


Reply: TypeAlias = Ok | Failure | Media | Picture | Playlist
