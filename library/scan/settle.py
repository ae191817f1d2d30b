"""Brings releases, counts and the search index in line with what a batch touched; all inside its transaction.

Everything here is computed from all present tracks, never from the batch alone: that is why any order of
scanning, any interruption and any number of repetitions end at the same catalogue.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby

from library.ids import IN_IDS, ids_json
from library.names import index_words, query_words, sort_key, sort_name
from library.paths import for_people, from_column
from library.scan.grouping import Described, Grouped, describe, release_keys
from library.scan.housing import count_artists, keys_within
from library.scan.touched import Touched
from library.scan.vocabulary import artist_ids

_GROUPED = f"""
    SELECT t.id, f.name, t.album, t.album_artist, t.is_compilation, t.release_musicbrainz_id, t.disc,
        t.number, t.year, t.path, t.group_folder_id, t.release_id
    FROM tracks t JOIN folders f ON f.id = t.group_folder_id
    WHERE t.is_present = 1 AND {{where}} {IN_IDS} ORDER BY {{where}}"""


def settle(db: sqlite3.Connection, touched: Touched) -> None:
    """Grows `touched` by what it finds to depend on it."""
    _regroup(db, touched)
    _describe_releases(db, touched)
    _describe_artists(db, touched)
    _show_folders(db, touched)
    _index(db, touched)


def spell_genres(db: sqlite3.Connection) -> None:
    """As most of the present tracks spell them; for the end of a scan, since a genre may have most of the
    tracks."""
    db.execute(
        """UPDATE genres SET name = coalesce((
            SELECT c.name FROM track_genres c JOIN tracks t ON t.id = c.track_id
            WHERE c.genre_id = genres.id AND t.is_present = 1
            GROUP BY c.name ORDER BY count(*) DESC, c.name LIMIT 1), name)"""
    )


def hide_empty_folders(db: sqlite3.Connection) -> None:
    """After removals: folders without a present track at any depth disappear from lists."""
    db.execute(
        """WITH RECURSIVE present(id) AS (
            SELECT DISTINCT folder_id FROM tracks WHERE is_present = 1
            UNION
            SELECT f.parent_id FROM folders f JOIN present p ON p.id = f.id WHERE f.parent_id IS NOT NULL)
        UPDATE folders SET is_present = 0 WHERE is_present = 1 AND id NOT IN (SELECT id FROM present)"""
    )


# -- releases ---------------------------------------------------------------------------------------------


def _regroup(db: sqlite3.Connection, touched: Touched) -> None:
    for folder, members in groupby(
        _grouped(db, "t.group_folder_id", touched.folders), key=lambda row: row[1]
    ):
        rows = list(members)
        keys = keys_within(db, folder, release_keys([grouped for grouped, _, _ in rows], folder))
        ids = {key: _release_id(db, key) for key in sorted(set(keys.values()))}
        touched.releases.update(ids.values())
        for grouped, _, before in rows:
            now = ids[keys[grouped.track]]
            if now != before:
                db.execute("UPDATE tracks SET release_id = ? WHERE id = ?", (now, grouped.track))
                touched.tracks.add(grouped.track)
                if before is not None:
                    touched.releases.add(before)


def _grouped(db: sqlite3.Connection, where: str, ids: Iterable[int]) -> list[tuple[Grouped, int, int | None]]:
    """Present tracks, with their folder and release, sorted by `where`."""
    rows = db.execute(_GROUPED.format(where=where), (ids_json(ids),)).fetchall()
    names = _names_of(db, (row[0] for row in rows))
    return [
        (
            Grouped(
                track=row[0],
                folder=row[1],
                album=row[2],
                artists=names[row[0], "artist"],
                album_artists=names[row[0], "album"],
                album_artist=row[3],
                is_compilation=bool(row[4]),
                release_musicbrainz_id=row[5],
                disc=row[6],
                number=row[7],
                year=row[8],
                path=from_column(row[9]),
            ),
            row[10],
            row[11],
        )
        for row in rows
    ]


def _names_of(db: sqlite3.Connection, tracks: Iterable[int]) -> dict[tuple[int, str], tuple[str, ...]]:
    names: dict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
    for track, role, name in db.execute(
        f"""SELECT track_id, role, name FROM track_artists
        WHERE track_id {IN_IDS} ORDER BY track_id, role, position""",
        (ids_json(tracks),),
    ):
        names[track, role] += (name,)
    return names


def _release_id(db: sqlite3.Connection, key: str) -> int:
    found = db.execute("SELECT id FROM releases WHERE key = ?", (key,)).fetchone()
    return int(
        found[0] if found else db.execute("INSERT INTO releases (key) VALUES (?)", (key,)).lastrowid or 0
    )


def _describe_releases(db: sqlite3.Connection, touched: Touched) -> None:
    for (release,) in db.execute(
        f"SELECT artist_id FROM release_artists WHERE release_id {IN_IDS}",
        (ids_json(touched.releases),),
    ):
        touched.artists.add(release)
    shown = set()
    for release, members in groupby(_grouped(db, "t.release_id", touched.releases), key=lambda row: row[2]):
        if release is not None:  # it never is, being selected by it
            shown.add(release)
            _write_release(db, release, describe(grouped for grouped, _, _ in members), touched)
    hidden = ids_json(touched.releases - shown)
    db.execute(f"UPDATE releases SET track_count = 0 WHERE id {IN_IDS}", (hidden,))


def _write_release(db: sqlite3.Connection, release: int, described: Described, touched: Touched) -> None:
    artists = artist_ids(db, described.artists)
    touched.artists.update(artists)
    title, artist = for_people(described.title), described.artist
    db.execute(
        """UPDATE releases SET title = ?, title_key = ?, sort_key = ?, artist = ?, artist_sort_key = ?,
            year = ?, is_compilation = ?, musicbrainz_id = ?, cover_id = ?,
            (track_count, disc_count, duration_ms, added_ms) = (
                SELECT count(*), count(DISTINCT coalesce(disc, 1)), sum(duration_ms), min(added_ms)
                FROM tracks WHERE release_id = releases.id AND is_present = 1),
            library_id = (
                SELECT h.library_id FROM tracks t JOIN roots h ON h.id = t.root_id
                WHERE t.release_id = releases.id AND t.is_present = 1 LIMIT 1)
        WHERE id = ?""",
        (
            *(title, " ".join(query_words(title)), sort_key(title), artist, sort_key(sort_name(artist))),
            *(described.year, described.is_compilation, described.musicbrainz_id),
            *(_release_cover(db, described.order), release),
        ),
    )
    db.execute("DELETE FROM release_artists WHERE release_id = ?", (release,))
    db.executemany(
        "INSERT INTO release_artists (release_id, position, artist_id) VALUES (?, ?, ?)",
        [(release, at, artist) for at, artist in enumerate(artists)],
    )
    _write_release_genres(db, release)


def _release_cover(db: sqlite3.Connection, tracks: tuple[int, ...]) -> int | None:
    """Embedded in its first track that has one, else the image of the first track's folder, else of the one
    above its discs."""
    rows = db.execute(
        f"""SELECT t.id, t.cover_id, coalesce(f.cover_id, g.cover_id)
        FROM tracks t JOIN folders f ON f.id = t.folder_id JOIN folders g ON g.id = t.group_folder_id
        WHERE t.id {IN_IDS}""",
        (ids_json(tracks),),
    )
    covers = {track: (embedded, beside) for track, embedded, beside in rows}
    for kind in (0, 1):
        for track in tracks:
            if covers[track][kind] is not None:
                return int(covers[track][kind])
    return None


def _write_release_genres(db: sqlite3.Connection, release: int) -> None:
    """Most common first."""
    db.execute("DELETE FROM release_genres WHERE release_id = ?", (release,))
    db.execute(
        """INSERT INTO release_genres (release_id, position, genre_id)
        SELECT ?, row_number() OVER (ORDER BY count(*) DESC, min(g.position), genre_id) - 1, genre_id
        FROM track_genres g JOIN tracks t ON t.id = g.track_id
        WHERE t.release_id = ? AND t.is_present = 1 GROUP BY genre_id""",
        (release, release),
    )


# -- artists ----------------------------------------------------------------------------------------------


def _describe_artists(db: sqlite3.Connection, touched: Touched) -> None:
    if not touched.artists:
        return
    _spell_artists(db, touched)
    db.execute(
        f"""UPDATE artists SET
            track_count = (SELECT count(*) FROM track_artists c JOIN tracks t ON t.id = c.track_id
                WHERE c.artist_id = artists.id AND c.role = 'artist' AND t.is_present = 1),
            release_count = (SELECT count(*) FROM release_artists c JOIN releases r ON r.id = c.release_id
                WHERE c.artist_id = artists.id AND r.track_count > 0),
            cover_id = (SELECT r.cover_id FROM release_artists c JOIN releases r ON r.id = c.release_id
                WHERE c.artist_id = artists.id AND r.track_count > 0 AND r.cover_id IS NOT NULL
                ORDER BY r.year DESC, r.sort_key, r.key LIMIT 1)
        WHERE id {IN_IDS}""",
        (ids_json(touched.artists),),
    )
    count_artists(db, touched.artists)


def _spell_artists(db: sqlite3.Connection, touched: Touched) -> None:
    """As most of the present tracks spell them."""
    rows = db.execute(
        f"""SELECT c.artist_id, c.name, c.sort_name, c.musicbrainz_id, count(*)
        FROM track_artists c JOIN tracks t ON t.id = c.track_id
        WHERE c.artist_id {IN_IDS} AND t.is_present = 1
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
        (ids_json(touched.artists),),
    ).fetchall()
    for artist, spellings in groupby(rows, key=lambda row: row[0]):
        names, sort_names, ids = Counter[str](), Counter[str](), Counter[str]()
        for _, name, tagged_sort_name, musicbrainz_id, count in spellings:
            names[name] += count
            if tagged_sort_name:
                sort_names[tagged_sort_name] += count
            if musicbrainz_id:
                ids[musicbrainz_id] += count
        name = names.most_common(1)[0][0]
        sorted_as = sort_names.most_common(1)[0][0] if sort_names else sort_name(name)
        db.execute(
            """UPDATE artists SET name = ?, name_key = ?, sort_name = ?, sort_key = ?, musicbrainz_id = ?
            WHERE id = ?""",
            (
                *(name, " ".join(query_words(name)), sorted_as, sort_key(sorted_as)),
                *(ids.most_common(1)[0][0] if ids else None, artist),
            ),
        )


