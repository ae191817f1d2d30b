"""Brings releases, counts and the search index in line with what a batch touched; all inside its transaction.

Everything here is computed from all present tracks, never from the batch alone: that is why any order of
scanning, any interruption and any number of repetitions end at the same catalogue.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

from library.ids import IN_IDS, ids_json
from library.index import index
from library.listed import list_things
from library.names import query_words, sort_key, sort_name
from library.paths import for_people
from library.scan.grouped import in_releases
from library.scan.grouping import Described, Grouped, describe
from library.scan.housing import count_artists
from library.scan.portraits import show_artists
from library.scan.regrouping import regroup
from library.scan.touched import Touched
from library.scan.vocabulary import artist_ids


def settle(db: sqlite3.Connection, touched: Touched) -> None:
    """Grows `touched` by what it finds to depend on it."""
    _describe_releases(db, touched, known=regroup(db, touched))
    show_artists(db, touched)
    _describe_artists(db, touched)
    _show_folders(db, touched)
    list_things(db, tracks=touched.tracks, releases=touched.releases)
    index(db, tracks=touched.tracks, releases=touched.releases, artists=touched.artists)


def regrouped(db: sqlite3.Connection, tracks: Collection[int]) -> None:
    """After somebody said where these tracks belong."""
    touched = Touched()
    touched.add_tracks(db, tracks)
    settle(db, touched)


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


def _describe_releases(db: sqlite3.Connection, touched: Touched, *, known: Mapping[int, Grouped]) -> None:
    for (release,) in db.execute(
        f"SELECT artist_id FROM release_artists WHERE release_id {IN_IDS}",
        (ids_json(touched.releases),),
    ):
        touched.artists.add(release)
    shown = set()
    for release, members in in_releases(db, touched.releases, known):
        shown.add(release)
        _write_release(db, release, describe(members), touched)
    hidden = ids_json(touched.releases - shown)
    db.execute(f"UPDATE releases SET track_count = 0 WHERE id {IN_IDS}", (hidden,))


def _write_release(db: sqlite3.Connection, release: int, described: Described, touched: Touched) -> None:
    artists = artist_ids(db, described.artists)
    touched.artists.update(artists)
    title, artist, about = for_people(described.title), described.artist, described.about
    sorted_as = sort_key(about.sort_title or title)
    cover = _release_cover(db, described.order)
    db.execute(
        """UPDATE releases SET title = ?, title_key = ?, sort_key = ?, artist = ?, artist_sort_key = ?,
            year = ?, is_compilation = ?, musicbrainz_id = ?, cover_id = ?,
            sort_title = ?, date = ?, original_date = ?, version = ?, advisory = ?, status = ?, country = ?,
            release_group_musicbrainz_id = ?,
            (track_count, disc_count, duration_ms, added_ms) = (
                SELECT count(*), count(DISTINCT coalesce(disc, 1)), sum(duration_ms), min(added_ms)
                FROM tracks WHERE release_id = releases.id AND is_present = 1),
            library_id = (
                SELECT h.library_id FROM tracks t JOIN roots h ON h.id = t.root_id
                WHERE t.release_id = releases.id AND t.is_present = 1 LIMIT 1)
        WHERE id = ?""",
        (
            *(title, " ".join(query_words(title)), sorted_as, artist, sort_key(sort_name(artist))),
            *(described.year, described.is_compilation, described.musicbrainz_id, cover),
            *(about.sort_title, about.date, about.original_date, about.version, about.advisory),
            *(about.status, about.country, about.release_group_musicbrainz_id, release),
        ),
    )
    db.execute("DELETE FROM release_artists WHERE release_id = ?", (release,))
    db.executemany(
        "INSERT INTO release_artists (release_id, position, artist_id) VALUES (?, ?, ?)",
        [(release, at, artist) for at, artist in enumerate(artists)],
    )
    _write_release_genres(db, release)
    _write_release_values(db, release)
    _write_discs(db, release, described.order, cover)


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


def _write_release_values(db: sqlite3.Connection, release: int) -> None:
    """Those fields of its tracks that tell of all of it; most common first."""
    db.execute("DELETE FROM release_values WHERE release_id = ?", (release,))
    db.execute(
        """INSERT INTO release_values (release_id, field, position, value)
        SELECT ?, field, row_number() OVER (PARTITION BY field ORDER BY count(*) DESC, min(v.position), value) - 1,
            value
        FROM tracks t JOIN track_values v ON v.track_id = t.id
        WHERE t.release_id = ? AND t.is_present = 1
            AND field IN ('label', 'catalognumber', 'releasetype', 'mood')
        GROUP BY field, value""",
        (release, release),
    )


def _write_discs(db: sqlite3.Connection, release: int, tracks: tuple[int, ...], cover: int | None) -> None:
    """Those that have a title, a kind of medium or a cover of their own: a picture called like the disc, else the
    first embedded one, else the image of the disc's own folder."""
    db.execute("DELETE FROM release_discs WHERE release_id = ?", (release,))
    rows = db.execute(
        f"""SELECT t.id, coalesce(t.disc, 1), t.disc_title, t.media, p.cover_id, t.cover_id,
            CASE WHEN t.folder_id <> t.group_folder_id THEN f.cover_id END
        FROM tracks t JOIN folders f ON f.id = t.folder_id
        LEFT JOIN portraits p ON p.folder_id IN (t.folder_id, t.group_folder_id)
            AND p.role = 'disc ' || coalesce(t.disc, 1)
        WHERE t.id {IN_IDS} ORDER BY p.folder_id <> t.folder_id""",
        (ids_json(tracks),),
    )
    by_track: dict[int, tuple[int, *tuple[object, ...]]] = {}
    for track, disc, *said in rows:  # a picture beside the tracks before one above the discs
        by_track.setdefault(track, (disc, *said))
    discs: dict[int, list[object]] = {}
    for track in tracks:  # the first that says something says it for its disc
        disc, *said = by_track[track]
        known = discs.setdefault(disc, [None] * len(said))
        discs[disc] = [old if old is not None else new for old, new in zip(known, said, strict=True)]
    db.executemany(
        "INSERT INTO release_discs (release_id, disc, title, media, cover_id) VALUES (?, ?, ?, ?, ?)",
        [
            (release, disc, title, media, own)
            for disc, (title, media, *pictures) in discs.items()
            if (own := _first(pictures, unless=cover)) or title or media
        ],
    )


