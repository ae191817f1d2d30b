"""The rules of Subsonic's XML schema, read from tests/data, and what an answer has against them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

NAMESPACE = "{http://subsonic.org/restapi}"
_RULES = Path(__file__).resolve().parents[1] / "data" / "subsonic-1.16.1.rules"

# The element in the envelope, where it is not called as its type.
ELEMENTS = {
    "artist": "ArtistWithAlbumsID3",
    "album": "AlbumWithSongsID3",
    "artists": "ArtistsID3",
    "song": "Child",
    "playlist": "PlaylistWithSongs",
    "randomSongs": "Songs",
    "songsByGenre": "Songs",
    "similarSongs": "Songs",
    "similarSongs2": "Songs",
    "topSongs": "Songs",
}


@dataclass(frozen=True)
class Attribute:
    kind: str
    is_required: bool


@dataclass(frozen=True)
class Child:
    name: str
    type: str
    many: str  # "*", "?" or "!"


@dataclass(frozen=True)
class Rule:
    attributes: dict[str, Attribute]
    children: tuple[Child, ...]
    has_text: bool


@cache
def read_rules() -> dict[str, Rule]:
    lines = (line for line in _RULES.read_text().splitlines() if line and not line.startswith("#"))
    return {name: _rule(said) for name, _, said in (line.partition(": ") for line in lines)}


def _rule(said: str) -> Rule:
    own, _, inner = said.partition(">")
    names = [word for word in own.split() if word != "="]
    attributes = {}
    for word in names:
        name, _, kind = word.partition(":")
        attributes[name.rstrip("!")] = Attribute(kind or "string", name.endswith("!"))
    children = [re.fullmatch(r"(\w+)([*?!])(\w+)", word) for word in inner.split()]
    return Rule(
        attributes,
        tuple(Child(one[1], one[3], one[2]) for one in children if one is not None),
        "=" in own.split(),
    )


def problems_of(envelope: ET.Element, *, strict: bool) -> list[str]:
    """What the schema forbids; `strict`: fields that OpenSubsonic added, too."""
    found = [] if envelope.tag == f"{NAMESPACE}subsonic-response" else [f"root {envelope.tag}"]
    for element in envelope:
        name = element.tag.removeprefix(NAMESPACE)
        type_ = ELEMENTS.get(name, name[:1].upper() + name[1:])
        if type_ in read_rules():
            found += _problems(element, type_, name, strict=strict)
        elif strict:
            found.append(f"{name}: not Subsonic's")
    return found


def _problems(element: ET.Element, type_: str, path: str, *, strict: bool) -> Iterator[str]:
    if type_ in ("Text", "Int"):
        if element.attrib or len(element) or (type_ == "Int" and not _is("int", element.text or "")):
            yield f"{path}: not {type_}"
        return
    rule = read_rules()[type_]
    for name, attribute in rule.attributes.items():
        value = element.get(name)
        if value is None and attribute.is_required:
            yield f"{path}: no {name}"
        if value is not None and not _is(attribute.kind, value):
            yield f"{path}: {name}={value!r} is no {attribute.kind}"
    if strict:
        yield from (f"{path}: {name} is unknown" for name in element.attrib if name not in rule.attributes)
    if element.text and element.text.strip() and not rule.has_text:
        yield f"{path}: has text"
    yield from _children(element, rule, path, strict=strict)


def _children(element: ET.Element, rule: Rule, path: str, *, strict: bool) -> Iterator[str]:
    order = [child.name for child in rule.children]
    types = {child.name: child.type for child in rule.children}
    names = [child.tag.removeprefix(NAMESPACE) for child in element]
    known = [name for name in names if name in types]
    if [order.index(name) for name in known] != sorted(order.index(name) for name in known):
        yield f"{path}: {known} are not in the order {order}"
    for child in rule.children:
        if (child.many != "*" and known.count(child.name) > 1) or (
            child.many == "!" and child.name not in known
        ):
            yield f"{path}: {known.count(child.name)} of {child.name}"
    for name, inner in zip(names, element, strict=True):
        if name in types:
            yield from _problems(inner, types[name], f"{path}/{name}", strict=strict)
        elif strict:
            yield f"{path}: {name} is unknown"


def _is(kind: str, value: str) -> bool:
    match kind:
        case "boolean":
            return value in ("true", "false")
        case "int":
            return re.fullmatch(r"-?\d{1,10}", value) is not None and abs(int(value)) < 2**31
        case "long":
            return re.fullmatch(r"-?\d{1,19}", value) is not None
        case "double" | "float":
            return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
        case "dateTime":
            return value.endswith("Z") and bool(datetime.fromisoformat(value))
        case "mediaType":
            return value in ("music", "podcast", "audiobook", "video")
        case "podcastStatus":
            return value in ("new", "downloading", "completed", "error", "deleted", "skipped")
        case _:
            return True
