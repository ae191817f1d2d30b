"""What a person who sees some of the libraries finds in each table; other tables name nothing that could be hidden.

`+` keeps SQLite from reading a list by root or library: it must go on reading it in its order, and leave out.
"""

from __future__ import annotations

from collections.abc import Sequence

from library.database import Database, Reader

_TABLES = {
    "roots": "SELECT * FROM main.roots WHERE id IN ({roots})",
    "folders": "SELECT * FROM main.folders WHERE +root_id IN ({roots})",
    "tracks": "SELECT * FROM main.tracks WHERE +root_id IN ({roots})",
    "problems": "SELECT * FROM main.problems WHERE +root_id IN ({roots})",
    "releases": "SELECT * FROM main.releases WHERE +library_id IN ({libraries})",
    "regroupings": """SELECT * FROM main.regroupings g WHERE EXISTS (
        SELECT 1 FROM main.releases r WHERE r.id = g.release_id AND r.library_id IN ({libraries}))""",
    "track_matches": """SELECT * FROM main.track_matches
        WHERE from_root_id IN ({roots}) AND to_root_id IN ({roots})""",
    "libraries": "SELECT * FROM main.libraries WHERE id IN ({libraries})",
    "covers": """SELECT * FROM main.covers c WHERE
        EXISTS (SELECT 1 FROM main.releases r WHERE r.cover_id = c.id AND +r.library_id IN ({libraries}))
        OR EXISTS (SELECT 1 FROM main.tracks t WHERE t.cover_id = c.id AND +t.root_id IN ({roots}))
        OR EXISTS (SELECT 1 FROM main.folders f WHERE f.cover_id = c.id AND +f.root_id IN ({roots}))""",
}
# Of an artist only what the libraries have of it is told, and nothing if they have nothing.
_OF_ARTIST = "FROM main.artist_libraries l WHERE l.artist_id = a.id AND l.library_id IN ({libraries})"
_ARTIST_COLUMNS = {
    "release_count": f"(SELECT coalesce(sum(l.release_count), 0) {_OF_ARTIST})",
    "track_count": f"(SELECT coalesce(sum(l.track_count), 0) {_OF_ARTIST})",
    "part_count": f"(SELECT coalesce(sum(l.part_count), 0) {_OF_ARTIST})",
    "cover_id": f"(SELECT l.cover_id {_OF_ARTIST} AND l.cover_id IS NOT NULL ORDER BY l.library_id LIMIT 1)",
}


def screened(database: Database, *, roots: Sequence[int], libraries: Sequence[int]) -> Reader:
    """A reader through which only these are seen."""
    numbers = {"roots": _joined(roots), "libraries": _joined(libraries)}
    tables = {**_TABLES, "artists": _artists(database)}
    return database.screened({name: select.format(**numbers) for name, select in tables.items()})


def _artists(database: Database) -> str:
    rows = database.reading().execute("SELECT name FROM pragma_table_info('artists')")
    columns = [f"{_ARTIST_COLUMNS.get(name, f'a.{name}')} AS {name}" for (name,) in rows]
    return f"SELECT {', '.join(columns)} FROM main.artists a WHERE EXISTS (SELECT 1 {_OF_ARTIST})"


def _joined(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
