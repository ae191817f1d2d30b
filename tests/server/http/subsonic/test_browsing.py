"""Browsing by folder and by tags."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from library import ScanState, ScanStatus
from tests.fakes.subsonic_house import NOON, House

LOGIN = {"u": "ann", "p": "ann-old-phone", "c": "test", "f": "json"}
NOON_MS = int(NOON.timestamp() * 1000)


def test_music_folders_are_numbered(ask: Any) -> None:
    folders = ask("getMusicFolders")["musicFolders"]["musicFolder"]
    assert folders == [{"id": 1, "name": "Music"}, {"id": 7, "name": "Tapes"}]


def test_indexes_are_the_real_folders_under_their_letters(ask: Any) -> None:
    indexes = ask("getIndexes")["indexes"]
    assert indexes["index"] == [
        {"name": "C", "artist": [{"id": "fo-4", "name": "The Clocks"}]},
        {"name": "O", "artist": [{"id": "fo-2", "name": "Ölwerk"}]},
    ]
    assert [child["id"] for child in indexes["child"]] == ["tr-4"]
    assert "The" in indexes["ignoredArticles"].split()


def test_indexes_of_one_music_folder_are_only_its_own(ask: Any) -> None:
    assert ask("getIndexes", musicFolderId="7")["indexes"]["index"] == []
    assert len(ask("getIndexes", musicFolderId="1")["indexes"]["index"]) == 2
    assert ask("getIndexes", musicFolderId="5")["error"]["code"] == 70


def test_indexes_say_nothing_new_when_nothing_is_new(ask: Any) -> None:
    assert ask("getIndexes")["indexes"]["lastModified"] == NOON_MS
    assert "index" not in ask("getIndexes", ifModifiedSince=NOON_MS)["indexes"]
    assert "index" in ask("getIndexes", ifModifiedSince=NOON_MS - 1)["indexes"]


def test_while_a_scan_runs_indexes_are_always_new(ask: Any, house: House) -> None:
    house.library.status = ScanStatus(ScanState.SCANNING)
    assert "index" in ask("getIndexes", ifModifiedSince=NOON_MS)["indexes"]


def test_a_folder_lists_folders_then_songs_and_knows_its_parent(ask: Any) -> None:
    top = ask("getMusicDirectory", id="fo-1")["directory"]
    assert [(child["id"], child["isDir"]) for child in top["child"]] == [
        ("fo-2", True),
        ("fo-4", True),
        ("tr-4", False),
    ]
    assert "parent" not in top
    assert ask("getMusicDirectory", id="fo-3")["directory"]["parent"] == "fo-2"


def test_albums_and_artists_open_as_directories(ask: Any) -> None:
    album = ask("getMusicDirectory", id="al-1")["directory"]
    assert (album["name"], album["parent"], album["userRating"]) == ("Erste", "ar-1", 5)
    assert [(child["id"], child["parent"]) for child in album["child"]] == [
        ("tr-1", "al-1"),
        ("tr-2", "al-1"),
    ]
    artist = ask("getMusicDirectory", id="ar-1")["directory"]
    assert [(child["id"], child["isDir"]) for child in artist["child"]] == [("al-1", True), ("al-2", True)]
    assert "parent" not in ask("getMusicDirectory", id="al-3")["directory"]


@pytest.mark.parametrize("wanted", ["fo-99", "99", "al-99", "ar-99", "tr-1", "xx-1", "..", "fo-../.."])
def test_a_directory_that_is_none_is_error_70(ask: Any, wanted: str) -> None:
    assert ask("getMusicDirectory", id=wanted)["error"]["code"] == 70


def test_an_artist_shows_what_it_appears_on_too(ask: Any) -> None:
    assert [album["id"] for album in ask("getArtist", id="ar-1")["artist"]["album"]] == ["al-1", "al-2"]


def test_genres_without_a_name_are_left_out(ask: Any) -> None:
    genres = ask("getGenres")["genres"]["genre"]
    assert [genre["value"] for genre in genres] == ["Noise", "Rock"]


@pytest.mark.parametrize(
    "method", ["getArtist", "getAlbum", "getSong", "getMusicDirectory", "getArtistInfo2"]
)
def test_a_missing_id_is_named_and_an_unknown_one_is_70(client: FlaskClient, method: str) -> None:
    missing = json.loads(client.get(f"/rest/{method}", query_string=LOGIN).data)["subsonic-response"]
    assert missing["error"] == {"code": 10, "message": "Required parameter is missing: id"}
    unknown = json.loads(client.get(f"/rest/{method}", query_string={**LOGIN, "id": "zz-1"}).data)
    assert unknown["subsonic-response"]["error"]["code"] == 70
