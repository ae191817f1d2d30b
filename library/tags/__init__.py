"""What a file says of itself. LAW: the only door to mutagen, and `probe` to PyAV; whatever a hostile file
makes them raise leaves here as UnreadableFile; knows no catalogue."""

from library.tags.formats import FFMPEG_OPTIONS
from library.tags.lyrics import embedded_lyrics, parsed_lyrics
from library.tags.model import (
    ROLES,
    VALUE_FIELDS,
    Chapter,
    Contents,
    Details,
    Gain,
    Gapless,
    Name,
    Part,
    Piece,
    Tags,
)
from library.tags.neighbours import read_neighbour
from library.tags.pictures import digest_of, read_picture
from library.tags.read import SUFFIXES, read, read_fingerprint
from library.tags.separators import Separators

__all__ = [
    "FFMPEG_OPTIONS",
    "ROLES",
    "SUFFIXES",
    "VALUE_FIELDS",
    "Chapter",
    "Contents",
    "Details",
    "Gain",
    "Gapless",
    "Name",
    "Part",
    "Piece",
    "Separators",
    "Tags",
    "digest_of",
    "embedded_lyrics",
    "parsed_lyrics",
    "read",
    "read_fingerprint",
    "read_neighbour",
    "read_picture",
]
