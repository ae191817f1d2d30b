"""The music: what exists and what it is called. LAW: knows no device, session or HTTP; SQL lives in its stores and
queries; mutagen only in `tags`; nothing outside the roots is read."""

from library.model import TrackId, UserId

__all__ = ["TrackId", "UserId"]
