"""The rules compiled to SQL, against the same rules decided in plain Python, on random small catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import json

from library import Database, NotFound, PlaylistId, Playlists, UserId, migrations
from library.playlists.smart import held
from library.rules import (
    AgeField,
    AgeOp,
    AgeRule,
    All,
    DateOp,
    DateRule,
    FlagField,
    FlagRule,
    Limit,
    NoneOf,
    NumberField,
    NumberOp,
    NumberRule,
    Rule,
    RulesInvalid,
    SmartRules,
    Sort,
    SortField,
    TextField,
    TextOp,
    TextRule,
    checked,
    rules_schema,
)
from library.rules import Any as AnyOf
from library.rules.texts import text_key, text_test

NOW_MS = 1_700_000_000_000
DAY_MS = 86_400_000
ME, YOU = UserId(1), UserId(2)
NAMES = ["Love", "Löve Song", "All of it", "!!!", "Jazz", "of"]


@dataclass(frozen=True)
class Song:
    title: str
    artist: str
    release: str
    genre: str | None
    path: str
    codec: str
    year: int | None
    bpm: int | None
    duration_ms: int
    size_bytes: int
    added_ms: int
    is_compilation: bool
    rating: int | None
    plays: int
    played_ms: int | None
    starred_ms: int | None


SONG = Song("Love", "Love", "Love", None, "x", "mp3", 1980, None, 1, 1, 1, False, None, 0, None, None)
NAME = st.sampled_from(NAMES)
TIME = st.integers(0, 60).map(lambda days: NOW_MS - days * DAY_MS - 1)
SONGS = st.builds(
    Song,
    title=NAME,
    artist=NAME,
    release=NAME,
    genre=st.none() | NAME,
    path=st.sampled_from(["a.flac", "Love/B.flac"]),
    codec=st.sampled_from(["flac", "mp3"]),
    year=st.none() | st.integers(1980, 1985),
    bpm=st.none() | st.integers(60, 64),
    duration_ms=st.integers(1, 5).map(lambda s: s * 1000),
    size_bytes=st.integers(1, 5).map(lambda mb: mb * 1_000_000),
    added_ms=TIME,
    is_compilation=st.booleans(),
    rating=st.none() | st.integers(1, 5),
    plays=st.integers(0, 3),
    played_ms=st.none() | TIME,
    starred_ms=st.none() | TIME,
)
SMALL = st.integers(0, 6).map(float)
FIGURES = {
    NumberField.YEAR: st.integers(1979, 1986).map(float),
    NumberField.BPM: st.integers(59, 65).map(float),
    NumberField.DURATION_S: SMALL,
    NumberField.SIZE_MB: SMALL,
    NumberField.RATING: SMALL,
    NumberField.PLAYS: st.integers(-1, 4).map(float),
    NumberField.BITS: SMALL,
}
NUMBERS = st.sampled_from(list(FIGURES)).flatmap(
    lambda field: st.sampled_from(list(NumberOp)).flatmap(
        lambda op: st.builds(
            NumberRule,
            field=st.just(field),
            op=st.just(op),
            value=FIGURES[field],
            to=st.none() | FIGURES[field],
        )
    )
)
TEXTS = st.builds(
    TextRule,
    field=st.sampled_from(list(TextField)[: list(TextField).index(TextField.COMMENT)]),
    op=st.sampled_from(list(TextOp)),
    value=st.sampled_from([*NAMES, "lo", "ove", "flac", "MP3", "love song", ""]),
)
LEAVES = st.one_of(
    TEXTS,
    NUMBERS,
    st.builds(
        AgeRule,
        field=st.sampled_from(list(AgeField)),
        op=st.sampled_from(list(AgeOp)),
        days=st.integers(1, 61),
    ),
    st.builds(
        DateRule,
        field=st.sampled_from(list(AgeField)),
        op=st.sampled_from(list(DateOp)),
        date=st.dates(date(2023, 9, 10), date(2023, 11, 20)),
    ),
    st.builds(
        FlagRule,
        field=st.sampled_from([FlagField.STARRED, FlagField.COMPILATION, FlagField.PLAYED, FlagField.RATED]),
        value=st.booleans(),
    ),
)
RULES: st.SearchStrategy[Rule] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        *(st.builds(group, rules=st.lists(inner, max_size=3)) for group in (All, AnyOf, NoneOf))
    ),
    max_leaves=6,
)


def _holds(rule: Rule, song: Song) -> bool:
    match rule:
        case All():
            return all(_holds(one, song) for one in rule.rules)
        case AnyOf():
            return any(_holds(one, song) for one in rule.rules)
        case NoneOf():
            return not any(_holds(one, song) for one in rule.rules)
        case TextRule():
            return _text_holds(rule, song)
        case NumberRule():
            return _number_holds(rule, song)
        case AgeRule():
            at_ms = _time(rule.field, song)
            is_within = at_ms is not None and at_ms >= NOW_MS - rule.days * DAY_MS
            return is_within if rule.op is AgeOp.WITHIN else not is_within
        case DateRule():
            at_ms, day = _time(rule.field, song), datetime.combine(rule.date, datetime.min.time(), UTC)
            if at_ms is None:
                return False
            is_before = at_ms < day.timestamp() * 1000
            return is_before if rule.op is DateOp.BEFORE else not is_before
        case FlagRule():
            held_true = {
                FlagField.STARRED: song.starred_ms is not None,
                FlagField.COMPILATION: song.is_compilation,
                FlagField.PLAYED: song.plays > 0,
                FlagField.RATED: song.rating is not None,
            }[rule.field]
            return held_true == rule.value
        case _:
            raise AssertionError(rule)


def _text_holds(rule: TextRule, song: Song) -> bool:
    op = {TextOp.IS_NOT: TextOp.IS, TextOp.CONTAINS_NOT: TextOp.CONTAINS}.get(rule.op, rule.op)
    texts: dict[TextField, list[str]] = {
        TextField.ANYWHERE: [song.title, song.artist, song.release],
        TextField.TITLE: [song.title],
        TextField.ARTIST: [song.artist],
        TextField.ALBUM_ARTIST: [song.artist],
        TextField.RELEASE: [song.release],
        TextField.GENRE: [song.genre] if song.genre else [],
        TextField.FORMAT: [song.codec, "ogg"],
        TextField.PATH: [song.path],
    }
    if rule.field is TextField.PATH:
        path, value = song.path.lower(), "".join(c.lower() if c.isascii() else c for c in rule.value)
        found = {
            TextOp.IS: path == value,
            TextOp.CONTAINS: value in path,
            TextOp.BEGINS: path.startswith(value),
            TextOp.ENDS: path.endswith(value),
            TextOp.MATCHES: all(f" {word}" in f" {path}" for word in value.split()),
        }[op]
    else:
        found = any(text_test(op, text_key(text), rule.value) for text in texts[rule.field])
    return found if op is rule.op else not found


def _number_holds(rule: NumberRule, song: Song) -> bool:
    value: float | None = {
        NumberField.YEAR: song.year,
        NumberField.BPM: song.bpm,
        NumberField.DURATION_S: song.duration_ms / 1000,
        NumberField.SIZE_MB: song.size_bytes / 1_000_000,
        NumberField.RATING: song.rating,
        NumberField.PLAYS: song.plays,
        NumberField.BITS: None,
    }[rule.field]
    if value is None:
        return rule.op is NumberOp.IS_NOT
    return {
        NumberOp.IS: value == rule.value,
        NumberOp.IS_NOT: value != rule.value,
        NumberOp.ABOVE: value > rule.value,
        NumberOp.BELOW: value < rule.value,
        NumberOp.FROM_TO: rule.value <= value and (rule.to is None or value <= rule.to),
    }[rule.op]


def _time(field: AgeField, song: Song) -> int | None:
    return {
        AgeField.ADDED: song.added_ms,
        AgeField.PLAYED: song.played_ms,
        AgeField.STARRED: song.starred_ms,
    }[field]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("rules") / "segue.db")
    database.migrate(migrations)
    yield database
    database.close()


def _fill(db: Any, songs: list[Song]) -> None:
    for table in (
        "track_artists",
        "track_genres",
        "release_artists",
        "marks",
        "tracks",
        "releases",
        "artists",
    ):
        db.execute(f"DELETE FROM {table}")
    db.execute("INSERT OR IGNORE INTO roots (id, path) VALUES (1, '/m')")
    db.execute(
        "INSERT OR IGNORE INTO folders (id, root_id, path, name, sort_key) VALUES (1, 1, '', 'm', 'm')"
    )
    for at, name in enumerate(NAMES, 1):
        db.execute(
            "INSERT OR IGNORE INTO genres (id, key, name) VALUES (?, ?, ?)", (at, name.casefold(), name)
        )
        db.execute(
            "INSERT INTO artists (id, key, name, name_key, sort_name, sort_key) VALUES (?, ?, ?, ?, ?, ?)",
            (at, name, name, text_key(name), name, name),
        )
    for at, song in enumerate(songs, 1):
        db.execute(
            """INSERT INTO releases (id, key, title, title_key, sort_key, is_compilation, track_count)
            VALUES (?, ?, ?, ?, ?, ?, 1)""",
            (at, str(at), song.release, text_key(song.release), song.release, song.is_compilation),
        )
        db.execute(
            """INSERT INTO tracks (id, root_id, folder_id, group_folder_id, release_id, path, size_bytes, mtime_ns,
                title, title_key, sort_key, artist, is_compilation, year, duration_ms, codec, container, mime,
                sample_rate_hz, channels, bitrate_kbps, added_ms, bpm)
            VALUES (?, 1, 1, 1, ?, ?, ?, 1, ?, ?, ?, ?, 0, ?, ?, ?, 'ogg', '', 1, 1, 1, ?, ?)""",
            (
                *(at, at, song.path.encode() if at > 1 else song.path, song.size_bytes, song.title),
                *(text_key(song.title), song.title, song.artist, song.year, song.duration_ms, song.codec),
                *(song.added_ms, song.bpm),
            ),
        )
        artist = NAMES.index(song.artist) + 1
        db.execute(
            "INSERT INTO track_artists (track_id, role, position, artist_id, name) VALUES (?, 'artist', 0, ?, '')",
            (at, artist),
        )
        db.execute("INSERT INTO release_artists VALUES (?, 0, ?)", (at, artist))
        if song.genre:
            db.execute(
                "INSERT INTO track_genres VALUES (?, 0, ?, ?)", (at, NAMES.index(song.genre) + 1, song.genre)
            )
        if song.rating or song.plays or song.played_ms or song.starred_ms:
            db.execute(
                """INSERT INTO marks (user_id, kind, item_id, starred_ms, rating, plays, played_ms)
                VALUES (?, 'tr', ?, ?, ?, ?, ?)""",
                (ME, at, song.starred_ms, song.rating, song.plays, song.played_ms),
            )
        db.execute(
            "INSERT INTO marks (user_id, kind, item_id, rating, plays) VALUES (?, 'tr', ?, 5, 9)", (YOU, at)
        )


@given(songs=st.lists(SONGS, min_size=1, max_size=6), rule=RULES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=300,
)
def test_sql_and_plain_python_choose_the_same_tracks(
    database: Database, songs: list[Song], rule: Rule
) -> None:
    songs = [_placed(song, at) for at, song in enumerate(songs)]
    with database.writing() as tables:
        _fill(tables.conn, songs)
    rules = SmartRules(where=All(rules=[rule]), sort=[Sort(field=SortField.RANDOM)])
    with database.snapshot() as db:
        found = {one.track for one in held(db, rules, owner=ME, now_ms=NOW_MS)}
    assert found == {at for at, song in enumerate(songs, 1) if _holds(rule, song)}


def _placed(song: Song, at: int) -> Song:
    """Paths are unique."""
    return replace(song, path=f"{at}{song.path}")


@given(
    songs=st.lists(SONGS, min_size=1, max_size=8),
    limit=st.builds(
        Limit,
        count=st.none() | st.integers(1, 5),
        minutes=st.none() | st.just(1),
        megabytes=st.none() | st.integers(1, 9),
    ),
    field=st.sampled_from(list(SortField)),
    descending=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_limits_keep_a_beginning_of_the_sorted_list(
    database: Database, songs: list[Song], limit: Limit, field: SortField, descending: bool
) -> None:
    songs = [_placed(song, at) for at, song in enumerate(songs)]
    with database.writing() as tables:
        _fill(tables.conn, songs)
    sort = [Sort(field=field, descending=descending)]
    with database.snapshot() as db:
        whole = held(db, SmartRules(where=All(rules=[]), sort=sort), owner=ME, now_ms=NOW_MS)
        part = held(db, SmartRules(where=All(rules=[]), sort=sort, limit=limit), owner=ME, now_ms=NOW_MS)
    assert len(whole) == len(songs)
    assert part == whole[: len(part)]
    assert limit.megabytes is None or sum(one.size_bytes for one in part) <= limit.megabytes * 1_000_000
    assert len(part) <= (limit.count or len(songs))


def test_a_playlist_is_a_rule_and_those_of_others_hold_nothing(database: Database) -> None:
    with database.writing() as tables:
        _fill(tables.conn, [])
    playlists = Playlists(database, lambda: NOW_MS)
    other = playlists.create(YOU, "Theirs")
    rules = json.decode(
        json.encode(
            {"where": {"kind": "all", "rules": [{"kind": "playlist", "id": other.id, "is_in": True}]}}
        ),
        type=SmartRules,
    )
    made = playlists.create(ME, "Mine", rules=rules)
    assert playlists.get(made.id, ME).track_count == 0
    with pytest.raises(NotFound):
        playlists.get(other.id, ME)
    with pytest.raises(NotFound):
        playlists.get(PlaylistId("pl-999"), ME)


@pytest.mark.parametrize(
    ("field", "value", "track"),
    [
        *((TextField.COMPOSER, "bach", 1), (TextField.CONDUCTOR, "bach", None), (TextField.MOOD, "CALM", 1)),
        *(
            (TextField.LABEL, "ecm", 1),
            (TextField.KEY, "am", 1),
            (TextField.MEDIA, "cd", 1),
            (TextField.COMMENT, "x", 1),
        ),
    ],
)
def test_details_are_compared_too(
    database: Database, field: TextField, value: str, track: int | None
) -> None:
    songs = [_placed(SONG, 0), _placed(SONG, 1)]
    with database.writing() as tables:
        db = tables.conn
        for table in ("track_parts", "track_values", "release_values"):
            db.execute(f"DELETE FROM {table}")
        _fill(db, songs)
        db.execute("UPDATE artists SET name_key = 'bach' WHERE id = 1")
        db.execute("INSERT INTO track_parts VALUES (1, 0, 'composer', 1, 'Bach', NULL)")
        db.execute("INSERT INTO track_values VALUES (1, 'mood', 0, 'Calm')")
        db.execute("INSERT INTO release_values VALUES (1, 'label', 0, 'ECM')")
        db.execute("UPDATE tracks SET musical_key = 'Am', media = 'CD', comment = 'x' WHERE id = 1")
    for op, expected in ((TextOp.IS, {track} - {None}), (TextOp.IS_NOT, {1, 2} - {track})):
        rules = SmartRules(where=All(rules=[TextRule(field=field, op=op, value=value)]))
        with database.snapshot() as db:
            assert {one.track for one in held(db, rules, owner=ME, now_ms=NOW_MS)} == expected
    with database.writing() as tables:
        for table in ("track_parts", "track_values", "release_values"):
            tables.conn.execute(f"DELETE FROM {table}")


def test_the_schema_accepts_what_the_types_accept() -> None:
    schema = rules_schema()
    Draft202012Validator.check_schema(schema)
    valid = Draft202012Validator(schema)
    good = SmartRules(where=AnyOf(rules=[FlagRule(field=FlagField.STARRED, value=True)]))
    assert valid.is_valid(json.decode(json.encode(good)))
    assert not valid.is_valid({"where": {"kind": "all", "rules": [{"kind": "text", "field": "nosuch"}]}})


def test_what_the_types_cannot_say_is_checked() -> None:
    deep: Rule = All(rules=[])
    for _ in range(9):
        deep = All(rules=[deep])
    for where in (deep, All(rules=[All(rules=[])] * 201)):
        with pytest.raises(RulesInvalid):
            checked(SmartRules(where=where))  # type: ignore[arg-type] # a group
