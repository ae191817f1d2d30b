"""Turns rules into conditions on `tracks t JOIN releases r` with the user's marks `m`; pure.

Conditions on single columns are written so that SQLite can use an index on them; those on what a track has
several of are sub-selects of ids that have one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import assert_never

from library.rules.model import (
    AgeField,
    AgeOp,
    AgeRule,
    All,
    Any,
    DateOp,
    DateRule,
    FlagField,
    FlagRule,
    NoneOf,
    NumberField,
    NumberOp,
    NumberRule,
    PlaylistRule,
    Rule,
    Sort,
    SortField,
    TextField,
    TextOp,
    TextRule,
)
from library.rules.texts import text_key, text_test

_DAY_MS = 86_400_000

# What the statement around a condition selects from; `user` is bound first.
SOURCE = """tracks t JOIN releases r ON r.id = t.release_id
    LEFT JOIN marks m ON m.user_id = ? AND m.kind = 'tr' AND m.item_id = t.id"""

_NUMBERS = {
    NumberField.YEAR: "t.year",
    NumberField.DISC: "t.disc",
    NumberField.NUMBER: "t.number",
    NumberField.DURATION_S: "t.duration_ms",
    NumberField.BITRATE_KBPS: "t.bitrate_kbps",
    NumberField.SAMPLE_RATE_HZ: "t.sample_rate_hz",
    NumberField.BITS: "t.bits",
    NumberField.CHANNELS: "t.channels",
    NumberField.BPM: "t.bpm",
    NumberField.SIZE_MB: "t.size_bytes",
    NumberField.RATING: "m.rating",
    NumberField.PLAYS: "m.plays",
}
_SCALES = {NumberField.DURATION_S: 1000, NumberField.SIZE_MB: 1_000_000}
_TIMES = {AgeField.ADDED: "t.added_ms", AgeField.PLAYED: "m.played_ms", AgeField.STARRED: "m.starred_ms"}
_FLAGS = {
    FlagField.STARRED: "m.starred_ms IS NOT NULL",
    FlagField.RELEASE_STARRED: """EXISTS (SELECT 1 FROM marks k WHERE k.user_id = ? AND k.kind = 'al'
        AND k.item_id = t.release_id AND k.starred_ms IS NOT NULL)""",
    FlagField.COMPILATION: "r.is_compilation = 1",
    FlagField.COVER: "coalesce(t.cover_id, r.cover_id) IS NOT NULL",
    FlagField.PLAYED: "m.plays > 0",
    FlagField.RATED: "m.rating IS NOT NULL",
}
_SELECTIVE = {
    *(
        TextField.ALBUM_ARTIST,
        TextField.COMPOSER,
        TextField.LYRICIST,
        TextField.CONDUCTOR,
        TextField.PERFORMER,
    ),
    *(TextField.REMIXER, TextField.MOOD, TextField.GROUPING, TextField.LANGUAGE, TextField.LABEL),
}
_OPERATORS = {NumberOp.IS: "=", NumberOp.IS_NOT: "IS NOT", NumberOp.ABOVE: ">", NumberOp.BELOW: "<"}

_SORTS = {
    SortField.TITLE: "t.sort_key",
    SortField.ARTIST: "r.artist_sort_key",
    SortField.RELEASE: "r.sort_key",
    SortField.YEAR: "t.year",
    SortField.ADDED: "t.added_ms",
    SortField.PLAYED: "m.played_ms",
    SortField.PLAYS: "coalesce(m.plays, 0)",
    SortField.RATING: "coalesce(m.rating, 0)",
    SortField.DURATION: "t.duration_ms",
}
_ALBUM_ORDER = ("r.sort_key", "r.id", "coalesce(t.disc, 1)", "coalesce(t.number, 1000000)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What rules mean at one moment for one user."""

    user: int  # -1: nobody
    now_ms: int
    genres: Sequence[tuple[int, str]]  # all: id and name


@dataclass(frozen=True, slots=True)
class Compiled:
    sql: str
    bound: tuple[object, ...] = ()


def compile_rule(rule: Rule, meaning: Meaning) -> Compiled:
    """One condition in brackets; NULL stands for false."""
    match rule:
        case All():
            return _joined(rule.rules, " AND ", "1", meaning)
        case Any():
            return _joined(rule.rules, " OR ", "0", meaning)
        case NoneOf():
            found = _joined(rule.rules, " OR ", "0", meaning)
            return Compiled(f"(NOT coalesce({found.sql}, 0))", found.bound)
        case TextRule():
            return _text(rule, meaning)
        case NumberRule():
            return _number(rule)
        case AgeRule():
            return _age(rule, meaning)
        case DateRule():
            return _date(rule)
        case FlagRule():
            return _flag(rule, meaning)
        case PlaylistRule():
            return _playlist(rule, meaning)
    assert_never(rule)


def is_selective(rule: Rule) -> bool:
    """Only true of a part of the tracks that an index finds: what the user has rated, starred or played, what
    somebody composed, what is in a list."""
    match rule:
        case TextRule(op=TextOp.IS_NOT | TextOp.CONTAINS_NOT):
            return False
        case TextRule():
            return rule.field in _SELECTIVE
        case PlaylistRule():
            return rule.is_in
        case _:
            return is_personal(rule)


