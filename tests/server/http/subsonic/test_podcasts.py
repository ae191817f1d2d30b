"""Podcasts in apps: as many as a house follows."""

from __future__ import annotations

import pytest

from server.podcasts.store import PodcastStore
from tests.fakes.subsonic_house import House
from tests.server.http.subsonic.conftest import Ask


def test_many_podcasts_take_no_more_statements_than_one(
    ask: Ask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, asked, looked = PodcastStore._read, [], []
    monkeypatch.setattr(PodcastStore, "_read", lambda *given: asked.append(given) or read(*given))
    monkeypatch.setattr(
        house.library, "find_tracks_at", lambda paths, for_user: looked.append(list(paths)) or {}
    )
    channels = ask("getPodcasts")["podcasts"]["channel"]
    assert len(channels) == 13
    assert sorted(len(channel["episode"]) for channel in channels)[-2:] == [0, 13]
    assert (len(asked), len(looked)) == (1, 1)


@pytest.mark.parametrize("address", ["http://[x", "https://a]b/"])
def test_no_address_of_a_station_is_an_accident(ask: Ask, address: str) -> None:
    answer = ask("createInternetRadioStation", name="R", streamUrl=address)
    assert "went wrong" not in answer.get("error", {}).get("message", "")
