"""Every path of the specification: it exists, and what it says to a wrong question."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from server.http.subsonic.dispatch import METHODS, has_status, is_binary

LOGIN = {"u": "ann", "p": "ann-old-phone", "v": "1.16.1", "c": "conformance"}

_PATHS = """
    ping getLicense getOpenSubsonicExtensions tokenInfo getMusicFolders getIndexes getMusicDirectory getGenres
    getArtists getArtist getAlbum getSong getVideos getVideoInfo getArtistInfo getArtistInfo2 getAlbumInfo
    getAlbumInfo2 getSimilarSongs getSimilarSongs2 getTopSongs getAlbumList getAlbumList2 getRandomSongs
    getSongsByGenre getNowPlaying getStarred getStarred2 search search2 search3 getPlaylists getPlaylist
    createPlaylist updatePlaylist deletePlaylist stream download hls.m3u8 getCaptions getCoverArt getLyrics
    getLyricsBySongId getAvatar star unstar setRating scrobble reportPlayback getShares createShare updateShare
    deleteShare getPodcasts getNewestPodcasts getPodcastEpisode refreshPodcasts createPodcastChannel
    deletePodcastChannel deletePodcastEpisode downloadPodcastEpisode jukeboxControl getInternetRadioStations
    createInternetRadioStation updateInternetRadioStation deleteInternetRadioStation getChatMessages addChatMessage
    getUser getUsers createUser updateUser deleteUser changePassword getBookmarks createBookmark deleteBookmark
    getPlayQueue savePlayQueue getPlayQueueByIndex savePlayQueueByIndex getScanStatus startScan
    getTranscodeDecision getTranscodeStream getSonicSimilarTracks findSonicPath"""
PATHS = frozenset(_PATHS.split())

# method: a good question, of which each part is needed; a method that needs nothing is not here
NEEDS: dict[str, dict[str, str]] = {
    "getMusicDirectory": {"id": "fo-1"},
    "getArtist": {"id": "ar-1"},
    "getAlbum": {"id": "al-1"},
    "getSong": {"id": "tr-1"},
    "getArtistInfo": {"id": "ar-1"},
    "getArtistInfo2": {"id": "ar-1"},
    "getAlbumInfo": {"id": "al-1"},
    "getAlbumInfo2": {"id": "al-1"},
    "getSimilarSongs": {"id": "tr-1"},
    "getSimilarSongs2": {"id": "ar-1"},
    "getTopSongs": {"artist": "Ölwerk"},
    "getAlbumList": {"type": "newest"},
    "getAlbumList2": {"type": "newest"},
    "getSongsByGenre": {"genre": "Rock"},
    "search2": {"query": "e"},
    "search3": {"query": "e"},
    "getPlaylist": {"id": "pl-1"},
    "createPlaylist": {"name": "New"},
    "updatePlaylist": {"playlistId": "pl-1"},
    "deletePlaylist": {"id": "pl-1"},
    "stream": {"id": "tr-1"},
    "download": {"id": "tr-1"},
    "getCoverArt": {"id": "al-1"},
    "getAvatar": {"username": "ann"},
    "getLyricsBySongId": {"id": "tr-1"},
    "star": {"id": "tr-1"},
    "unstar": {"id": "tr-1"},
    "setRating": {"id": "tr-1", "rating": "3"},
    "scrobble": {"id": "tr-1"},
    "hls.m3u8": {"id": "tr-1"},
    "getCaptions": {"id": "tr-1"},
    "getVideoInfo": {"id": "tr-1"},
    "createBookmark": {"id": "tr-1", "position": "5"},
    "deleteBookmark": {"id": "tr-1"},
    "reportPlayback": {"mediaId": "tr-1", "mediaType": "song", "positionMs": "5", "state": "playing"},
    "jukeboxControl": {"action": "get"},
    "getTranscodeDecision": {"mediaId": "tr-1", "mediaType": "song"},
    "getTranscodeStream": {"mediaId": "tr-1", "mediaType": "song", "transcodeParams": "tr-1."},
    "controlPlayback": {"action": "pause"},
    "createShare": {"id": "tr-1"},
    "updateShare": {"id": "sh-1"},
    "deleteShare": {"id": "sh-1"},
    "createInternetRadioStation": {"streamUrl": "http://r.example/s", "name": "R"},
    "updateInternetRadioStation": {"id": "rs-1", "streamUrl": "http://r.example/s", "name": "R"},
    "deleteInternetRadioStation": {"id": "rs-1"},
    "getPodcastEpisode": {"id": "pe-1"},
    "createPodcastChannel": {"url": "http://feeds.example/new.xml"},
    "deletePodcastChannel": {"id": "pc-1"},
    "deletePodcastEpisode": {"id": "pe-1"},
    "downloadPodcastEpisode": {"id": "pe-1"},
    "createUser": {"username": "cleo", "password": "sesame open", "email": "c@example.org"},
    "updateUser": {"username": "bob"},
    "deleteUser": {"username": "guest-1"},
    "changePassword": {"username": "ann", "password": "sesame open"},
    "addChatMessage": {"message": "Tea?"},
    "getSonicSimilarTracks": {"id": "tr-1"},
    "findSonicPath": {"startSongId": "tr-1", "endSongId": "tr-2"},
    "tokenInfo": {"apiKey": "ann-old-phone"},
}
# method: the parameter that names a thing; the rest of the question is as above
NAMES = {
    **{method: "id" for method in NEEDS if "id" in NEEDS[method]},
    "updatePlaylist": "playlistId",
    "reportPlayback": "mediaId",
    "getTranscodeDecision": "mediaId",
    "getTranscodeStream": "mediaId",
    "getAvatar": "username",
    "getUser": "username",
    "findSonicPath": "endSongId",
    "updateUser": "username",
    "deleteUser": "username",
    "changePassword": "username",
}


def failure(client: FlaskClient, method: str, params: dict[str, str]) -> dict[str, Any]:
    login = {} if "apiKey" in params else LOGIN
    answer = client.get(f"/rest/{method}", query_string={**login, "f": "json", **params})
    assert (answer.status_code == 200) != has_status(method)
    envelope = json.loads(answer.data)["subsonic-response"]
    assert envelope["status"] == "failed", envelope
    assert {"version", "type", "serverVersion", "openSubsonic", "error"} <= set(envelope)
    error: dict[str, Any] = envelope["error"]
    return error


def test_every_path_of_the_specification_exists() -> None:
    assert sorted(PATHS - set(METHODS)) == []


def test_nothing_is_answered_that_no_specification_knows() -> None:
    assert (
        sorted(set(METHODS) - PATHS - {"getPlaybackDevices", "getPlaybackSessions", "controlPlayback"}) == []
    )


@pytest.mark.parametrize(("method", "name"), [(method, name) for method in NEEDS for name in NEEDS[method]])
def test_a_missing_parameter_is_named(client: FlaskClient, method: str, name: str) -> None:
    rest = {key: value for key, value in NEEDS[method].items() if key != name}
    error = failure(client, method, rest)
    assert error["code"] == 10
    assert name in error["message"]


@pytest.mark.parametrize(("method", "name"), NAMES.items())
@pytest.mark.parametrize("unknown", ["tr-999999", "nonsense", "al-0"])
def test_an_unknown_id_is_not_there(client: FlaskClient, method: str, name: str, unknown: str) -> None:
    error = failure(client, method, {**NEEDS.get(method, {}), name: unknown})
    assert error["code"] == 70
    assert unknown in error["message"]


@pytest.mark.parametrize("method", sorted(set(METHODS) - {"getOpenSubsonicExtensions"}))
def test_nobody_in_particular_is_asked_who_they_are(client: FlaskClient, method: str) -> None:
    answer = client.get(f"/rest/{method}", query_string={"f": "json"})
    assert json.loads(answer.data)["subsonic-response"]["error"]["code"] == 10


@pytest.mark.parametrize("method", sorted(set(METHODS)))
def test_a_wrong_callback_is_never_echoed(client: FlaskClient, method: str) -> None:
    for wrong in ("alert(1)//", "a-b", "x;y", ""):
        answer = client.get(f"/rest/{method}", query_string={**LOGIN, "f": "jsonp", "callback": wrong})
        assert b"alert" not in answer.data
        if not is_binary(method):
            code = json.loads(answer.data)["subsonic-response"]["error"]["code"]
            assert code == (0 if wrong else 10)
