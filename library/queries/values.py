"""Turns row ids into the values of library.model, many at once: a fixed number of statements for any number
of ids."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from library.ids import IN_IDS, artist_id, cover_id, folder_id, ids_json, release_id, track_id
from library.model import (
    Artist,
    AudioFormat,
    CoverId,
    Credit,
    Disc,
    Folder,
    Loudness,
    Marks,
    Part,
    Release,
    ReplayGain,
    Track,
    UserId,
    Work,
)
from library.names import UNKNOWN
from library.paths import for_people, from_column

Ids = Collection[int]
Said = dict[str, tuple[str, ...]]  # by field of library.tags.VALUE_FIELDS
Named: TypeAlias = "sqlite3.Row | dict[str, Any]"  # columns by name; SQLite says what they are

_NO_MARKS = Marks()
_NO_WORK = (None,) * 5
_NO_GAIN, _NOTHING_SAID = ReplayGain(), (None,) * 4

_TRACKS = f"""
    SELECT t.id, t.title, t.release_id, t.artist, t.disc, t.number, t.year, t.duration_ms, t.size_bytes, t.path,
        t.codec, t.container, t.mime, t.sample_rate_hz, t.channels, t.bits, t.bitrate_kbps, t.folder_id, t.added_ms,
        t.musicbrainz_id, t.bpm, t.comment, t.sort_title, t.date, t.original_date, t.musical_key, t.advisory,
        t.disc_title, t.media, t.track_gain_db, t.track_peak, t.album_gain_db, t.album_peak, t.work,
        t.work_musicbrainz_id, t.movement, t.movement_number, t.movement_total, t.release_track_musicbrainz_id,
        t.fingerprint, r.title AS release_title, r.artist AS release_artist,
        c.id AS shown_cover_id, c.digest, c.colour, s.loudness_lufs, s.true_peak
    FROM tracks t JOIN releases r ON r.id = t.release_id
    LEFT JOIN covers c ON c.id = coalesce(t.cover_id, (SELECT d.cover_id FROM release_discs d
        WHERE d.release_id = t.release_id AND d.disc = coalesce(t.disc, 1)), r.cover_id)
    LEFT JOIN sounds s ON s.track_id = t.id WHERE t.is_present = 1 AND t.id {IN_IDS}"""
_RELEASES = f"""
    SELECT r.*, c.digest, c.colour FROM releases r LEFT JOIN covers c ON c.id = r.cover_id
    WHERE r.track_count > 0 AND r.id {IN_IDS}"""
_ARTISTS = f"""
    SELECT a.*, coalesce(i.id, c.id) AS shown_cover_id,
        coalesce(i.digest, c.digest) AS digest, CASE WHEN i.id IS NULL THEN c.colour ELSE i.colour END AS colour
    FROM artists a LEFT JOIN covers i ON i.id = a.image_cover_id LEFT JOIN covers c ON c.id = a.cover_id
    WHERE (a.track_count > 0 OR a.release_count > 0 OR a.part_count > 0) AND a.id {IN_IDS}"""


def tracks(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Track]:
    """In the order of `ids`, doubles kept, unknown and hidden ones left out; ≤ 7 statements."""
    rows = {row["id"]: row for row in _wide(db, _TRACKS, ids)}
    credited = _track_credits(db, rows.keys())
    album_credits = _release_credits(db, {row["release_id"] for row in rows.values()})
    genres = _genres(db, "track", rows.keys())
    parts = _parts(db, rows.keys())
    said = _values(db, "track", rows.keys())
    marks = marks_of(db, "tr", list(rows), user)
    values = {
        number: _track(
            row,
            credited[number, "artist"] or album_credits[row["release_id"]],
            credited[number, "album"] or album_credits[row["release_id"]],
            genres[number],
            marks.get(number, _NO_MARKS),
            parts[number],
            said[number],
        )
        for number, row in rows.items()
    }
    return [values[number] for number in ids if number in values]


def releases(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Release]:
    """As `tracks`; ≤ 6 statements."""
    rows = {row["id"]: row for row in _wide(db, _RELEASES, ids)}
    credited = _release_credits(db, rows.keys())
    genres = _genres(db, "release", rows.keys())
    said = _values(db, "release", rows.keys())
    discs = _discs(db, rows.keys())
    marks = marks_of(db, "al", list(rows), user)
    values = {
        number: _release(
            row, credited[number], genres[number], marks.get(number, _NO_MARKS), said[number], discs[number]
        )
        for number, row in rows.items()
    }
    return [values[number] for number in ids if number in values]


def artists(db: sqlite3.Connection, ids: Sequence[int], user: UserId | None) -> list[Artist]:
    """As `tracks`; ≤ 2 statements."""
    rows = {row["id"]: row for row in _wide(db, _ARTISTS, ids)}
    marks = marks_of(db, "ar", list(rows), user)
    values = {number: _artist(row, marks.get(number, _NO_MARKS)) for number, row in rows.items()}
    return [values[number] for number in ids if number in values]


def _wide(db: sqlite3.Connection, statement: str, ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Rows of dozens of columns: sqlite3.Row looks through all of them for each name, which took half of a list's
    time."""
    cursor = db.execute(statement, (ids_json(set(ids)),))
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def folder(row: sqlite3.Row) -> Folder:
    parent = row["parent_id"]
    return Folder(folder_id(row["id"]), None if parent is None else folder_id(parent), row["name"])