def is_personal(rule: Rule) -> bool:
    """Only true of what the user has rated, starred or played."""
    match rule:
        case NumberRule(field=NumberField.RATING):
            return rule.op is not NumberOp.IS_NOT
        case NumberRule(field=NumberField.PLAYS):
            return not _holds_at_zero(rule)
        case AgeRule(field=AgeField.PLAYED | AgeField.STARRED):
            return rule.op is AgeOp.WITHIN
        case FlagRule(field=FlagField.STARRED | FlagField.PLAYED | FlagField.RATED):
            return rule.value
        case _:
            return False


def ordering(sorts: Sequence[Sort], *, day: int) -> Compiled:
    """ORDER BY's terms; what is missing comes last, equal ones in the order of ids."""
    terms: list[str] = []
    bound: list[object] = []
    for sort in sorts:
        down = " DESC" if sort.descending else ""
        if sort.field is SortField.RANDOM:
            # A prime spreads neighbours; the day shifts all of them to other places.
            terms.append("((t.id * 2654435761 + ?) * 40503 % 4294967291)" + down)
            bound.append(day * 2_246_822_519)
        elif sort.field is SortField.ALBUM_ORDER:
            terms += [term + down for term in _ALBUM_ORDER]
        else:
            column = _SORTS[sort.field]
            terms += [f"{column} IS NULL", column + down]
    return Compiled(", ".join([*terms, "t.id"]), tuple(bound))


def _joined(rules: Sequence[Rule], between: str, empty: str, meaning: Meaning) -> Compiled:
    parts = [compile_rule(rule, meaning) for rule in rules]
    return Compiled(
        f"({between.join(part.sql for part in parts) or empty})",
        tuple(value for part in parts for value in part.bound),
    )


# -- texts ------------------------------------------------------------------------------------------------


def _text(rule: TextRule, meaning: Meaning) -> Compiled:
    positive = {TextOp.IS_NOT: TextOp.IS, TextOp.CONTAINS_NOT: TextOp.CONTAINS}.get(rule.op, rule.op)
    found = _TEXTS[rule.field](positive, rule.value, meaning)
    return found if positive is rule.op else Compiled(f"(NOT {found.sql})", found.bound)


def _anywhere(op: TextOp, value: str, meaning: Meaning) -> Compiled:
    parts = [find(op, value, meaning) for find in (_title, _artist, _release)]
    return Compiled(
        f"({' OR '.join(part.sql for part in parts)})", tuple(v for part in parts for v in part.bound)
    )


