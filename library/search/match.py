"""Writes a query as an expression of the index (FTS5) for one kind of thing; pure.

love -live artist:bjork year:1993
→  (facets : "all") AND ("love" *) AND (artist : ("bjork" *)) AND (facets : ("y1993")) NOT ("live" *)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from library.index import (
    EVERYTHING,
    Kind,
    asked,
    format_facet,
    genre_facet,
    library_facet,
    spelled,
    year_facets,
)
from library.rules import (
    NumberField,
    NumberOp,
    NumberRule,
    Query,
    Rule,
    TextField,
    TextOp,
    TextRule,
    text_key,
    text_test,
)

Spellings = Sequence[str]
_FAR = 10**6
_NOTHING = '"\ue000none"'  # a word that no thing has

# In which column of each kind's index a field is looked for; a kind without it cannot match.
_COLUMNS: Mapping[Kind, Mapping[TextField, str]] = {
    "tr": {TextField.TITLE: "title", TextField.ARTIST: "artist", TextField.RELEASE: "release"},
    "al": {TextField.ARTIST: "artist", TextField.ALBUM_ARTIST: "artist", TextField.RELEASE: "title"},
    "ar": {TextField.ARTIST: "title", TextField.ALBUM_ARTIST: "title"},
}
_FACETS: Mapping[Kind, frozenset[str]] = {
    "tr": frozenset({"genre", "year", "format"}),
    "al": frozenset({"genre", "year"}),
    "ar": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word that has to be found, in any of its spellings: as typed, in Latin letters, as it may be meant."""

    begins: Spellings  # found as beginnings of words
    whole: Spellings = ()  # found as whole words
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as one kind of thing can answer it."""

    words: tuple[Word, ...]
    terms: tuple[str, ...]  # phrases and facets
    without: tuple[str, ...]
    rules: tuple[Rule, ...]  # to be checked on each candidate
    unwanted: tuple[Rule, ...]
    within: str = ""  # the facets of the libraries to look in; empty: all

    def expression(self, words: Sequence[Word] | None = None) -> str:
        """For MATCH."""
        parts = [_word(word) for word in (self.words if words is None else words)] + list(self.terms)
        parts += [self.within] if self.within else []
        wanted = " AND ".join(parts or [f'"{EVERYTHING}"'])
        return f"({wanted}) NOT ({' OR '.join(self.without)})" if self.without else wanted


def ask(
    query: Query,
    kind: Kind,
    genres: Sequence[tuple[int, str]],
    libraries: Collection[int] | None = None,
) -> Asked | None:
    """None: nothing of this kind can match. `libraries`: look in these only."""
    words: list[Word] = []
    terms: list[str] = []
    rules: list[Rule] = []
    for rule in query.wanted:
        found = _term(rule, kind, genres)
        if isinstance(rule, TextRule) and rule.op is TextOp.MATCHES and rule.field not in _SPECIAL:
            column = _column(rule, kind)
            if column is None and rule.field is not TextField.ANYWHERE and kind != "tr":
                return None
            if column is not None or rule.field is TextField.ANYWHERE:
                words += [Word(spellings, column=column) for spellings in spelled(rule.value)]
                continue
        if found is not None:
            terms.append(found)
        elif kind == "tr":
            rules.append(rule)
        else:
            return None
    without, unwanted = [], []
    for rule in query.unwanted:
        found = _term(rule, kind, genres)
        if found is not None:
            without.append(found)
        elif kind == "tr":
            unwanted.append(rule)
    within = "" if libraries is None else _any_of([f'"{library_facet(one)}"' for one in libraries])
    return Asked(tuple(words), tuple(terms), tuple(without), tuple(rules), tuple(unwanted), within)


_SPECIAL = (TextField.GENRE, TextField.FORMAT, TextField.PATH, TextField.COMMENT)


def _column(rule: TextRule, kind: Kind) -> str | None:
    return _COLUMNS[kind].get(rule.field)


def _term(rule: Rule, kind: Kind, genres: Sequence[tuple[int, str]]) -> str | None:
    """The rule within the index; None if the index does not tell."""
    if isinstance(rule, NumberRule):
        return _year(rule) if rule.field is NumberField.YEAR and "year" in _FACETS[kind] else None
    if not isinstance(rule, TextRule):
        return None
    if rule.field in (TextField.GENRE, TextField.FORMAT):
        return _FACETED[rule.field](rule, genres) if rule.field.value in _FACETS[kind] else None
    column = _column(rule, kind)
    if column is None and rule.field is not TextField.ANYWHERE:
        return None
    if rule.op is TextOp.MATCHES:
        return " AND ".join(_word(Word(one, column=column)) for one in spelled(rule.value)) or None
    if rule.op is TextOp.CONTAINS and asked(rule.value):
        phrase = '"' + " ".join(asked(rule.value)) + '"'
        return phrase if column is None else f"{column} : {phrase}"
    return None


def _word(word: Word) -> str:
    # Words are letters and digits only; the quotes keep AND, OR, NOT and NEAR words like all others.
    spellings = [f'"{one}" *' for one in word.begins] + [f'"{one}"' for one in word.whole]
    expression = f"({' OR '.join(spellings)})"
    return expression if word.column is None else f"({word.column} : {expression})"


def _year(rule: NumberRule) -> str | None:
    whole = rule.value == int(rule.value)
    low, high = {
        NumberOp.IS: (int(rule.value), int(rule.value) if whole else -1),
        NumberOp.ABOVE: (int(rule.value) + 1, _FAR),
        NumberOp.BELOW: (0, int(rule.value) - whole),
        NumberOp.FROM_TO: (int(rule.value) + (not whole), _FAR if rule.to is None else int(rule.to)),
    }.get(rule.op, (0, -1))
    return _any_of(year_facets(low, min(high, _FAR)))


def _genre(rule: TextRule, genres: Sequence[tuple[int, str]]) -> str:
    ids = [number for number, name in genres if text_test(rule.op, text_key(name), rule.value)]
    return _any_of([f'"{genre_facet(number)}"' for number in ids])


def _format(rule: TextRule, _genres: object) -> str:
    return _any_of([f'"{format_facet(word)}"' for word in asked(rule.value)])


_FACETED: Mapping[TextField, Callable[[TextRule, Sequence[tuple[int, str]]], str]] = {
    TextField.GENRE: _genre,
    TextField.FORMAT: _format,
}


def _any_of(terms: Sequence[str]) -> str:
    return f"(facets : ({' OR '.join(terms or [_NOTHING])}))"
