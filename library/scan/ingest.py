"""Writes what was read of the files into the catalogue; touches no file. All inside the caller's
transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from library.ids import IN_IDS, ids_json
from library.names import identity, query_words, sort_key
from library.paths import for_people, sheet_path, to_column
from library.scan.grouping import disc_of_folder, is_disc_folder, without_disc
from library.scan.identity import Evidence, Match, Trace
from library.scan.outcomes import FileBroken, FileRead, ImageRead, Outcome, PictureSeen, Root
from library.scan.pieces import forget_others, rows_of, spread
from library.scan.portraits import note_portrait
from library.scan.predecessors import IsThere, find_predecessor, is_at_its_place, note, stem, step_aside
from library.scan.touched import Touched
from library.scan.vocabulary import artist_ids, cover_id, folder_id, genre_id, group_folder_id
from library.scan.walk import FileSeen
from library.tags import Contents, Details, Name, Tags

_NUMBERED = re.compile(r"(?:(\d{1,2})-)?(\d{1,3})(?:\s*[-._)]\s*|\s+)(?=\S)")  # "03 - ", "2-07 "

_COLUMNS = (
    *("root_id", "path", "folder_id", "group_folder_id", "size_bytes", "mtime_ns", "is_present"),
    *("title", "title_key", "sort_key", "artist", "album", "album_artist", "release_musicbrainz_id"),
    *("is_compilation", "disc", "number", "year", "duration_ms", "codec", "container", "mime"),
    *("sample_rate_hz", "channels", "bits", "bitrate_kbps", "cover_id", "musicbrainz_id", "bpm", "comment"),
    *("fingerprint", "delay_samples", "padding_samples"),
    *("sort_title", "sort_album", "date", "original_date", "musical_key", "version", "media", "disc_title"),
    *("advisory", "work", "work_musicbrainz_id", "movement", "movement_number", "movement_total"),
    *("release_status", "release_country", "release_group_musicbrainz_id", "release_track_musicbrainz_id"),
    *("better", "track_gain_db", "track_peak", "album_gain_db", "album_peak"),
    *("start_sample", "stop_sample", "whole_size_bytes"),
)
_UPDATES = ", ".join(f"{column} = ?" for column in _COLUMNS)
_EXCLUDED = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS)
# The conflict's target is a file that was here before: its id, marks and time of addition stay.
_UPSERT = f"""INSERT INTO tracks ({", ".join(_COLUMNS)}, added_ms)
    VALUES ({", ".join("?" * len(_COLUMNS))}, ?)
    ON CONFLICT (root_id, path) DO UPDATE SET {_EXCLUDED} RETURNING id"""


def ingest(
    db: sqlite3.Connection, root: Root, outcomes: Iterable[Outcome], is_there: IsThere, *, now_ms: int
) -> Touched:
    """Tells what has to be settled before the transaction ends."""
    touched = Touched()
    files: list[str] = []
    written: list[str] = []
    for outcome in outcomes:
        match outcome:
            case FileRead(file):
                files.append(file.path)
                for read in spread(outcome):
                    _ingest_track(db, root, read, touched, is_there, now_ms)
                    written.append(read.file.path)
                _note_problem(db, root, outcome, now_ms=now_ms)
            case FileBroken(file, reason):
                hide(db, root, [file.path], touched)
                add_problem(db, root, file, reason, now_ms=now_ms)
            case ImageRead(role=""):
                _ingest_image(db, root, outcome, touched)
            case ImageRead():
                note_portrait(db, root, outcome, touched)
            case PictureSeen():  # see colours.py
                pass
            case _:
                assert_never(outcome)
    forget_others(db, root, files, written, touched)
    return touched


def hide(db: sqlite3.Connection, root: Root, paths: Sequence[str], touched: Touched) -> list[int]:
    """These files are gone; their tracks, which it answers, keep their rows and marks."""
    rows = [track for path in paths for track, _ in rows_of(db, root, path)]
    select = f"SELECT id FROM tracks WHERE is_present = 1 AND id {IN_IDS}"
    tracks = [track for (track,) in db.execute(select, (ids_json(rows),))]
    touched.add_tracks(db, tracks)
    db.execute(f"UPDATE tracks SET is_present = 0 WHERE id {IN_IDS}", (ids_json(tracks),))
    columns = [(root.id, to_column(place)) for path in paths for place in (path, sheet_path(path))]
    db.executemany("DELETE FROM problems WHERE root_id = ? AND path = ?", columns)
    return tracks


def show(db: sqlite3.Connection, tracks: Sequence[int], touched: Touched) -> None:
    """These are back as they were."""
    db.execute(f"UPDATE tracks SET is_present = 1 WHERE id {IN_IDS}", (ids_json(tracks),))
    touched.add_tracks(db, tracks)


def add_problem(
    db: sqlite3.Connection, root: Root, file: FileSeen, reason: str, *, now_ms: int, is_file: int = 1
) -> None:
    """With the state in which the file was found, so that it is read again only when that changes."""
    row = (root.id, to_column(file.path), file.size_bytes, file.mtime_ns, reason, now_ms, is_file)
    db.execute(
        """INSERT OR REPLACE INTO problems (root_id, path, size_bytes, mtime_ns, reason, seen_ms, is_file)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        row,
    )