def _title(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _keyed("t.title_key", op, value)


def _release(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _keyed("r.title_key", op, value)


def _artist(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    named = _keyed("a.name_key", op, value)
    return Compiled(
        f"""(t.id IN (SELECT c.track_id FROM artists a JOIN track_artists c ON c.artist_id = a.id
        WHERE c.role = 'artist' AND {named.sql}))""",
        named.bound,
    )


def _album_artist(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    named = _keyed("a.name_key", op, value)
    return Compiled(
        f"""(t.release_id IN (SELECT c.release_id FROM artists a JOIN release_artists c ON c.artist_id = a.id
        WHERE {named.sql}))""",
        named.bound,
    )


def _genre(op: TextOp, value: str, meaning: Meaning) -> Compiled:
    ids = [number for number, name in meaning.genres if text_test(op, text_key(name), value)]
    marks = ", ".join("?" * len(ids))
    return Compiled(f"(t.id IN (SELECT track_id FROM track_genres WHERE genre_id IN ({marks})))", tuple(ids))


def _part(role: str) -> Callable[[TextOp, str, Meaning], Compiled]:
    def compiled(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
        named = _keyed("a.name_key", op, value)
        return Compiled(
            f"""(t.id IN (SELECT c.track_id FROM artists a JOIN track_parts c ON c.artist_id = a.id
            WHERE c.role = ? AND {named.sql}))""",
            (role, *named.bound),
        )

    return compiled


def _value(kind: str, id: str, field: str) -> Callable[[TextOp, str, Meaning], Compiled]:
    def compiled(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
        found = _plain("v.value", op, value)
        return Compiled(
            f"({id} IN (SELECT v.{kind}_id FROM {kind}_values v WHERE v.field = ? AND {found.sql}))",
            (field, *found.bound),
        )

    return compiled


def _key(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _plain("coalesce(t.musical_key, '')", op, value)


def _media(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _plain("coalesce(t.media, '')", op, value)


def _format(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    codec, container = _keyed("t.codec", op, value), _keyed("t.container", op, value)
    return Compiled(f"({codec.sql} OR {container.sql})", codec.bound + container.bound)


def _path(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _plain("CAST(t.path AS TEXT)", op, value)


def _comment(op: TextOp, value: str, _meaning: Meaning) -> Compiled:
    return _plain("coalesce(t.comment, '')", op, value)


_TEXTS: dict[TextField, Callable[[TextOp, str, Meaning], Compiled]] = {
    TextField.ANYWHERE: _anywhere,
    TextField.TITLE: _title,
    TextField.ARTIST: _artist,
    TextField.ALBUM_ARTIST: _album_artist,
    TextField.RELEASE: _release,
    TextField.GENRE: _genre,
    TextField.FORMAT: _format,
    TextField.PATH: _path,
    TextField.COMMENT: _comment,
    TextField.KEY: _key,
    TextField.MEDIA: _media,
    TextField.COMPOSER: _part("composer"),
    TextField.LYRICIST: _part("lyricist"),
    TextField.CONDUCTOR: _part("conductor"),
    TextField.PERFORMER: _part("performer"),
    TextField.REMIXER: _part("remixer"),
    TextField.MOOD: _value("track", "t.id", "mood"),
    TextField.GROUPING: _value("track", "t.id", "grouping"),
    TextField.LANGUAGE: _value("track", "t.id", "language"),
    TextField.LABEL: _value("release", "t.release_id", "label"),
}


def _keyed(column: str, op: TextOp, value: str) -> Compiled:
    """On a column of folded words."""
    return _compared(column, op, text_key(value))


def _plain(column: str, op: TextOp, value: str) -> Compiled:
    """On a text as it is, A like a."""
    return _compared(f"lower({column})", op, _lower(value))


def _compared(column: str, op: TextOp, value: str) -> Compiled:
    match op:
        case TextOp.IS:
            return Compiled(f"({column} = ?)", (value,))
        case TextOp.CONTAINS:
            return Compiled(f"(instr({column}, ?) > 0)", (value,))
        case TextOp.BEGINS:
            return Compiled(f"(substr({column}, 1, ?) = ?)", (len(value), value))
        case TextOp.ENDS if value:
            return Compiled(f"(substr({column}, -?) = ?)", (len(value), value))
        case TextOp.ENDS:
            return Compiled("(1)")
        case TextOp.MATCHES:
            words = value.split()
            terms = [f"instr(' ' || {column}, ?) > 0" for _ in words]
            return Compiled(f"({' AND '.join(terms) or '1'})", tuple(f" {word}" for word in words))
        case TextOp.IS_NOT | TextOp.CONTAINS_NOT:
            raise AssertionError(f"{op} is compiled as the opposite of another")
    assert_never(op)


def _lower(text: str) -> str:
    """As SQLite's lower(): only A to Z."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


# -- numbers, times, flags --------------------------------------------------------------------------------


def _number(rule: NumberRule) -> Compiled:
    column, scale = _NUMBERS[rule.field], _SCALES.get(rule.field, 1)
    value = rule.value * scale
    if rule.field is NumberField.PLAYS and _holds_at_zero(rule):
        column = "coalesce(m.plays, 0)"  # only where needed: it hides the column from the index
    if rule.op is NumberOp.FROM_TO:
        if rule.to is None:
            return Compiled(f"({column} >= ?)", (value,))
        return Compiled(f"({column} BETWEEN ? AND ?)", (value, rule.to * scale))
    return Compiled(f"({column} {_OPERATORS[rule.op]} ?)", (value,))


def _holds_at_zero(rule: NumberRule) -> bool:
    match rule.op:
        case NumberOp.IS:
            return rule.value == 0
        case NumberOp.IS_NOT:
            return True
        case NumberOp.ABOVE:
            return rule.value < 0
        case NumberOp.BELOW:
            return rule.value > 0
        case NumberOp.FROM_TO:
            return rule.value <= 0
    assert_never(rule.op)


def _age(rule: AgeRule, meaning: Meaning) -> Compiled:
    column, since_ms = _TIMES[rule.field], meaning.now_ms - rule.days * _DAY_MS
    if rule.op is AgeOp.WITHIN:
        return Compiled(f"({column} >= ?)", (since_ms,))
    return Compiled(f"({column} IS NULL OR {column} < ?)", (since_ms,))


def _date(rule: DateRule) -> Compiled:
    midnight_ms = int(datetime.combine(rule.date, time(), UTC).timestamp() * 1000)
    operator = "<" if rule.op is DateOp.BEFORE else ">="
    return Compiled(f"({_TIMES[rule.field]} {operator} ?)", (midnight_ms,))


def _flag(rule: FlagRule, meaning: Meaning) -> Compiled:
    condition = _FLAGS[rule.field]
    bound = (meaning.user,) if "?" in condition else ()
    return Compiled(f"({condition})" if rule.value else f"(NOT coalesce({condition}, 0))", bound)


def _playlist(rule: PlaylistRule, meaning: Meaning) -> Compiled:
    number = int(rule.id.removeprefix("pl-"))
    return Compiled(
        f"""(t.id {"" if rule.is_in else "NOT"} IN (SELECT e.track_id FROM playlist_entries e
        JOIN playlists p ON p.id = e.playlist_id
        WHERE p.id = ? AND (p.owner_id = ? OR p.is_public = 1)))""",
        (number, meaning.user),
    )
