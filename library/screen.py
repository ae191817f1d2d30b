"""What a person who sees some of the libraries finds in each table; other tables name nothing that could be hidden.

`+` keeps SQLite from reading a list by root or library: it must go on reading it in its order, and leave out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from library.database import Database, Reader

_TRACKS = "FROM main.tracks WHERE is_present = 1 AND root_id IN ({roots})"
_SEEN_RELEASE = """SELECT * FROM main.{table} g WHERE EXISTS (
        SELECT 1 FROM main.releases r WHERE r.id = g.release_id AND r.library_id IN ({{libraries}}))"""
_OF_RELEASES = "l JOIN main.releases r ON r.id = l.release_id WHERE r.library_id IN ({libraries})"
_LABELS = f"FROM main.listed_release_labels {_OF_RELEASES}"
_CREDITS = f"FROM main.listed_release_credits {_OF_RELEASES}"
_TABLES = {
    "roots": "SELECT * FROM main.roots WHERE id IN ({roots})",
    "folders": "SELECT * FROM main.folders WHERE +root_id IN ({roots})",
    "tracks": "SELECT * FROM main.tracks WHERE +root_id IN ({roots})",
    "problems": "SELECT * FROM main.problems WHERE +root_id IN ({roots})",
    "releases": "SELECT * FROM main.releases WHERE +library_id IN ({libraries})",
    "release_years": """SELECT year, count(*) AS release_count FROM main.releases
        WHERE track_count > 0 AND year IS NOT NULL AND +library_id IN ({libraries}) GROUP BY year""",
    "listed_track_genres": """SELECT * FROM main.listed_track_genres g WHERE EXISTS (
        SELECT 1 FROM main.tracks t WHERE t.id = g.track_id AND t.root_id IN ({roots}))""",
    "listed_release_genres": _SEEN_RELEASE.format(table="listed_release_genres"),
    "listed_release_labels": _SEEN_RELEASE.format(table="listed_release_labels"),
    "listed_release_credits": _SEEN_RELEASE.format(table="listed_release_credits"),
    "credits": f"""SELECT artist_id, role, sort_key, (SELECT count(*) {_CREDITS}
            AND l.artist_id = c.artist_id AND l.role = c.role) AS release_count
        FROM main.credits c WHERE c.release_count > 0""",
    "listed_totals": f"""SELECT name, CASE name
            WHEN 'label' THEN (SELECT count(DISTINCT label_id) {_LABELS})
            ELSE (SELECT count(DISTINCT artist_id) {_CREDITS} AND l.role = n.name) END AS count
        FROM main.listed_totals n""",
    "playlist_entries": """SELECT * FROM main.playlist_entries e WHERE EXISTS (
        SELECT 1 FROM main.tracks t WHERE t.id = e.track_id AND t.root_id IN ({roots}))""",
    "totals": f"""SELECT kind, revision,
        CASE kind WHEN 'tr' THEN (SELECT count(*) {_TRACKS})
            WHEN 'al' THEN (SELECT count(*) FROM main.releases WHERE track_count > 0 AND library_id IN ({{libraries}}))
            ELSE (SELECT count(DISTINCT artist_id) FROM main.artist_libraries
                WHERE release_count > 0 AND library_id IN ({{libraries}})) END AS count,
        CASE kind WHEN 'tr' THEN (SELECT coalesce(sum(duration_ms), 0) {_TRACKS}) ELSE 0 END AS duration_ms,
        CASE kind WHEN 'tr' THEN (SELECT coalesce(sum(size_bytes), 0) {_TRACKS}) ELSE 0 END AS size_bytes
        FROM main.totals""",
    "regroupings": """SELECT * FROM main.regroupings g WHERE EXISTS (
        SELECT 1 FROM main.releases r WHERE r.id = g.release_id AND r.library_id IN ({libraries}))""",
    "track_matches": """SELECT * FROM main.track_matches
        WHERE from_root_id IN ({roots}) AND to_root_id IN ({roots})""",
    "libraries": "SELECT * FROM main.libraries WHERE id IN ({libraries})",
    "covers": """SELECT * FROM main.covers c WHERE
        EXISTS (SELECT 1 FROM main.releases r WHERE r.cover_id = c.id AND +r.library_id IN ({libraries}))
        OR EXISTS (SELECT 1 FROM main.tracks t WHERE t.cover_id = c.id AND +t.root_id IN ({roots}))
        OR EXISTS (SELECT 1 FROM main.folders f WHERE f.cover_id = c.id AND +f.root_id IN ({roots}))
        OR EXISTS (SELECT 1 FROM main.portraits p JOIN main.folders f ON f.id = p.folder_id
            WHERE p.cover_id = c.id AND f.root_id IN ({roots}))""",
}
# Of an artist only what the libraries have of it is told, and nothing if they have nothing.
_OF_ARTIST = "FROM main.artist_libraries l WHERE l.artist_id = a.id AND l.library_id IN ({libraries})"
_ARTIST_COLUMNS = {
    "release_count": f"(SELECT coalesce(sum(l.release_count), 0) {_OF_ARTIST})",
    "track_count": f"(SELECT coalesce(sum(l.track_count), 0) {_OF_ARTIST})",
    "part_count": f"(SELECT coalesce(sum(l.part_count), 0) {_OF_ARTIST})",
    "cover_id": f"(SELECT l.cover_id {_OF_ARTIST} AND l.cover_id IS NOT NULL ORDER BY l.library_id LIMIT 1)",
}
# Names are shared, too: a genre that nothing seen has is there, with nothing in it.
_GENRE_COLUMNS = {
    "track_count": """(SELECT count(*) FROM main.listed_track_genres g JOIN main.tracks t ON t.id = g.track_id
        WHERE g.genre_id = a.id AND t.root_id IN ({roots}))""",
    "release_count": """(SELECT count(*) FROM main.listed_release_genres g JOIN main.releases r ON r.id = g.release_id
        WHERE g.genre_id = a.id AND r.library_id IN ({libraries}))""",
}
_LABEL_COLUMNS = {"release_count": f"(SELECT count(*) {_LABELS} AND l.label_id = a.id)"}


def screened(database: Database, *, roots: Sequence[int], libraries: Sequence[int]) -> Reader:
    """A reader through which only these are seen."""
    numbers = {"roots": _joined(roots), "libraries": _joined(libraries)}
    named = {"genres": _GENRE_COLUMNS, "labels": _LABEL_COLUMNS}
    shared = {table: _shared(database, table, told) for table, told in named.items()}
    tables = _TABLES | shared | {"artists": _artists(database)}
    return database.screened({name: select.format(**numbers) for name, select in tables.items()})


def _artists(database: Database) -> str:
    columns = _columns(database, "artists", _ARTIST_COLUMNS)
    return f"SELECT {columns} FROM main.artists a WHERE EXISTS (SELECT 1 {_OF_ARTIST})"


def _shared(database: Database, table: str, told: Mapping[str, str]) -> str:
    return f"SELECT {_columns(database, table, told)} FROM main.{table} a"


def _columns(database: Database, table: str, told: Mapping[str, str]) -> str:
    """All of a table `a`, those that are `told` otherwise in place of its own."""
    rows = database.reading().execute("SELECT name FROM pragma_table_info(?)", (table,))
    return ", ".join(f"{told.get(name, f'a.{name}')} AS {name}" for (name,) in rows)


def _joined(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))
