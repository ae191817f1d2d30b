"""What can go wrong with podcasts.

PodcastsError
├── UnknownChannel(id)
├── UnknownEpisode(id)
├── AlreadyFollowed(url)
├── TooManyChannels(most)
├── FetchFailed(reason)     not allowed, not reached, too large, too slow
└── NotAFeed(reason)
"""

from __future__ import annotations


class PodcastsError(Exception):
    """Base of all that this package raises on purpose."""


class UnknownChannel(PodcastsError):
    def __init__(self, id: str) -> None:
        super().__init__(f"there is no podcast {id!r}")
        self.id = id


class UnknownEpisode(PodcastsError):
    def __init__(self, id: str) -> None:
        super().__init__(f"there is no episode {id!r}")
        self.id = id


class AlreadyFollowed(PodcastsError):
    def __init__(self, url: str) -> None:
        super().__init__("this podcast is followed already")
        self.url = url


class TooManyChannels(PodcastsError):
    def __init__(self, most: int) -> None:
        super().__init__(f"a house may follow {most} podcasts: leave one first")
        self.most = most


class FetchFailed(PodcastsError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAFeed(PodcastsError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"that is not the feed of a podcast: {reason}")
        self.reason = reason
