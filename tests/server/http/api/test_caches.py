"""What is kept on disk is told, and within its budget."""

from __future__ import annotations


def test_what_is_kept_is_told(member, services):
    services.library.thumbnails.put("a", bytes(1000))
    services.streams.kept.put("b", bytes(2000))
    answer = member.get("/api/caches").get_json()
    assert answer["covers"] == {"bytes": 1000, "budget_bytes": 2**20}
    assert answer["streams"]["bytes"] == 2000
    assert answer["streams"]["budget_bytes"] == services.config.streaming.cache_mb << 20


def test_strangers_are_not_told(stranger):
    assert stranger.get("/api/caches").status_code == 401
