"""What can go wrong with a stream.

StreamError
├── LinkError             the link itself
│   ├── LinkForged        not ours, or damaged on the way
│   └── LinkExpired
├── FileChanged(id)       the file is not the one that the link was made for
├── FileMissing(path)     the library knows it, the disk does not
├── Undecodable(path, reason)
├── UnknownProfile(name)
├── UnknownSegment(number)
├── NotYetMade(retry_after_s)   a part of a rendition that is still growing
└── TooManyStreams(retry_after_s, is_own)
"""

from __future__ import annotations

from pathlib import Path

from library import TrackId


class StreamError(Exception):
    """Base of all that this package raises on purpose."""


class LinkError(StreamError):
    """The link cannot be followed."""


class LinkForged(LinkError):
    def __init__(self) -> None:
        super().__init__("this link was not made by this server")


class LinkExpired(LinkError):
    def __init__(self) -> None:
        super().__init__("this link has expired")


class FileChanged(StreamError):
    def __init__(self, id: TrackId) -> None:
        super().__init__(f"the file of {id} has changed")
        self.id = id


class FileMissing(StreamError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: no such file")
        self.path = path


class Undecodable(StreamError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class UnknownProfile(StreamError):
    def __init__(self, name: str) -> None:
        super().__init__(f"there is no profile {name!r}")
        self.name = name


class UnknownSegment(StreamError):
    def __init__(self, number: int) -> None:
        super().__init__(f"there is no segment {number}")
        self.number = number


class NotYetMade(StreamError):
    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"this part of the conversion is not made yet; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


class TooManyStreams(StreamError):
    def __init__(self, retry_after_s: int, *, is_own: bool = False) -> None:
        """`is_own`: because of the limit for one listener, not because the house is full."""
        whose = (
            "you already have as many conversions as one listener may" if is_own else "every encoder is busy"
        )
        super().__init__(f"{whose}; try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s
        self.is_own = is_own
