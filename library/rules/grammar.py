"""The search line's little language, read into rules; pure, and no text is wrong.

    query  = term*
    term   = ["-"] [field ":"] value
    value  = word | '"' phrase '"'
    number = 1980 | 1980..1989 | 1980.. | ..1989 | >3 | >=3 | <3 | <=3
    age    = 30d (in the last 30 days; also w, m, y) | >30d (longer ago, or never)

`love -live artist:"sigur rós" year:1980..1989 rating:>3 format:flac is:starred added:30d`. A term that only looks
like a filter – `mission: impossible`, `year:soon` – is words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from library.rules.model import (
    AgeField,
    AgeOp,
    AgeRule,
    All,
    FlagField,
    FlagRule,
    NoneOf,
    NumberField,
    NumberOp,
    NumberRule,
    Rule,
    TextField,
    TextOp,
    TextRule,
)
from library.rules.texts import text_key

_TERM = re.compile(
    r'(?P<minus>-)?(?:(?P<field>[a-z_]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>\S+))', re.IGNORECASE
)
_NUMBER = r"\d{1,9}(?:\.\d{1,3})?"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})?\.\.(?P<high>{_NUMBER})?")
_COMPARED = re.compile(rf"(?P<sign>[<>]=?|=)?(?P<value>{_NUMBER})")
_AGE = re.compile(r"(?P<sign>[<>])?(?P<count>\d{1,5})(?P<unit>[dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_STEP = 0.001  # numbers here have at most three places, so `>=` is "more than this much less"

_TEXTS = {
    "title": TextField.TITLE,
    "artist": TextField.ARTIST,
    "albumartist": TextField.ALBUM_ARTIST,
    "album": TextField.RELEASE,
    "release": TextField.RELEASE,
    "genre": TextField.GENRE,
    "format": TextField.FORMAT,
    "codec": TextField.FORMAT,
    "path": TextField.PATH,
    "comment": TextField.COMMENT,
    "composer": TextField.COMPOSER,
    "lyricist": TextField.LYRICIST,
    "conductor": TextField.CONDUCTOR,
    "performer": TextField.PERFORMER,
    "remixer": TextField.REMIXER,
    "mood": TextField.MOOD,
    "label": TextField.LABEL,
    "key": TextField.KEY,
}
# Compared as they are, not by words.
_RAW = {TextField.PATH, TextField.COMMENT, TextField.MOOD, TextField.LABEL, TextField.KEY}
_NUMBERS = {
    "year": NumberField.YEAR,
    "rating": NumberField.RATING,
    "plays": NumberField.PLAYS,
    "bpm": NumberField.BPM,
    "bitrate": NumberField.BITRATE_KBPS,
    "duration": NumberField.DURATION_S,
    "disc": NumberField.DISC,
    "track": NumberField.NUMBER,
}
_AGES = {"added": AgeField.ADDED, "played": AgeField.PLAYED, "starred": AgeField.STARRED}
_FLAGS = {
    "starred": (FlagField.STARRED, True),
    "played": (FlagField.PLAYED, True),
    "unplayed": (FlagField.PLAYED, False),
    "rated": (FlagField.RATED, True),
    "unrated": (FlagField.RATED, False),
    "compilation": (FlagField.COMPILATION, True),
}
FIELDS = (*_TEXTS, *_NUMBERS, *_AGES, "is")


@dataclass(frozen=True, slots=True)
class Query:
    wanted: tuple[Rule, ...]
    unwanted: tuple[Rule, ...] = ()


def parse(text: str) -> Query:
    """Every text means something; one without letters and digits means nothing in particular."""
    wanted: list[Rule] = []
    unwanted: list[Rule] = []
    for match in _TERM.finditer(text):
        rule = _rule(match)
        if rule is not None:
            (unwanted if match["minus"] else wanted).append(rule)
    return Query(tuple(wanted), tuple(unwanted))


def rules_of(query: Query) -> All:
    """As one rule: what a search finds, kept as a smart playlist."""
    nots: list[Rule] = [NoneOf(rules=list(query.unwanted))] if query.unwanted else []
    return All(rules=[*query.wanted, *nots])


def _rule(match: re.Match[str]) -> Rule | None:
    field = (match["field"] or "").lower()
    value = match["word"] if match["phrase"] is None else match["phrase"]
    if field:
        found = _filter(field, value, is_phrase=match["phrase"] is not None)
        if found is not None:
            return found
        value = f"{field} {value}"
    if not text_key(value):
        return None
    op = TextOp.MATCHES if match["phrase"] is None else TextOp.CONTAINS
    return TextRule(field=TextField.ANYWHERE, op=op, value=value[:500])


def _filter(field: str, value: str, *, is_phrase: bool) -> Rule | None:
    if field in _TEXTS and value:
        op = TextOp.CONTAINS if is_phrase else TextOp.MATCHES
        is_raw = _TEXTS[field] in _RAW
        return TextRule(field=_TEXTS[field], op=TextOp.CONTAINS if is_raw else op, value=value[:500])
    if field in _NUMBERS:
        return _number(_NUMBERS[field], value)
    if field in _AGES:
        return _age(_AGES[field], value)
    if field == "is" and value.lower() in _FLAGS:
        flag, expected = _FLAGS[value.lower()]
        return FlagRule(field=flag, value=expected)
    return None


def _number(field: NumberField, text: str) -> Rule | None:
    if match := _RANGE.fullmatch(text):
        low, high = match["low"], match["high"]
        if low is None and high is None:
            return None
        return NumberRule(
            field=field,
            op=NumberOp.FROM_TO,
            value=float(low) if low else 0.0,
            to=float(high) if high else None,
        )
    if match := _COMPARED.fullmatch(text):
        value = float(match["value"])
        match match["sign"]:
            case ">":
                return NumberRule(field=field, op=NumberOp.ABOVE, value=value)
            case ">=":
                return NumberRule(field=field, op=NumberOp.ABOVE, value=value - _STEP)
            case "<":
                return NumberRule(field=field, op=NumberOp.BELOW, value=value)
            case "<=":
                return NumberRule(field=field, op=NumberOp.BELOW, value=value + _STEP)
        return NumberRule(field=field, op=NumberOp.IS, value=value)
    return None


def _age(field: AgeField, text: str) -> Rule | None:
    match = _AGE.fullmatch(text.lower())
    if match is None:
        return None
    days = int(match["count"]) * _DAYS[match["unit"]]
    if not 1 <= days <= 36_500:
        return None
    return AgeRule(field=field, op=AgeOp.NOT_WITHIN if match["sign"] == ">" else AgeOp.WITHIN, days=days)
