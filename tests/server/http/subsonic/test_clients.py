"""Each app that is answered differently, row by row."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from flask.testing import FlaskClient

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1"}


def answer(client: FlaskClient, method: str, **params: Any) -> Any:
    data = client.get(f"/rest/{method}", query_string={**LOGIN, "f": "json", **params}).data
    return json.loads(data)["subsonic-response"]


def test_dsub_sees_no_opensubsonic(client: FlaskClient) -> None:
    envelope = ET.fromstring(client.get("/rest/ping", query_string={**LOGIN, "c": "DSub"}).data)
    assert dict(envelope.attrib) == {"status": "ok", "version": "1.16.1"}
    album = answer(client, "getAlbum", id="al-1", c="DSub")["album"]
    assert album["song"][0]["userRating"] == 4
    assert album["genre"] == "Rock"
    for thing in (album, album["song"][0]):
        assert not {"genres", "contributors", "replayGain", "displayArtist", "mediaType"} & set(thing)


def test_dsub_still_gets_containers_that_are_called_like_fields(client: FlaskClient) -> None:
    assert answer(client, "getGenres", c="DSub")["genres"]["genre"][0]["value"] == "Noise"
    assert answer(client, "getArtists", c="DSub")["artists"]["index"][0]["artist"][0]["id"] == "ar-2"


def test_submusic_gets_bare_songs_and_whole_albums(client: FlaskClient) -> None:
    album = answer(client, "getAlbum", id="al-1", c="SubMusic")["album"]
    assert album["song"][0] == {"id": "tr-1", "isDir": False, "title": "Eins"}
    assert album["displayArtist"] == "Ölwerk"
    directory = answer(client, "getMusicDirectory", id="fo-1", c="SubMusic")["directory"]
    assert directory["child"][0]["parent"] == "fo-1"


def test_everybody_else_gets_everything(client: FlaskClient) -> None:
    ordinary = answer(client, "getSong", id="tr-1", c="Symfonium")["song"]
    assert answer(client, "getSong", id="tr-1")["song"] == ordinary
    assert "replayGain" in ordinary