def marks_of(
    db: sqlite3.Connection, kind: Literal["tr", "al", "ar"], ids: Sequence[int], user: UserId | None
) -> dict[int, Marks]:
    """Only of those that the user has marked."""
    if user is None:
        return {}
    return {
        row["item_id"]: Marks(
            _optional_utc(row["starred_ms"]),
            row["rating"],
            row["plays"],
            _optional_utc(row["played_ms"]),
            row["position_ms"],
            _optional_utc(row["left_ms"]),
        )
        for row in db.execute(
            f"SELECT * FROM marks WHERE user_id = ? AND kind = ? AND item_id {IN_IDS}",
            (user, kind, ids_json(ids)),
        )
    }


def utc(unix_ms: int) -> datetime:
    return datetime.fromtimestamp(unix_ms / 1000, UTC)


def shown_cover(row: Named, column: str = "cover_id") -> CoverId | None:
    return None if row["digest"] is None else cover_id(row[column], row["digest"])


def _optional_utc(unix_ms: int | None) -> datetime | None:
    return None if unix_ms is None else utc(unix_ms)


def _track(
    row: Named,
    credited: tuple[Credit, ...],
    album_credits: tuple[Credit, ...],
    genres: tuple[str, ...],
    marks: Marks,
    parts: tuple[Part, ...],
    said: Said,
) -> Track:
    path = for_people(from_column(row["path"]))
    return Track(
        id=track_id(row["id"]),
        title=row["title"],
        release_id=release_id(row["release_id"]),
        release_title=row["release_title"],
        artists=credited,
        album_artists=album_credits,
        artist=row["artist"] or row["release_artist"] or UNKNOWN,
        disc=row["disc"],
        number=row["number"],
        year=row["year"],
        genres=genres,
        duration_ms=row["duration_ms"],
        format=audio_format(row),
        size_bytes=row["size_bytes"],
        suffix=path.rpartition(".")[2].lower(),
        path=path,
        folder_id=folder_id(row["folder_id"]),
        cover_id=shown_cover(row, "shown_cover_id"),
        cover_colour=row["colour"] or None,
        added_utc=utc(row["added_ms"]),
        musicbrainz_id=row["musicbrainz_id"],
        bpm=row["bpm"],
        comment=row["comment"],
        marks=marks,
        sort_title=row["sort_title"],
        date=row["date"],
        original_date=row["original_date"],
        key=row["musical_key"],
        advisory=row["advisory"],
        disc_title=row["disc_title"],
        media=row["media"],
        replay_gain=_replay_gain(row),
        loudness=_loudness(row),
        work=_work(row),
        parts=parts,
        moods=said.get("mood", ()),
        groupings=said.get("grouping", ()),
        isrcs=said.get("isrc", ()),
        languages=said.get("language", ()),
        track_musicbrainz_id=row["release_track_musicbrainz_id"],
        fingerprint=row["fingerprint"],
    )


def _loudness(row: Named) -> Loudness | None:
    return None if row["loudness_lufs"] is None else Loudness(row["loudness_lufs"], row["true_peak"])


def _replay_gain(row: Named) -> ReplayGain:
    said = row["track_gain_db"], row["track_peak"], row["album_gain_db"], row["album_peak"]
    return _NO_GAIN if said == _NOTHING_SAID else ReplayGain(*said)


def _work(row: Named) -> Work | None:
    said = (
        row["work"],
        row["work_musicbrainz_id"],
        row["movement"],
        row["movement_number"],
        row["movement_total"],
    )
    return None if said == _NO_WORK else Work(*said)


def audio_format(row: Named) -> AudioFormat:
    return AudioFormat(
        codec=row["codec"],
        container=row["container"],
        mime=row["mime"],
        sample_rate_hz=row["sample_rate_hz"],
        channels=row["channels"],
        bits=row["bits"],
        bitrate_kbps=row["bitrate_kbps"],
    )


