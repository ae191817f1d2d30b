"""Every field that OpenSubsonic added to songs, releases and artists is always there, empty where nothing is known."""

from __future__ import annotations

from typing import Any

import pytest

SONG = {
    *("bitDepth", "samplingRate", "channelCount", "mediaType", "played", "bpm", "comment", "sortName"),
    *("musicBrainzId", "isrc", "genres", "artists", "displayArtist", "albumArtists", "displayAlbumArtist"),
    *(
        "contributors",
        "displayComposer",
        "moods",
        "replayGain",
        "explicitStatus",
        "works",
        "movements",
        "groupings",
    ),
}
RELEASE = {
    *(
        "version",
        "played",
        "recordLabels",
        "musicBrainzId",
        "genres",
        "artists",
        "displayArtist",
        "releaseTypes",
    ),
    *(
        "moods",
        "sortName",
        "originalReleaseDate",
        "releaseDate",
        "isCompilation",
        "explicitStatus",
        "discTitles",
    ),
}
ARTIST = {"musicBrainzId", "sortName", "disambiguation", "roles"}
LISTS = {
    *(
        "isrc",
        "genres",
        "artists",
        "albumArtists",
        "contributors",
        "moods",
        "works",
        "movements",
        "groupings",
    ),
    *("recordLabels", "releaseTypes", "discTitles", "roles"),
}


@pytest.mark.parametrize(
    ("method", "params", "container", "name", "fields"),
    [
        ("search3", {"query": ""}, "searchResult3", "song", SONG),
        ("search3", {"query": ""}, "searchResult3", "album", RELEASE),
        ("search3", {"query": ""}, "searchResult3", "artist", ARTIST),
        ("getRandomSongs", {"size": "50"}, "randomSongs", "song", SONG),
        ("getAlbumList2", {"type": "newest", "size": "50"}, "albumList2", "album", RELEASE),
        ("getStarred2", {}, "starred2", "song", SONG),
        ("getStarred2", {}, "starred2", "album", RELEASE),
        ("getStarred2", {}, "starred2", "artist", ARTIST),
        ("getAlbum", {"id": "al-3"}, "album", "song", SONG),
        ("getPlaylist", {"id": "pl-1"}, "playlist", "entry", SONG),
        ("getSimilarSongs2", {"id": "ar-1"}, "similarSongs2", "song", SONG),
        ("getTopSongs", {"id": "ar-1"}, "topSongs", "song", SONG),
        ("getPodcasts", {}, "podcasts", "channel", set()),
        ("getNewestPodcasts", {}, "newestPodcasts", "episode", SONG),
    ],
)
def test_every_field_is_always_there(
    ask: Any, method: str, params: dict[str, str], container: str, name: str, fields: set[str]
) -> None:
    things = ask(method, **params)[container][name]
    assert things
    for thing in things:
        assert fields - set(thing) == set()
        assert {key for key in LISTS & set(thing) if not isinstance(thing[key], list)} == set()
        assert {key for key, value in thing.items() if value is None} == set()
        assert isinstance(thing.get("replayGain", {}), dict)
