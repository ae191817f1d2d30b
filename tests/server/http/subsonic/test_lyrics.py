"""The words of a song, for apps that sing along."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

from library import LyricLine, Lyrics, LyricWord
from tests.fakes.subsonic_house import House

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1", "c": "test"}
_SUNG = Lyrics(
    (
        LyricLine("Café au lait", 1_000, 4_000, (
            LyricWord("Café", 0, 1_000), LyricWord("lait", 8, 2_000, 2_500), LyricWord("ait", 9, 2_500),
        )),
        LyricLine("Plain", 5_000),
        LyricLine("One two", 6_000, None, (LyricWord("One", 0, 6_000), LyricWord("two", 4, 6_500))),
    ),
    is_synced=True,
    language="fra",
)  # fmt: skip


def test_the_times_of_words_are_told_to_those_who_ask(ask: Any, house: House) -> None:
    house.library.lyrics = (_SUNG,)
    [plain] = ask("getLyricsBySongId", id="tr-1")["lyricsList"]["structuredLyrics"]
    assert plain["line"][0] == {"start": 1_000, "value": "Café au lait"}
    assert not {"kind", "cueLine"} & plain.keys()
    [sung] = ask("getLyricsBySongId", id="tr-1", enhanced="true")["lyricsList"]["structuredLyrics"]
    assert sung["kind"] == "main"
    first, last = sung["cueLine"]
    assert (first["index"], first["start"], first["end"], first["value"]) == (0, 1_000, 4_000, "Café au lait")
    assert first["cue"] == [
        {"start": 1_000, "end": 2_000, "byteStart": 0, "byteEnd": 4, "value": "Café"},
        {"start": 2_000, "end": 2_500, "byteStart": 9, "byteEnd": 12, "value": "lait"},
        {"start": 2_500, "end": 4_000, "byteStart": 10, "byteEnd": 12, "value": "ait"},
    ]
    assert last["index"] == 2
    assert [set(cue) for cue in last["cue"]] == [{"start", "byteStart", "byteEnd", "value"}] * 2


def test_xml_writes_a_cue_line_s_text_as_an_attribute(client: FlaskClient, house: House) -> None:
    house.library.lyrics = (_SUNG,)
    answer = client.get("/rest/getLyricsBySongId", query_string={**LOGIN, "id": "tr-1", "enhanced": "true"})
    root = ET.fromstring(answer.data)
    line = next(element for element in root.iter() if element.tag.endswith("cueLine"))
    assert line.get("value") == "Café au lait"
    assert [cue.text for cue in line] == ["Café", "lait", "ait"]
