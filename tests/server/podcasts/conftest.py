"""Feeds on the loopback, and a house that may ask there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.feed_server import FeedServer, serving_feeds


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    with serving_feeds() as feeds:
        yield feeds