# -- folders and search -----------------------------------------------------------------------------------


def _show_folders(db: sqlite3.Connection, touched: Touched) -> None:
    db.execute(
        f"""WITH RECURSIVE present(id) AS (
            SELECT DISTINCT folder_id FROM tracks
                WHERE is_present = 1 AND id {IN_IDS}
            UNION
            SELECT f.parent_id FROM folders f JOIN present p ON p.id = f.id WHERE f.parent_id IS NOT NULL)
        UPDATE folders SET is_present = 1 WHERE is_present = 0 AND id IN (SELECT id FROM present)""",
        (ids_json(touched.tracks),),
    )


def _index(db: sqlite3.Connection, touched: Touched) -> None:
    _index_kind(
        db,
        "track_words",
        touched.tracks,
        """SELECT t.id, t.title, t.artist, r.title, r.artist,
            (SELECT group_concat(c.name, ' ') FROM track_artists c WHERE c.track_id = t.id)
        FROM tracks t JOIN releases r ON r.id = t.release_id WHERE t.is_present = 1 AND t.id""",
    )
    _index_kind(
        db,
        "release_words",
        touched.releases,
        """SELECT r.id, r.title, r.artist,
            (SELECT group_concat(a.name, ' ') FROM release_artists c JOIN artists a ON a.id = c.artist_id
             WHERE c.release_id = r.id)
        FROM releases r WHERE r.track_count > 0 AND r.id""",
    )
    _index_kind(
        db,
        "artist_words",
        touched.artists,
        "SELECT id, name, sort_name FROM artists WHERE (track_count > 0 OR release_count > 0) AND id",
    )


def _index_kind(db: sqlite3.Connection, table: str, ids: set[int], select: str) -> None:
    db.executemany(f"DELETE FROM {table} WHERE rowid = ?", [(number,) for number in ids])
    rows = db.execute(f"{select} {IN_IDS} ORDER BY 1", (ids_json(ids),)).fetchall()
    db.executemany(
        f"INSERT INTO {table} (rowid, words) VALUES (?, ?)",
        [(number, index_words(*(text for text in texts if text))) for number, *texts in rows],
    )
