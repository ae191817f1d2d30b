"""Writing an answer: whatever the tags say, XML and JSON are well-formed and say the same."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from server.http.subsonic.answers import Failure, Ok, Text
from server.http.subsonic.errors import NotThere
from server.http.subsonic.formats import (
    NAMESPACE,
    envelope,
    is_callback,
    write_json,
    write_jsonp,
    write_xml,
)

anything = st.text(st.characters(codec=None))


def read_xml(content: dict) -> ET.Element:  # type: ignore[type-arg]  # a sketch of a Node
    return ET.fromstring(write_xml(content))


def test_scalars_are_attributes_mappings_elements_lists_repeated_elements() -> None:
    data = write_xml(
        {"song": {"id": "tr-1", "isDir": False, "gain": -1.5, "genres": [{"name": "a"}, {"name": "b"}]}}
    )
    assert data.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<subsonic-response xmlns="http://subsonic.org/restapi">'
        '<song id="tr-1" isDir="false" gain="-1.5"><genres name="a"/><genres name="b"/></song></subsonic-response>'
    )


def test_value_texts_and_lists_of_scalars_are_element_text() -> None:
    data = write_xml(
        {"genre": [{"value": "R&B", "songCount": 2}], "user": {"folder": [1, 2], "note": Text("a<b")}}
    )
    assert data.decode().partition('restapi">')[2] == (
        '<genre songCount="2">R&amp;B</genre>'
        "<user><folder>1</folder><folder>2</folder><note>a&lt;b</note></user></subsonic-response>"
    )


def test_empty_lists_are_there_in_json_and_leave_no_trace_in_xml() -> None:
    assert json.loads(write_json({"playlists": {"playlist": []}})) == {
        "subsonic-response": {"playlists": {"playlist": []}}
    }
    assert len(read_xml({"playlists": {"playlist": []}})[0]) == 0


@given(anything)
def test_any_text_can_be_written(text: str) -> None:
    node = {"thing": {"attribute": text, "value": text, "note": Text(text), "list": [text]}}
    element = read_xml(node)[0]
    expected = "".join(char if _is_xml(char) else "\ufffd" for char in text)
    assert element.attrib["attribute"] == expected
    assert (element.text or "") == expected
    assert [child.text or "" for child in element] == [expected, expected]
    in_json = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert json.loads(write_json(node))["subsonic-response"]["thing"]["list"] == [in_json]


def _is_xml(char: str) -> bool:
    return (
        char in "\t\n\r" or "\x20" <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char >= "\U00010000"
    )


def test_a_name_that_is_not_utf8_does_not_break_json() -> None:
    data = write_json({"song": {"path": "b\udce4h", "list": ["\udce4", 1], "note": Text("x")}})
    assert json.loads(data)["subsonic-response"]["song"] == {
        "path": "b\ufffdh",
        "list": ["\ufffd", 1],
        "note": "x",
    }


@given(st.text(alphabet="</script>\u2028\u2029\"'\\a"))
def test_jsonp_holds_nothing_that_ends_a_script(text: str) -> None:
    data = write_jsonp({"song": {"title": text}}, "app.on")
    assert data.startswith(b"/**/app.on(")
    assert data.endswith(b");")
    assert b"</" not in data
    assert "\u2028" not in data.decode()
    inner = data.removeprefix(b"/**/app.on(").removesuffix(b");")
    assert json.loads(inner)["subsonic-response"]["song"]["title"] == text


def test_callbacks_are_names() -> None:
    good = ["cb", "$", "_a.b$.c9", "jQuery123_456", "a[0].b"]
    bad = ["", "a()", "a-b", "a\n", "a..b", "é", "a['x']", "9a", "a[x]"]
    assert [name for name in good if not is_callback(name)] == []
    assert [name for name in bad if is_callback(name)] == []


def test_an_envelope_tells_of_failure_in_the_same_words() -> None:
    failed = envelope(Failure(NotThere("tr-9")), server_version="1")
    assert failed == {
        "status": "failed",
        "version": "1.16.1",
        "type": "segue",
        "serverVersion": "1",
        "openSubsonic": True,
        "error": {"code": 70, "message": "The requested data was not found: tr-9"},
    }


def test_an_envelope_for_an_old_app_says_nothing_new() -> None:
    answer = envelope(Ok({"license": {"valid": True}}), server_version="1", open_subsonic=False)
    assert answer == {"status": "ok", "version": "1.16.1", "license": {"valid": True}}
    assert read_xml(answer).tag == f"{{{NAMESPACE}}}subsonic-response"
