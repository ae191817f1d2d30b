"""Lists of tracks that people make: by hand, or by rules. LAW: the only writer of the tables `playlists` and
`playlist_entries`; whoever asks sees their own lists and the public ones, and changes their own."""

from library.playlists.files import PlaylistFormat, read_playlist, write_playlist
from library.playlists.keeper import PlaylistKeeper
from library.playlists.match import find_line
from library.playlists.model import ImportedList, Line, Playlist, PlaylistEntry, PlaylistId, PlaylistNews
from library.playlists.pairs import Pairs
from library.playlists.store import Playlists
from library.playlists.sync import PlaylistSync

__all__ = [
    "ImportedList",
    "Line",
    "Pairs",
    "Playlist",
    "PlaylistEntry",
    "PlaylistFormat",
    "PlaylistId",
    "PlaylistKeeper",
    "PlaylistNews",
    "PlaylistSync",
    "Playlists",
    "find_line",
    "read_playlist",
    "write_playlist",
]
