"""Finds the track that a line of a playlist file means, also when the music has moved since."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterator

from library.names import query_words
from library.paths import pieces_between
from library.playlists.model import Line

_NUMBERED = re.compile(r"^(?:\d{1,2}-)?\d{1,3}[\s._)-]+(?=\S)")
_SAME_LENGTH_MS = 4_000
_CANDIDATES = 200


def find_line(db: sqlite3.Connection, line: Line) -> int | None:
    """By the end of its path, else by its tags, else by what its path tells of them."""
    return _by_path(db, line.path) or _by_piece(db, line) or _by_tags(db, line) or _by_name(db, line)


def _by_path(db: sqlite3.Connection, path: str | None) -> int | None:
    """`/mnt/old/Artist/Album/1.mp3` is `Artist/Album/1.mp3` below any root; the longest end that fits wins."""
    for end in _ends(path or ""):
        found = db.execute(
            "SELECT t.id FROM roots r CROSS JOIN tracks t ON t.root_id = r.id AND t.path = ? WHERE t.is_present = 1",
            (end,),
        ).fetchone()
        if found:
            return int(found[0])
    return None


def _by_piece(db: sqlite3.Connection, line: Line) -> int | None:
    """A file that a cue sheet cuts holds many tracks: the one of that title."""
    key = " ".join(query_words(line.title or ""))
    for end in _ends(line.path or "") if key else ():
        found = db.execute(
            """SELECT t.id FROM roots r CROSS JOIN tracks t ON t.root_id = r.id AND t.path > ? AND t.path < ?
            WHERE t.is_present = 1 AND t.title_key = ? ORDER BY t.path""",
            (*pieces_between(end), key),
        ).fetchone()
        if found:
            return int(found[0])
    return None


def _ends(path: str) -> Iterator[str]:
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    for first in range(len(parts)):
        end = "/".join(parts[first:])
        yield from dict.fromkeys([end, unicodedata.normalize("NFC", end), unicodedata.normalize("NFD", end)])


def _by_tags(db: sqlite3.Connection, line: Line) -> int | None:
    if not line.title:
        return None
    wanted = [set(query_words(text)) for text in (line.artist, line.album) if text]
    return _best(db, line.title, wanted, line.duration_ms, least=1 if line.artist else 0)


def _by_name(db: sqlite3.Connection, line: Line) -> int | None:
    """The file's name is the title, the folders around it are the artist and the release."""
    parts = (line.path or "").replace("\\", "/").split("/")
    stem = _NUMBERED.sub("", parts[-1].rpartition(".")[0])
    if not stem:
        return None
    around = [set(query_words(part)) for part in parts[-3:-1]]
    names = [(stem, around)]
    if " - " in stem:
        artist, title = stem.split(" - ", 1)
        names.append((title, [*around, set(query_words(artist))]))
    found = (_best(db, title, wanted, line.duration_ms, least=1) for title, wanted in names)
    return next((track for track in found if track is not None), None)


def _best(
    db: sqlite3.Connection, title: str, wanted: list[set[str]], duration_ms: int | None, *, least: int
) -> int | None:
    """Of the tracks with this title the one that agrees in most; None if none agrees in `least`."""
    key = " ".join(query_words(title))
    if not key:
        return None
    rows = db.execute(
        """SELECT t.id, t.artist, r.artist, r.title, t.duration_ms FROM tracks t JOIN releases r ON r.id = t.release_id
        WHERE t.title_key = ? AND t.is_present = 1 ORDER BY t.id LIMIT ?""",
        (key, _CANDIDATES),
    )
    best: tuple[int, bool, int] | None = None
    for number, artist, release_artist, release, its_ms in rows:
        words = set(query_words(f"{artist} {release_artist} {release}"))
        agreeing = sum(bool(one) and one <= words for one in wanted)
        is_as_long = duration_ms is not None and abs(its_ms - duration_ms) <= _SAME_LENGTH_MS
        if agreeing >= least and (best is None or (agreeing, is_as_long) > best[:2]):
            best = (agreeing, is_as_long, number)
    return None if best is None else best[2]
