"""Writes what was read of the files into the catalogue; touches no file. All inside the caller's
transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from library.ids import IN_IDS, ids_json
from library.listed import count_new_tracks
from library.names import identity, query_words, sort_key
from library.paths import for_people, sheet_path, to_column
from library.scan.details import forget_details, write_details
from library.scan.grouping import disc_of_folder, is_disc_folder, without_disc
from library.scan.identity import Evidence, Match, Trace
from library.scan.outcomes import FileBroken, FileRead, ImageRead, Outcome, PictureSeen, Root
from library.scan.pieces import forget_others, rows_of, spread
from library.scan.portraits import note_portrait
from library.scan.predecessors import (
    IsThere,
    find_predecessor,
    is_at_its_place,
    note,
    stem,
    step_aside,
    where_to_look,
)
from library.scan.touched import Touched
from library.scan.vocabulary import Names, cover_id, folder_id, group_folder_id
from library.scan.walk import FileSeen
from library.tags import Contents, Details, Tags

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
_UPDATE = f"UPDATE tracks SET {', '.join(f'{column} = ?' for column in _COLUMNS)} WHERE id = ?"
_INSERT = f"""INSERT INTO tracks ({", ".join(_COLUMNS)}, added_ms, id)
    VALUES ({", ".join("?" * len(_COLUMNS))}, ?, ?)"""


def ingest(
    db: sqlite3.Connection, root: Root, outcomes: Iterable[Outcome], is_there: IsThere, *, now_ms: int
) -> Touched:
    """Tells what has to be settled before the transaction ends."""
    touched = Touched()
    ingested = _Ingested(db, root, names=Names(db, root), touched=touched, now_ms=now_ms)
    for outcome in outcomes:
        match outcome:
            case FileRead(file):
                for read in spread(outcome):
                    ingested.read(read, is_there)
                ingested.files[file.path] = outcome
            case FileBroken(file, reason):
                hide(db, root, [file.path], touched)
                ingested.where_to_look = None
                add_problem(db, root, file, reason, now_ms=now_ms)
            case ImageRead(role=""):
                _ingest_image(db, root, outcome, touched)
            case ImageRead():
                note_portrait(db, root, outcome, touched)
            case PictureSeen():  # see colours.py
                pass
            case _:
                assert_never(outcome)
    ingested.end()
    return touched


def hide(db: sqlite3.Connection, root: Root, paths: Sequence[str], touched: Touched) -> list[int]:
    """These files are gone; their tracks, which it answers, keep their rows and marks."""
    columns = [(root.id, to_column(place)) for path in paths for place in (path, sheet_path(path))]
    rows = [track for path in paths for track, _ in rows_of(db, root, path)]
    select = f"SELECT id FROM tracks WHERE is_present = 1 AND id {IN_IDS}"
    tracks = [track for (track,) in db.execute(select, (ids_json(rows),))]
    touched.add_tracks(db, tracks)
    db.execute(f"UPDATE tracks SET is_present = 0 WHERE id {IN_IDS}", (ids_json(tracks),))
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


@dataclass(slots=True)
class _Ingested:
    """The files of one batch. Those that are new, nearly all in a first scan, are written together at its end."""

    db: sqlite3.Connection
    root: Root
    names: Names
    touched: Touched
    now_ms: int
    new: list[FileRead] = field(default_factory=list)
    known: list[tuple[int, FileRead]] = field(default_factory=list)
    files: dict[str, FileRead] = field(
        default_factory=dict
    )  # by path; `new` and `known` hold pieces of them, too
    where_to_look: tuple[int, ...] | None = None  # as predecessors.py says; None: ask again
    bare: dict[str, bool] = field(default_factory=dict)  # folders, by path

    def read(self, read: FileRead, is_there: IsThere) -> None:
        here = self._track_at(read)
        match = self._match(read, here, is_there)
        if match is not None:
            self._go_on(read, match)
        elif here is not None:
            self.touched.add_tracks(self.db, [here])
            self._update(here, read)
        else:
            self.new.append(read)

    def end(self) -> None:
        db, root = self.db, self.root
        (last,) = db.execute("SELECT coalesce(max(id), 0) FROM tracks").fetchone()
        new = list(enumerate(self.new, last + 1))
        db.executemany(_INSERT, [(*self._values(read), self._added_ms(read), track) for track, read in new])
        count_new_tracks(db, last=last)
        write_details(db, self.names, ((track, read.contents) for track, read in new), self.touched)
        self.touched.tracks.update(track for track, _ in new)
        self.touched.folders.update(self.names.group_folder(_folder_of(read)) for _, read in new)
        forget_details(db, [track for track, _ in self.known])
        write_details(db, self.names, ((track, read.contents) for track, read in self.known), self.touched)
        self.touched.add_tracks(db, [track for track, _ in self.known])
        written = (read.file.path for _, read in (*new, *self.known))
        forget_others(db, root, self.files, written, self.touched)
        self._note_problems()

    def _note_problems(self) -> None:
        """These files are in order, their cue sheets perhaps not: that is told at a path of its own."""
        db, root = self.db, self.root
        if db.execute("SELECT 1 FROM problems WHERE root_id = ? LIMIT 1", (root.id,)).fetchone():
            rows = [(root.id, to_column(place)) for path in self.files for place in (path, sheet_path(path))]
            db.executemany("DELETE FROM problems WHERE root_id = ? AND path = ?", rows)
        for path, read in self.files.items():
            if fault := read.contents.sheet_fault:
                place = replace(read.file, path=sheet_path(path))
                add_problem(db, root, place, fault, now_ms=self.now_ms)

    def _track_at(self, read: FileRead) -> int | None:
        column = to_column(read.file.path)
        if isinstance(column, str) and self._is_bare(_folder_of(read)):
            return None
        where = (self.root.id, column)
        row = self.db.execute("SELECT id FROM tracks WHERE root_id = ? AND path = ?", where).fetchone()
        return None if row is None else int(row[0])

    def _is_bare(self, folder: str) -> bool:
        """Whether no track ever was in it or below: one question for all its files, since none can come to be at the
        path of another."""
        if folder not in self.bare:
            between = (self.root.id, f"{folder}/", f"{folder}0")  # `0` comes behind `/`
            select = "SELECT 1 FROM tracks WHERE root_id = ? AND path > ? AND path < ? LIMIT 1"
            self.bare[folder] = folder != "" and self.db.execute(select, between).fetchone() is None
        return self.bare[folder]

    def _match(self, read: FileRead, here: int | None, is_there: IsThere) -> Match | None:
        """The diff's word, unless that track has found its file elsewhere meanwhile."""
        if read.track is not None and not is_at_its_place(self.db, read.track, is_there):
            return Match(read.track, Evidence.FILE)
        if self.where_to_look is None:
            self.where_to_look = where_to_look(self.db, self.root)
        if here is None and not self.where_to_look:
            return None
        return find_predecessor(self.db, self.root, read, _trace(read), is_there)

    def _go_on(self, read: FileRead, match: Match) -> None:
        db, track, path = self.db, match.track, read.file.path
        self.touched.add_tracks(db, [track])
        step_aside(db, self.root, path, self.touched)
        self.where_to_look = None
        self.touched.matched.add(track)
        note(db, track, match.evidence, self.root, path, now_ms=self.now_ms)
        self._update(track, read)

    def _update(self, track: int, read: FileRead) -> None:
        self.db.execute(_UPDATE, (*self._values(read), track))
        self.known.append((track, read))

    def _added_ms(self, read: FileRead) -> int:
        is_first = self.root.is_first_scan
        return min(self.now_ms, read.file.mtime_ns // 1_000_000) if is_first else self.now_ms

    def _values(self, read: FileRead) -> tuple[object, ...]:
        return _values(self.root, self.names, read)


def _trace(read: FileRead) -> Trace:
    contents, tags = read.contents, read.contents.tags
    title, disc, number = _named(read.file.path, tags)
    return Trace(
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


def _values(root: Root, names: Names, read: FileRead) -> tuple[object, ...]:
    """In the order of _COLUMNS."""
    file, contents = read.file, read.contents
    tags, format = contents.tags, contents.format
    folder = _folder_of(read)
    title, disc, number = _named(file.path, tags)
    words = " ".join(query_words(title))
    return (
        *(root.id, to_column(file.path), names.folder(folder), names.group_folder(folder)),
        *(_size_bytes(file, contents), file.mtime_ns, 1),
        *(title, words, sort_key(title), tags.artist or "", tags.album, tags.album_artist),
        *(tags.release_musicbrainz_id, tags.is_compilation, disc, number, tags.year),
        *(contents.duration_ms, format.codec, format.container, format.mime, format.sample_rate_hz),
        *(format.channels, format.bits, format.bitrate_kbps, names.cover(contents.picture_digest)),
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


def _folder_of(read: FileRead) -> str:
    return read.file.path.rpartition("/")[0]


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
