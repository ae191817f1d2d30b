"""Lists of tracks that people make: by hand, or by rules. LAW: the only writer of the tables `playlists` and
`playlist_entries`; whoever asks sees their own lists and the public ones, and changes their own."""

from library.playlists.files import PlaylistFormat, read_playlist, write_playlist
from library.playlists.model import ImportedList, Playlist, PlaylistEntry, PlaylistId
from library.playlists.store import Playlists

__all__ = [
    "ImportedList",
    "Playlist",
    "PlaylistEntry",
    "PlaylistFormat",
    "PlaylistId",
    "Playlists",
    "read_playlist",
    "write_playlist",
]
