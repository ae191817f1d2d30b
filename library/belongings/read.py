"""Tells by its first bytes whose file it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from library.belongings.gonic import is_gonic, read_gonic
from library.belongings.itunes import read_itunes
from library.belongings.model import Belongings, BelongingsUnreadable, PlaylistTold, TrackTold, belongings
from library.belongings.navidrome import read_navidrome
from library.belongings.rhythmbox import read_rhythmbox
from library.playlists import read_playlist

_SQLITE = b"SQLite format 3\x00"
_LARGEST_BYTES = 500_000_000
_LISTS = (".m3u", ".m3u8", ".pls", ".xspf")


def read_belongings(path: Path, *, user: str | None = None, lists: Path | None = None) -> Belongings:
    """Our own export, Navidrome's or gonic's database (`user`: whose; `lists`: the folder of gonic's playlists),
    iTunes' or Rhythmbox's XML, or a playlist file.

    Raises: BelongingsUnreadable.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4_096)
        if head.startswith(_SQLITE):
            return read_gonic(path, user, lists) if _is_gonic(path) else read_navidrome(path, user)
        if path.stat().st_size > _LARGEST_BYTES:
            raise BelongingsUnreadable("it is larger than any such file is")
        data = path.read_bytes()
    except OSError as error:
        raise BelongingsUnreadable(error.strerror or "it cannot be read") from error
    if path.suffix.lower() in _LISTS:
        return _one_list(path.stem, data)
    if head.lstrip().startswith(b"{"):
        return _own(data)
    return read_rhythmbox(data) if b"<rhythmdb" in head else read_itunes(data)


def _is_gonic(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            return is_gonic(db)
    except sqlite3.Error:  # whose reader it is then sent to says what is wrong with it
        return False


def write_belongings(told: Belongings) -> bytes:
    """As the JSON that `read_belongings` reads, laid out for people."""
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def _own(data: bytes) -> Belongings:
    try:
        return msgspec.json.decode(data, type=Belongings)
    except msgspec.MsgspecError as error:
        raise BelongingsUnreadable(f"it is no export of Segue: {error}") from error


def _one_list(name: str, data: bytes) -> Belongings:
    tracks = [
        TrackTold(
            path=line.path,
            title=line.title,
            artist=line.artist,
            album=line.album,
            duration_ms=line.duration_ms,
        )
        for line in read_playlist(data)
    ]
    return belongings([], [PlaylistTold(name=name[:200] or "Playlist", tracks=tracks)])
