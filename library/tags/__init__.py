"""What a file says of itself. LAW: the only door to mutagen, and `probe` to PyAV; whatever a hostile file
makes them raise leaves here as UnreadableFile; knows no catalogue."""

from library.tags.model import Contents, Name, Tags
from library.tags.pictures import digest_of, read_picture
from library.tags.read import SUFFIXES, read

__all__ = ["SUFFIXES", "Contents", "Name", "Tags", "digest_of", "read", "read_picture"]