def _ingest_track(
    db: sqlite3.Connection, root: Root, read: FileRead, touched: Touched, is_there: IsThere, now_ms: int
) -> None:
    path = to_column(read.file.path)
    match = _match(db, root, read, is_there)
    if match is None:
        known = db.execute("SELECT id FROM tracks WHERE root_id = ? AND path = ?", (root.id, path)).fetchone()
        touched.add_tracks(db, known or ())
        added_ms = min(now_ms, read.file.mtime_ns // 1_000_000) if root.is_first_scan else now_ms
        (track,) = db.execute(_UPSERT, (*_values(db, root, read), added_ms)).fetchone()
    else:
        track = match.track
        touched.add_tracks(db, [track])
        step_aside(db, root, read.file.path, touched)
        touched.matched.add(track)
        note(db, track, match.evidence, root, read.file.path, now_ms=now_ms)
        db.execute(f"UPDATE tracks SET {_UPDATES} WHERE id = ?", (*_values(db, root, read), track))
    _write_names(db, track, read.contents.tags)
    _write_details(db, track, read.contents)
    touched.add_tracks(db, [track])


def _note_problem(db: sqlite3.Connection, root: Root, read: FileRead, *, now_ms: int) -> None:
    """The file is in order, its cue sheet perhaps not: that is told at a path of its own."""
    place = sheet_path(read.file.path)
    db.execute(
        "DELETE FROM problems WHERE root_id = ? AND path IN (?, ?)",
        (root.id, to_column(read.file.path), to_column(place)),
    )
    if fault := read.contents.sheet_fault:
        add_problem(db, root, replace(read.file, path=place), fault, now_ms=now_ms)


def _match(db: sqlite3.Connection, root: Root, read: FileRead, is_there: IsThere) -> Match | None:
    """The diff's word, unless that track has found its file elsewhere meanwhile."""
    if read.track is not None and not is_at_its_place(db, read.track, is_there):
        return Match(read.track, Evidence.FILE)
    contents, tags = read.contents, read.contents.tags
    title, disc, number = _named(read.file.path, tags)
    new = Trace(
        name=stem(read.file.path),
        fingerprint=contents.fingerprint,
        musicbrainz_id=tags.musicbrainz_id,
        release_musicbrainz_id=tags.release_musicbrainz_id,
        title=" ".join(query_words(title)),
        artist=identity(tags.artist or ""),
        album=identity(tags.album or ""),
        disc=disc,
        number=number,
        duration_ms=contents.duration_ms,
    )
    return find_predecessor(db, root, read, new, is_there)


def _values(db: sqlite3.Connection, root: Root, read: FileRead) -> tuple[object, ...]:
    """In the order of _COLUMNS."""
    file, contents = read.file, read.contents
    tags, format = contents.tags, contents.format
    folder = file.path.rpartition("/")[0]
    title, disc, number = _named(file.path, tags)
    return (
        *(root.id, to_column(file.path), folder_id(db, root, folder), group_folder_id(db, root, folder)),
        *(_size_bytes(file, contents), file.mtime_ns, 1),
        *(
            title,
            " ".join(query_words(title)),
            sort_key(title),
            tags.artist or "",
            tags.album,
            tags.album_artist,
        ),
        *(tags.release_musicbrainz_id, tags.is_compilation, disc, number, tags.year),
        *(contents.duration_ms, format.codec, format.container, format.mime, format.sample_rate_hz),
        *(format.channels, format.bits, format.bitrate_kbps, cover_id(db, contents.picture_digest)),
        *(tags.musicbrainz_id, tags.bpm, tags.comment, contents.fingerprint),
        *((gapless.delay, gapless.padding) if (gapless := contents.gapless) else (None, None)),
        *_details(tags.details),
        *_cut(file, contents),
    )


def _size_bytes(file: FileSeen, contents: Contents) -> int:
    """Of a piece what it takes of the file, about."""
    if not contents.pieces:
        return file.size_bytes
    return round(file.size_bytes * contents.pieces[0].share)


def _cut(file: FileSeen, contents: Contents) -> tuple[object, ...]:
    if not contents.pieces:
        return (None, None, None)
    span = contents.pieces[0].span
    return (span.start_sample, span.stop_sample, file.size_bytes)


def _details(details: Details) -> tuple[object, ...]:
    """In the order of _COLUMNS, from `sort_title` on."""
    gain = details.gain
    return (
        *(details.sort_title, details.sort_album, details.date, details.original_date, details.key),
        *(details.version, details.media, details.disc_title, details.advisory, details.work),
        *(details.work_musicbrainz_id, details.movement, details.movement_number, details.movement_total),
        *(details.release_status, details.release_country, details.release_group_musicbrainz_id),
        *(details.release_track_musicbrainz_id, details.better),
        *(gain.track_db, gain.track_peak, gain.album_db, gain.album_peak),
    )


def _named(path: str, tags: Tags) -> tuple[str, int | None, int | None]:
    """Title, disc, number: of a file without a title as its name says, such as `2-03 Title.wav`; the disc, too,
    as its album or folder says."""
    disc = tags.disc or (without_disc(tags.album)[1] if tags.album else None) or _disc_of_folder(path)
    if tags.title:
        return tags.title, disc, tags.number
    name = for_people(path.rpartition("/")[2].rpartition(".")[0])
    match = _NUMBERED.match(name)
    if match is None:
        return name, disc, tags.number
    disc = disc or (int(match[1]) if match[1] else None)
    return name[match.end() :], disc, tags.number or int(match[2])


def _disc_of_folder(path: str) -> int | None:
    folder = path.rpartition("/")[0].rpartition("/")[2]
    return disc_of_folder(folder) if is_disc_folder(folder) else None


def _write_names(db: sqlite3.Connection, track: int, tags: Tags) -> None:
    db.execute("DELETE FROM track_artists WHERE track_id = ?", (track,))
    db.execute("DELETE FROM track_genres WHERE track_id = ?", (track,))
    for role, names in (("artist", tags.artists), ("album", tags.album_artists)):
        db.executemany(
            """INSERT INTO track_artists
                (track_id, role, position, artist_id, name, sort_name, musicbrainz_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [(track, role, at, *_credit(db, name)) for at, name in enumerate(names)],
        )
    db.executemany(
        "INSERT INTO track_genres (track_id, position, genre_id, name) VALUES (?, ?, ?, ?)",
        [(track, at, genre_id(db, name), name) for at, name in enumerate(tags.genres)],
    )


def _write_details(db: sqlite3.Connection, track: int, contents: Contents) -> None:
    details = contents.tags.details
    for table in ("track_parts", "track_values", "chapters"):
        db.execute(f"DELETE FROM {table} WHERE track_id = ?", (track,))
    db.executemany(
        "INSERT INTO track_parts (track_id, position, role, artist_id, name, part) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (track, at, part.role, *artist_ids(db, [part.name]), part.name, part.part)
            for at, part in enumerate(details.parts)
        ],
    )
    db.executemany(
        "INSERT INTO track_values (track_id, field, position, value) VALUES (?, ?, ?, ?)",
        [(track, field, at, value) for field, values in details.values for at, value in enumerate(values)],
    )
    db.executemany(
        "INSERT INTO chapters (track_id, position, start_ms, title) VALUES (?, ?, ?, ?)",
        [(track, at, chapter.start_ms, chapter.title) for at, chapter in enumerate(contents.chapters)],
    )


def _credit(db: sqlite3.Connection, name: Name) -> tuple[int, str, str | None, str | None]:
    (artist,) = artist_ids(db, [name.name])
    return artist, name.name, name.sort_name, name.musicbrainz_id


def _ingest_image(db: sqlite3.Connection, root: Root, read: ImageRead, touched: Touched) -> None:
    folder = folder_id(db, root, read.folder)
    image = read.image
    state = (to_column(image.path), image.size_bytes, image.mtime_ns) if image else (None, None, None)
    db.execute(
        """UPDATE folders SET image_path = ?, image_size_bytes = ?, image_mtime_ns = ?, cover_id = ?
        WHERE id = ?""",
        (*state, cover_id(db, read.digest), folder),
    )
    touched.folders |= {folder, group_folder_id(db, root, read.folder)}
