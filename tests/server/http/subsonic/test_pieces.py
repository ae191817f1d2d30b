"""Answers that are written while their entries are made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from library import Artist, ArtistId
from server.http.subsonic import blueprint
from server.http.subsonic.answers import Batches, Node, Text
from server.http.subsonic.formats import write_json, write_jsonp, write_xml
from server.http.subsonic.pieces import json_pieces, jsonp_pieces, xml_pieces
from tests.fakes.subsonic_house import ARTISTS, House
from tests.server.http.subsonic.conftest import LOGIN

ENTRIES: list[Node] = [
    {"id": f"ar-{n}", "name": f"</script> & \u2028 {n}", "roles": ["a", "b"]} for n in range(5)
]


def content(*lists: Any) -> Node:
    index = [{"name": f"<{at}>", "artist": those, "note": Text("a<b")} for at, those in enumerate(lists)]
    return {"status": "ok", "artists": {"index": index, "words": ["x", 1, True], "after": "y"}}


def in_batches(*sizes: int) -> Batches:
    def make() -> Iterator[list[Node]]:
        rest = iter(ENTRIES)
        for size in sizes:
            yield [next(rest) for _ in range(size)]

    return Batches(make)


PAIRS = pytest.mark.parametrize(
    "sizes", [(), (0,), (5,), (2, 3), (0, 1, 0, 4, 0)], ids=lambda sizes: "-".join(map(str, sizes)) or "none"
)


@PAIRS
def test_json_in_pieces_is_json_at_once(sizes: tuple[int, ...]) -> None:
    whole, pieces = content(ENTRIES[: sum(sizes)], []), content(in_batches(*sizes), in_batches())
    assert b"".join(json_pieces(pieces)) == write_json(whole)
    assert b"".join(jsonp_pieces(pieces, "go")) == write_jsonp(whole, "go")


@PAIRS
def test_xml_in_pieces_says_what_xml_at_once_does(sizes: tuple[int, ...]) -> None:
    whole, pieces = content(ENTRIES[: sum(sizes)], []), content(in_batches(*sizes), in_batches())
    assert told(b"".join(xml_pieces(pieces))) == told(write_xml(whole))


def told(xml: bytes) -> list[Any]:
    """Every element with its attributes and text; where children of different names stand means nothing."""

    def one(element: ET.Element) -> list[Any]:
        inside = sorted(map(one, element), key=str)
        return [element.tag, sorted(element.items()), element.text or "", inside]

    return one(ET.fromstring(xml))


class Crowd:
    """A library of nothing but artists that notes how many of them were read."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.size = 100_000

    def list_artist_names(self, **_: object) -> list[tuple[ArtistId, str]]:
        return [(ArtistId(f"ar-{n}"), f"{chr(65 + n % 26)}{n}") for n in range(self.size)]

    def find_artists(self, ids: list[ArtistId], **_: object) -> list[Artist]:
        self.asked.append(len(ids))
        return [replace(ARTISTS[0], id=id) for id in ids]


@pytest.fixture
def crowd(house: House) -> Crowd:
    house.library = Crowd()  # all that getArtists asks of it
    return house.library


@pytest.mark.parametrize(("form", "size"), [("json", 100_000), ("xml", 5_000)])
def test_a_hundred_thousand_artists_are_read_while_they_are_sent(
    crowd: Crowd, house: House, form: str, size: int
) -> None:
    crowd.size = size
    app = Flask("test")
    app.register_blueprint(blueprint(house))
    answer = app.test_client().get("/rest/getArtists", query_string={**LOGIN, "f": form})
    longest, found = 0, 0
    for piece in answer.iter_encoded():
        longest, found = max(longest, len(piece)), found + piece.count(b"albumCount")
        assert sum(crowd.asked) - found <= 500, "the answer runs ahead of who reads it"
    assert found == crowd.size
    assert longest < 500_000
    assert max(crowd.asked) <= 500


def test_dsub_gets_what_it_knows_of_a_long_list_too(client: FlaskClient) -> None:
    answer = client.get("/rest/getArtists", query_string={**LOGIN, "f": "json", "c": "DSub"})
    index = json.loads(answer.data)["subsonic-response"]["artists"]["index"]
    assert [set(artist) & {"roles", "sortName"} for one in index for artist in one["artist"]] == [
        set(),
        set(),
    ]
