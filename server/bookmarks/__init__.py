"""Places in tracks that people marked, as apps keep them. LAW: knows tracks by their ids only; SQL only in `store`."""

from server.bookmarks.migrations import migrations
from server.bookmarks.model import Bookmark
from server.bookmarks.store import Bookmarks

__all__ = ["Bookmark", "Bookmarks", "migrations"]