def _first(pictures: Sequence[object], *, unless: int | None) -> object:
    """None if that is the release's."""
    picture = next((picture for picture in pictures if picture is not None), None)
    return None if picture == unless else picture


# -- artists ----------------------------------------------------------------------------------------------


def _describe_artists(db: sqlite3.Connection, touched: Touched) -> None:
    if not touched.artists:
        return
    _spell_artists(db, touched)
    db.execute(
        f"""UPDATE artists SET
            track_count = (SELECT count(*) FROM track_artists c JOIN tracks t ON t.id = c.track_id
                WHERE c.artist_id = artists.id AND c.role = 'artist' AND t.is_present = 1),
            part_count = (SELECT count(DISTINCT c.track_id) FROM track_parts c JOIN tracks t ON t.id = c.track_id
                WHERE c.artist_id = artists.id AND t.is_present = 1),
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
        WHERE c.artist_id {IN_IDS} AND t.is_present = 1 GROUP BY 1, 2, 3, 4
        UNION ALL SELECT c.artist_id, c.name, NULL, NULL, count(*)
        FROM track_parts c JOIN tracks t ON t.id = c.track_id
        WHERE c.artist_id {IN_IDS} AND t.is_present = 1 GROUP BY 1, 2
        ORDER BY 1, 2, 3, 4""",
        (ids_json(touched.artists), ids_json(touched.artists)),
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


# -- folders -------------------------------------------------------------------------------------------------


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
