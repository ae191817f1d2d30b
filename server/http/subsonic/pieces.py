"""An answer that is too long to be held, piece by piece: what `formats` writes, opened where `Batches` are inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from server.http.subsonic.answers import Batches, Node, Value
from server.http.subsonic.formats import NAMESPACE, XML_HEAD, encoded, for_script, xml_element, xml_list


def json_pieces(response: Node) -> Iterator[bytes]:
    return _json({"subsonic-response": response})


def jsonp_pieces(response: Node, callback: str) -> Iterator[bytes]:
    """`callback` has passed `is_callback`. No piece ends within a text."""
    yield b"/**/" + callback.encode() + b"("
    yield from map(for_script, json_pieces(response))
    yield b");"


def xml_pieces(response: Node) -> Iterator[bytes]:
    yield XML_HEAD.encode()
    for piece in _xml("subsonic-response", {"xmlns": NAMESPACE, **response}):
        yield piece.encode()


def _json(value: Value) -> Iterator[bytes]:
    if not _has_batches(value):
        yield encoded(value)
    elif isinstance(value, Mapping):
        for number, (key, inner) in enumerate(value.items()):
            yield (b"," if number else b"{") + encoded(key) + b":"
            yield from _json(inner)
        yield b"}"
    elif isinstance(value, Batches):
        yield b"["
        is_first = True
        for batch in filter(None, value.make()):
            yield (b"" if is_first else b",") + encoded(batch)[1:-1]
            is_first = False
        yield b"]"
    elif isinstance(value, Sequence):
        for number, item in enumerate(value):
            yield b"," if number else b"["
            yield from _json(item)
        yield b"]"


def _xml(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, Batches):
        for batch in value.make():
            yield xml_list(name, batch)
    elif isinstance(value, Mapping) and _has_batches(value):
        nested = {key: inner for key, inner in value.items() if _is_nested(inner)}
        head = xml_element(name, {key: inner for key, inner in value.items() if key not in nested})
        yield head.removesuffix("/>") + ">" if head.endswith("/>") else head.removesuffix(f"</{name}>")
        for key, inner in nested.items():
            yield from _xml(key, inner)
        yield f"</{name}>"
    elif isinstance(value, Mapping):
        yield xml_element(name, value)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _xml(name, item) if _is_nested(item) else (xml_list(name, [item]),)


def _has_batches(value: Value) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_batches, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(map(_has_batches, value))
    return isinstance(value, Batches)


def _is_nested(value: Value) -> bool:
    return not isinstance(value, str | int | float)
