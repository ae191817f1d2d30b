"""Each app that is answered differently, row by row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from server.http.subsonic import clients

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


# -- what everybody gets, and these rely on -----------------------------------------------------------------------


def symfonium(client: FlaskClient) -> None:
    whole = answer(client, "search3", c="Symfonium", v="1.13.0", query='""', songCount=500, songOffset=0)
    assert len(whole["searchResult3"]["song"]) == 4
    assert (
        answer(client, "search3", c="Symfonium", query='""', songCount=500, songOffset=500)["searchResult3"][
            "song"
        ]
        == []
    )
    assert all(genre["value"] for genre in answer(client, "getGenres")["genres"]["genre"])


def ultrasonic(client: FlaskClient) -> None:
    [mark] = answer(client, "getBookmarks", c="Ultrasonic")["bookmarks"]["bookmark"]
    assert mark["entry"]["id"] == "tr-1"
    assert len(answer(client, "getMusicDirectory", id="fo-2")["directory"]["child"]) == 1


def strawberry(client: FlaskClient) -> None:
    past_the_end = answer(client, "getAlbumList2", c="Strawberry", type="newest", offset=900)
    assert past_the_end["albumList2"] == {"album": []}
    for song in answer(client, "getAlbum", c="Strawberry", id="al-1")["album"]["song"]:
        assert {"id", "title", "size", "suffix", "duration", "type"} <= set(song)


def sublime_music(client: FlaskClient) -> None:
    asked = {"c": "Sublime Music", "v": "1.8.0"}
    past_the_end = answer(client, "getAlbumList2", **asked, type="newest", size=500, offset=500)
    assert past_the_end["albumList2"] == {"album": []}
    for song in answer(client, "getAlbum", **asked, id="al-1")["album"]["song"]:
        assert song["path"] == f"{song['id']}/" + answer(client, "getSong", id=song["id"])["song"]["path"]


def test_tracks_of_one_file_have_paths_of_their_own_for_who_keeps_copies_by_path() -> None:
    tracks = [{"id": f"tr-{n}", "mediaType": "song", "path": "Album.flac"} for n in (1, 2)]
    tailored = clients.tailor(
        {"album": {"id": "al-1", "song": tracks}}, clients.client_named("Sublime Music")
    )
    assert [song["path"] for song in tailored["album"]["song"]] == ["tr-1/Album.flac", "tr-2/Album.flac"]
    assert clients.tailor({"album": {"song": tracks}}, clients.client_named("Strawberry")) == {
        "album": {"song": tracks}
    }


def music_assistant(client: FlaskClient) -> None:
    album = answer(client, "getAlbum", c="Music Assistant", id="al-3")["album"]
    assert album["song"][0]["discNumber"] == 1
    assert answer(client, "getArtist", id="ar-1")["artist"]["artistImageUrl"] == ""
    assert "albumInfo" in answer(client, "getAlbumInfo2", id="al-1")
    assert answer(client, "getPodcasts")["podcasts"]["channel"][0]["status"] == "new"
    raw = client.get("/rest/stream", query_string={**LOGIN, "id": "tr-2", "format": "raw", "timeOffset": 3})
    assert raw.data.endswith(b"from 3000")


def supersonic(client: FlaskClient) -> None:
    song = answer(client, "getSong", c="supersonic", id="tr-1")["song"]
    assert isinstance(song["id"], str)
    assert isinstance(song["coverArt"], str)
    names = {one["name"] for one in answer(client, "getOpenSubsonicExtensions")["openSubsonicExtensions"]}
    assert "playbackReport" in names
    assert answer(client, "jukeboxControl", action="status")["jukeboxStatus"]["currentIndex"] == 0


def feishin(client: FlaskClient) -> None:
    assert "artistInfo" in answer(client, "getArtistInfo", c="Feishin", v="1.13.0", id="ar-1")
    posted = client.post("/rest/getSimilarSongs", data={**LOGIN, "c": "Feishin", "f": "json", "id": "tr-1"})
    assert json.loads(posted.data)["subsonic-response"]["status"] == "ok"


def sonixd(client: FlaskClient) -> None:
    assert answer(client, "getStarred", c="Sonixd")["starred"]["album"][0]["title"] == "Erste"
    assert answer(client, "getStarred2", c="Sonixd")["starred2"]["album"][0]["name"] == "Erste"
    assert "scanning" in answer(client, "getScanStatus", c="Sonixd")["scanStatus"]


def substreamer(client: FlaskClient) -> None:
    user = answer(client, "getUser", c="substreamer", v="1.15.0", username="ann")["user"]
    assert sum(name.endswith("Role") for name in user) == 12
    played = client.get("/rest/stream", query_string={**LOGIN, "id": "tr-1", "estimateContentLength": "true"})
    assert int(played.headers["Content-Length"]) == len(played.data)


def any_origin(client: FlaskClient) -> None:
    for method, wanted in (
        ("getPlayQueue", ""),
        ("getCoverArt", "al-1"),
        ("getSong", "tr-99"),
        ("stream", "tr-99"),
    ):
        asked = client.get(f"/rest/{method}", query_string={**LOGIN, "v": "1.15.0", "id": wanted})
        assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options("/rest/savePlayQueue").status_code == 204


def aonsoku(client: FlaskClient) -> None:
    any_origin(client)
    assert "albumInfo" in answer(client, "getAlbumInfo2", c="Aonsoku", id="al-1")
    assert "value" in answer(client, "getLyrics", artist="Ölwerk", title="Eins")["lyrics"]
    assert answer(client, "getLyricsBySongId", id="tr-1")["lyricsList"]["structuredLyrics"]


def amperfy(client: FlaskClient) -> None:
    found = ET.fromstring(client.get("/rest/getArtists", query_string={**LOGIN, "c": "Amperfy"}).data)
    assert found.attrib["status"] == "ok"
    raw = client.get("/rest/stream", query_string={**LOGIN, "c": "Amperfy", "id": "tr-1", "format": "raw"})
    assert raw.data == b"tr-1 original from 0"


def tempus(client: FlaskClient) -> None:
    names = {one["name"] for one in answer(client, "getOpenSubsonicExtensions")["openSubsonicExtensions"]}
    assert {"transcodeOffset", "formPost", "songLyrics"} <= names


def bonob(client: FlaskClient) -> None:
    limit = {"name": "audioSamplerate", "comparison": "LessThanEqual", "values": ["32000"], "required": True}
    body = {
        "name": "bonob",
        "platform": "Sonos",
        "directPlayProfiles": [{"containers": ["flac"], "audioCodecs": ["flac"], "protocols": ["http"]}],
        "transcodingProfiles": [{"container": "flac", "audioCodec": "flac", "protocol": "http"}],
        "codecProfiles": [{"type": "AudioCodec", "name": "flac", "limitations": [limit]}],
    }
    wanted = {**LOGIN, "c": "bonob", "f": "json", "mediaId": "tr-1", "mediaType": "song"}
    told = json.loads(client.post("/rest/getTranscodeDecision", query_string=wanted, json=body).data)
    decision = told["subsonic-response"]["transcodeDecision"]
    assert decision["transcodeReason"] == ["AudioSampleRateNotSupported"]
    assert (decision["canDirectPlay"], decision["canTranscode"]) == (False, False)  # nothing of ours is below


def play_sub(client: FlaskClient) -> None:
    assert answer(client, "getIndexes", c="play:Sub", v="1.9.0")["status"] == "ok"


def nocturne(client: FlaskClient) -> None:
    token = hashlib.md5(b"ann-old-phonepepper").hexdigest()
    asked = {"u": "ann", "t": token, "s": "pepper", "c": "Nocturne", "f": "json"}
    assert (
        json.loads(client.get("/rest/ping", query_string=asked).data)["subsonic-response"]["status"] == "ok"
    )


RELYING: dict[str, Callable[[FlaskClient], None]] = {
    "DSub": test_dsub_sees_no_opensubsonic,
    "SubMusic": test_submusic_gets_bare_songs_and_whole_albums,
    "Symfonium": symfonium,
    "Ultrasonic": ultrasonic,
    "Strawberry": strawberry,
    "Sublime Music": sublime_music,
    "Music Assistant": music_assistant,
    "Supersonic": supersonic,
    "Feishin": feishin,
    "Sonixd": sonixd,
    "substreamer": substreamer,
    "airsonic-refix": any_origin,
    "Aonsoku": aonsoku,
    "Amperfy": amperfy,
    "Tempus": tempus,
    "bonob": bonob,
    "play:Sub": play_sub,
    "Nocturne": nocturne,
}


def test_every_row_of_the_table_is_asked_for_and_no_other() -> None:
    rows = re.findall(r"^\| (\S.*?) +\|", clients.__doc__ or "", re.MULTILINE)
    assert rows[1:] == list(RELYING)  # after the heading


@pytest.mark.parametrize("app", RELYING)
def test_an_app_gets_what_it_relies_on(client: FlaskClient, app: str) -> None:
    RELYING[app](client)
