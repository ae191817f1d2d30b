"""The language of rules, as the types that its JSON is read into; pure.

    {"where": {"kind": "all", "rules": [
        {"kind": "text", "field": "genre", "op": "is", "value": "Jazz"},
        {"kind": "any", "rules": [{"kind": "number", "field": "rating", "op": "above", "value": 3},
                                  {"kind": "flag", "field": "starred", "value": true}]},
        {"kind": "age", "field": "played", "op": "not_within", "days": 30}]},
     "sort": [{"field": "random"}], "limit": {"count": 50}}

Texts are compared without case and diacritics. What a track lacks satisfies no rule but a negative one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias, Union

import msgspec
from msgspec import Meta, Struct

MOST_RULES = 200
DEEPEST = 8

Value = Annotated[str, Meta(max_length=500)]
# SQLite's integers end at 2**63; nobody's tracks do.
Figure = Annotated[float, Meta(ge=-(10**12), le=10**12)]


class RulesInvalid(ValueError):
    """What is wrong with a set of rules, as a sentence for people."""


class TextField(StrEnum):
    ANYWHERE = "anywhere"  # title, artists or release
    TITLE = "title"
    ARTIST = "artist"  # one of the track's
    ALBUM_ARTIST = "album_artist"  # one of the release's
    RELEASE = "release"
    GENRE = "genre"  # one of the track's
    PATH = "path"
    FORMAT = "format"  # codec or container: flac, mp3, alac, mp4
    COMMENT = "comment"
    KEY = "key"
    MEDIA = "media"
    COMPOSER = "composer"  # one of the track's, as are those below
    LYRICIST = "lyricist"
    CONDUCTOR = "conductor"
    PERFORMER = "performer"
    REMIXER = "remixer"
    MOOD = "mood"
    GROUPING = "grouping"
    LANGUAGE = "language"
    LABEL = "label"  # one of the release's


class TextOp(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    BEGINS = "begins"
    ENDS = "ends"
    MATCHES = "matches"  # every word of the value begins a word of the text, as in a search


class NumberField(StrEnum):
    YEAR = "year"
    DISC = "disc"
    NUMBER = "number"
    DURATION_S = "duration_s"
    BITRATE_KBPS = "bitrate_kbps"
    SAMPLE_RATE_HZ = "sample_rate_hz"
    BITS = "bits"
    CHANNELS = "channels"
    BPM = "bpm"
    SIZE_MB = "size_mb"
    RATING = "rating"  # the user's, 1 to 5
    PLAYS = "plays"  # the user's, 0 if never


class NumberOp(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ABOVE = "above"
    BELOW = "below"
    FROM_TO = "from_to"  # both included


class AgeField(StrEnum):
    ADDED = "added"
    PLAYED = "played"
    STARRED = "starred"


class AgeOp(StrEnum):
    WITHIN = "within"  # the last `days`
    NOT_WITHIN = "not_within"  # longer ago, or never


class DateOp(StrEnum):
    BEFORE = "before"
    AFTER = "after"  # or on that day (UTC)


class FlagField(StrEnum):
    STARRED = "starred"
    RELEASE_STARRED = "release_starred"
    COMPILATION = "compilation"
    COVER = "cover"
    PLAYED = "played"
    RATED = "rated"


class _Tagged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"): ...


class TextRule(_Tagged, frozen=True, kw_only=True, tag="text"):
    field: TextField
    op: TextOp
    value: Value


class NumberRule(_Tagged, frozen=True, kw_only=True, tag="number"):
    field: NumberField
    op: NumberOp
    value: Figure
    to: Figure | None = None  # of from_to; none: and above


class AgeRule(_Tagged, frozen=True, kw_only=True, tag="age"):
    field: AgeField
    op: AgeOp
    days: Annotated[int, Meta(ge=1, le=36_500)]


class DateRule(_Tagged, frozen=True, kw_only=True, tag="date"):
    field: AgeField
    op: DateOp
    date: date


class FlagRule(_Tagged, frozen=True, kw_only=True, tag="flag"):
    field: FlagField
    value: bool


class PlaylistRule(_Tagged, frozen=True, kw_only=True, tag="playlist"):
    """In one of the user's own or a public list; not in a smart one, which could contain itself."""

    id: Annotated[str, Meta(pattern=r"^pl-[1-9][0-9]{0,17}$")]
    is_in: bool


class All(_Tagged, frozen=True, kw_only=True, tag="all"):
    rules: list[Rule]


class Any(_Tagged, frozen=True, kw_only=True, tag="any"):
    rules: list[Rule]


class NoneOf(_Tagged, frozen=True, kw_only=True, tag="none"):
    """Not one of these is true."""

    rules: list[Rule]


Rule: TypeAlias = Union[TextRule, NumberRule, AgeRule, DateRule, FlagRule, PlaylistRule, All, Any, NoneOf]  # noqa: UP007 - msgspec resolves the forward reference by this name


class SortField(StrEnum):
    TITLE = "title"
    ARTIST = "artist"
    RELEASE = "release"
    YEAR = "year"
    ALBUM_ORDER = "album_order"  # release, disc, number
    ADDED = "added"
    PLAYED = "played"
    PLAYS = "plays"
    RATING = "rating"
    DURATION = "duration"
    RANDOM = "random"  # another order every day


class Sort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    field: SortField
    descending: bool = False


class Limit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As many tracks from the beginning as stay within all that is given."""

    count: Annotated[int, Meta(ge=1, le=100_000)] | None = None
    minutes: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    megabytes: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None


_BY_ALBUM = [Sort(field=SortField.ARTIST), Sort(field=SortField.ALBUM_ORDER)]


class SmartRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    where: All | Any | NoneOf
    sort: Annotated[list[Sort], Meta(max_length=5)] = msgspec.field(default_factory=lambda: list(_BY_ALBUM))
    limit: Limit = Limit()


def checked(rules: SmartRules) -> SmartRules:
    """What the types cannot say. Raises: RulesInvalid."""
    found = list(_walk(rules.where, 1))
    if len(found) > MOST_RULES:
        raise RulesInvalid(f"more than {MOST_RULES} rules")
    if max(depth for _, depth in found) > DEEPEST:
        raise RulesInvalid(f"rules inside rules more than {DEEPEST} deep")
    return rules


def rules_json(rules: SmartRules) -> str:
    """How they are kept. Raises: RulesInvalid."""
    return msgspec.json.encode(checked(rules)).decode()


def stored_rules(text: str) -> SmartRules:
    """What `rules_json` wrote, by this version or an older one."""
    return msgspec.json.decode(text, type=SmartRules)


def rules_schema() -> dict[str, object]:
    """JSON Schema 2020-12 of SmartRules."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(SmartRules)}


def _walk(rule: Rule, depth: int) -> Iterator[tuple[Rule, int]]:
    yield rule, depth
    if isinstance(rule, All | Any | NoneOf):
        for inner in rule.rules:
            yield from _walk(inner, depth + 1)
