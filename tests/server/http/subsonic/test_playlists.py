"""Playlists for apps: who may change what, and what they are told of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.subsonic_house import House


def test_one_s_own_and_public_ones_are_listed(ask: Any) -> None:
    mine, theirs = ask("getPlaylists")["playlists"]["playlist"]
    assert (mine["id"], mine["owner"], mine["readonly"], mine["songCount"]) == ("pl-1", "ann", False, 3)
    assert (theirs["owner"], theirs["readonly"], theirs["public"]) == ("bob", True, True)
    assert [one["id"] for one in ask("getPlaylists", username="bob")["playlists"]["playlist"]] == ["pl-2"]


def test_doubles_are_shown_twice(ask: Any) -> None:
    entries = ask("getPlaylist", id="pl-1")["playlist"]["entry"]
    assert [entry["id"] for entry in entries] == ["tr-1", "tr-3", "tr-1"]


def test_songs_are_added_before_others_go(ask: Any, house: House) -> None:
    ask(
        "updatePlaylist",
        playlistId="pl-1",
        songIdToAdd=["tr-2", "tr-1"],
        songIndexToRemove=["0", "2"],
        name="n",
    )
    assert [what[0] for what in house.library.playlists.done] == ["add", "remove_at", "change"]
    assert house.library.playlists.done[0][2] == ["tr-2", "tr-1"]
    assert house.library.playlists.done[1][2] == [0, 2]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("getPlaylist", {}, 10),
        ("getPlaylist", {"id": "pl-9"}, 70),
        ("createPlaylist", {}, 10),
        ("deletePlaylist", {"id": "pl-2"}, 50),
        ("updatePlaylist", {"playlistId": "pl-2", "name": "mine now"}, 50),
        ("updatePlaylist", {"playlistId": "pl-1", "songIndexToRemove": "x"}, 0),
    ],
)
def test_refusals_have_subsonic_s_codes(ask: Any, method: str, params: dict[str, str], code: int) -> None:
    assert ask(method, **params)["error"]["code"] == code