def _release(
    row: Named,
    credited: tuple[Credit, ...],
    genres: tuple[str, ...],
    marks: Marks,
    said: Said,
    discs: tuple[Disc, ...],
) -> Release:
    return Release(
        id=release_id(row["id"]),
        title=row["title"],
        artists=credited,
        artist=row["artist"],
        year=row["year"],
        genres=genres,
        is_compilation=bool(row["is_compilation"]),
        track_count=row["track_count"],
        disc_count=row["disc_count"],
        duration_ms=row["duration_ms"],
        cover_id=shown_cover(row),
        cover_colour=row["colour"] or None,
        added_utc=utc(row["added_ms"]),
        musicbrainz_id=row["musicbrainz_id"],
        marks=marks,
        sort_title=row["sort_title"],
        date=row["date"],
        original_date=row["original_date"],
        version=row["version"],
        labels=said.get("label", ()),
        catalogue_numbers=said.get("catalognumber", ()),
        types=said.get("releasetype", ()),
        status=row["status"],
        country=row["country"],
        advisory=row["advisory"],
        moods=said.get("mood", ()),
        discs=discs,
        release_group_musicbrainz_id=row["release_group_musicbrainz_id"],
    )


def _artist(row: Named, marks: Marks) -> Artist:
    return Artist(
        id=artist_id(row["id"]),
        name=row["name"],
        sort_name=row["sort_name"],
        release_count=row["release_count"],
        track_count=row["track_count"],
        cover_id=shown_cover(row, "shown_cover_id"),
        cover_colour=row["colour"] or None,
        musicbrainz_id=row["musicbrainz_id"],
        marks=marks,
        part_count=row["part_count"],
    )


def _track_credits(db: sqlite3.Connection, ids: Ids) -> dict[tuple[int, str], tuple[Credit, ...]]:
    credited: dict[tuple[int, str], tuple[Credit, ...]] = defaultdict(tuple)
    known_credits: dict[int, Credit] = {}
    for track, role, artist, name in db.execute(
        f"""SELECT c.track_id, c.role, c.artist_id, a.name
        FROM track_artists c JOIN artists a ON a.id = c.artist_id
        WHERE c.track_id {IN_IDS} ORDER BY c.track_id, c.role, c.position""",
        (ids_json(ids),),
    ):
        known = known_credits.get(artist)
        if known is None:
            known = known_credits[artist] = Credit(artist_id(artist), name)
        credited[track, role] += (known,)
    return credited


def _release_credits(db: sqlite3.Connection, ids: Ids) -> dict[int, tuple[Credit, ...]]:
    credited: dict[int, tuple[Credit, ...]] = defaultdict(tuple)
    for release, artist, name in db.execute(
        f"""SELECT c.release_id, c.artist_id, a.name
        FROM release_artists c JOIN artists a ON a.id = c.artist_id
        WHERE c.release_id {IN_IDS} ORDER BY c.release_id, c.position""",
        (ids_json(ids),),
    ):
        credited[release] += (Credit(artist_id(artist), name),)
    return credited


def _genres(
    db: sqlite3.Connection, kind: Literal["track", "release"], ids: Ids
) -> dict[int, tuple[str, ...]]:
    genres: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for number, name in db.execute(
        f"""SELECT g.{kind}_id, n.name FROM {kind}_genres g JOIN genres n ON n.id = g.genre_id
        WHERE g.{kind}_id {IN_IDS} ORDER BY g.{kind}_id, g.position""",
        (ids_json(ids),),
    ):
        genres[number] += (name,)
    return genres


def _parts(db: sqlite3.Connection, ids: Ids) -> dict[int, tuple[Part, ...]]:
    parts: dict[int, tuple[Part, ...]] = defaultdict(tuple)
    for track, role, artist, name, part in db.execute(
        f"""SELECT c.track_id, c.role, c.artist_id, a.name, c.part
        FROM track_parts c JOIN artists a ON a.id = c.artist_id
        WHERE c.track_id {IN_IDS} ORDER BY c.track_id, c.position""",
        (ids_json(ids),),
    ):
        parts[track] += (Part(role, artist_id(artist), name, part),)
    return parts


def _values(db: sqlite3.Connection, kind: Literal["track", "release"], ids: Ids) -> dict[int, Said]:
    values: dict[int, Said] = defaultdict(dict)
    for number, field, value in db.execute(
        f"""SELECT {kind}_id, field, value FROM {kind}_values
        WHERE {kind}_id {IN_IDS} ORDER BY {kind}_id, field, position""",
        (ids_json(ids),),
    ):
        values[number][field] = (*values[number].get(field, ()), value)
    return values


def _discs(db: sqlite3.Connection, ids: Ids) -> dict[int, tuple[Disc, ...]]:
    discs: dict[int, tuple[Disc, ...]] = defaultdict(tuple)
    for row in db.execute(
        f"""SELECT d.*, c.digest FROM release_discs d LEFT JOIN covers c ON c.id = d.cover_id
        WHERE d.release_id {IN_IDS} ORDER BY d.release_id, d.disc""",
        (ids_json(ids),),
    ):
        discs[row["release_id"]] += (Disc(row["disc"], row["title"], row["media"], shown_cover(row)),)
    return discs
