"""One answer written three ways: XML, JSON, JSONP. Knows no method and no library value.

The rule between them: a scalar is an attribute, a mapping a child element, a list one child element an entry;
`value` and the entries of lists of scalars are element text. An empty list leaves no trace in XML and is `[]`
in JSON, where clients trip over anything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from server.http.subsonic.answers import Attribute, Batches, Failure, Node, Ok, Text, Value

PROTOCOL_VERSION = "1.16.1"
NAMESPACE = "http://subsonic.org/restapi"
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
XML_MIME = (
    "text/xml; charset=utf-8"  # DSub knows an error by `text/xml`; `application/xml` would be saved as audio
)
JSON_MIME = "application/json; charset=utf-8"
JSONP_MIME = "text/javascript; charset=utf-8"

# What must not stand in XML as it is: markup, line breaks (an attribute's would be read back as spaces, XML 1.0
# §3.3.3) and what XML cannot hold at all, whatever a file's tags say (§2.2).
_SPECIAL = re.compile('[&<>"\t\n\r]|[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d{1,9}\])*", re.ASCII)


def envelope(answer: Ok | Failure, *, server_version: str, open_subsonic: bool = True) -> Node:
    """The `subsonic-response` element's content; the same three words about us stand in failures too."""
    failed = isinstance(answer, Failure)
    about: Node = {"status": "failed" if failed else "ok", "version": PROTOCOL_VERSION}
    if open_subsonic:
        about |= {"type": "segue", "serverVersion": server_version, "openSubsonic": True}
    if isinstance(answer, Failure):
        error: Node = {"code": answer.error.code, "message": answer.error.message}
        if answer.error.reason and open_subsonic:
            error["reason"] = answer.error.reason
        return about | {"error": error}
    return about | answer.content


def is_callback(name: str) -> bool:
    """Whether JSONP may call it: names, members and indexes; anything else would be script from the URL."""
    return len(name) <= 200 and _CALLBACK.fullmatch(name) is not None


def write_json(response: Node) -> bytes:
    return encoded({"subsonic-response": response})


def write_jsonp(response: Node, callback: str) -> bytes:
    """`callback` has passed `is_callback`. The comment keeps the bytes from passing for another format."""
    return b"/**/" + callback.encode() + b"(" + for_script(write_json(response)) + b");"


def write_xml(response: Node) -> bytes:
    return (XML_HEAD + xml_element("subsonic-response", {"xmlns": NAMESPACE, **response})).encode()


def encoded(value: Value) -> bytes:
    """As JSON."""
    try:
        return msgspec.json.encode(value, enc_hook=str)  # for Text and Attribute
    except UnicodeEncodeError:  # a file name that is not UTF-8 reaches us with surrogates
        return msgspec.json.encode(_without_surrogates(value), enc_hook=str)


def for_script(json: bytes) -> bytes:
    """What no script may contain as it is is spelt otherwise."""
    body = json.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    return body.replace(b"</", b"<\\/")


def xml_element(name: str, content: Mapping[str, Value]) -> str:
    parts: list[str] = []
    _write_element(parts, name, content)
    return "".join(parts)


def xml_list(name: str, items: Sequence[Value]) -> str:
    parts: list[str] = []
    _write_list(parts, name, items)
    return "".join(parts)


def _write_element(parts: list[str], name: str, content: Mapping[str, Value]) -> None:
    """Text of the plain kinds is by far the most, so it is looked for first."""
    parts.append(f"<{name}")
    inside: list[str] = []
    for key, value in content.items():
        if type(value) is str and key != "value":
            parts.append(f' {key}="{_text(value)}"')
        elif type(value) is int:
            parts.append(f' {key}="{value}"')
        elif isinstance(value, str) and _is_inside(key, value):
            inside.append(_text(value) if key == "value" else f"<{key}>{_text(value)}</{key}>")
        elif isinstance(value, str | int | float):
            parts.append(f' {key}="{_text(_scalar(value))}"')
        elif isinstance(value, Mapping):
            _write_element(inside, key, value)
        elif not isinstance(value, Batches):
            _write_list(inside, key, value)
    parts.extend([">", *inside, f"</{name}>"] if inside else ["/>"])


def _write_list(parts: list[str], name: str, items: Sequence[Value]) -> None:
    for item in items:
        if isinstance(item, Mapping):
            _write_element(parts, name, item)
        elif isinstance(item, str | int | float):
            parts.append(f"<{name}>{_text(_scalar(item))}</{name}>")


def _is_inside(key: str, value: str) -> bool:
    return isinstance(value, Text) or (key == "value" and not isinstance(value, Attribute))


def _scalar(value: str | float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _text(value: str) -> str:
    if _SPECIAL.search(value) is None:
        return value
    return _SPECIAL.sub(lambda match: _ESCAPES.get(match[0], "\ufffd"), value)


def _without_surrogates(value: Value) -> Value:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {key: _without_surrogates(inner) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_without_surrogates(inner) for inner in value]
    return value
