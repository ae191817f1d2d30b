"""What the server says it can do is what it does."""

from __future__ import annotations

from typing import Any


def test_only_extensions_that_work_are_advertised(ask: Any) -> None:
    extensions = ask("getOpenSubsonicExtensions")["openSubsonicExtensions"]
    assert extensions == [
        {"name": "apiKeyAuthentication", "versions": [1]},
        {"name": "formPost", "versions": [1]},
        {"name": "getPodcastEpisode", "versions": [1]},
        {"name": "indexBasedQueue", "versions": [1]},
        {"name": "playbackReport", "versions": [1]},
        {"name": "remotePlayback", "versions": [1]},
        {"name": "songLyrics", "versions": [1, 2]},
        {"name": "transcodeOffset", "versions": [1]},
        {"name": "transcoding", "versions": [1]},
    ]


def test_the_licence_is_always_valid(ask: Any) -> None:
    assert ask("getLicense") == {"license": {"valid": True}}


def test_ping_looks_nothing_up(ask: Any, house: Any) -> None:
    house.library = None
    assert ask("ping") == {}
