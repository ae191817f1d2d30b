"""Which rows a filter leaves of the releases, and the index from which they are read in order."""

from __future__ import annotations

import sqlite3
from typing import Literal

from library.ids import number_of
from library.model import ArtistId, ReleaseFilter, ReleaseOrder, Role
from library.names import identity
from library.queries.positions import Listing

_LAST_YEAR = 9999


def listing_of(db: sqlite3.Connection, order: ReleaseOrder, where: ReleaseFilter) -> Listing | None:
    """The list that is this filter in this order; None: there is none, it has to be sorted."""
    if order is ReleaseOrder.TITLE:
        if where == ReleaseFilter(genre=where.genre):
            return of_genre(db, "release", where.genre)
        if where == ReleaseFilter(label=where.label):
            return _of_label(db, where.label)
        if where == ReleaseFilter(credit=where.credit) and where.credit:
            return _of_credit(*where.credit)
    if where == ReleaseFilter(from_year=where.from_year, to_year=where.to_year):
        return _of_years(order, where.from_year or 0, where.to_year or _LAST_YEAR)
    return None


def release_conditions(where: ReleaseFilter) -> tuple[str, list[object]]:
    """Of releases `r`."""
    conditions, bound = genre_condition("r.track_count > 0", "release", "r", where.genre)
    if where.label is not None:
        conditions += f" AND r.id IN ({_LABELLED})"
        bound.append(identity(where.label))
    if where.credit is not None:
        artist, role = where.credit
        conditions += f" AND r.id IN ({_CREDITED})"
        bound += [number_of(artist, "ar"), role]
    return conditions + year_conditions("r", where, bound), bound


def genre_condition(conditions: str, kind: str, name: str, genre: str | None) -> tuple[str, list[object]]:
    if genre is None:
        return conditions, []
    fitting = f"SELECT {kind}_id FROM {kind}_genres WHERE genre_id = (SELECT id FROM genres WHERE key = ?)"
    return f"{conditions} AND {name}.id IN ({fitting})", [identity(genre)]


def year_conditions(name: str, where: ReleaseFilter, bound: list[object]) -> str:
    conditions = ""
    for operator, year in ((">=", where.from_year), ("<=", where.to_year)):
        if year is not None:
            conditions += f" AND {name}.year {operator} ?"
            bound.append(year)
    return conditions


def release_total(db: sqlite3.Connection, where: ReleaseFilter) -> int:
    """Kept for what lists are of; counted for what several of them have in common."""
    if where == ReleaseFilter():
        return total(db, "al")
    if where == ReleaseFilter(genre=where.genre):
        return genre_total(db, "release", where.genre or "")
    if where == ReleaseFilter(label=where.label):
        return _number(db, "SELECT release_count FROM labels WHERE key = ?", identity(where.label or ""))
    if where == ReleaseFilter(credit=where.credit) and where.credit:
        select = "SELECT release_count FROM credits WHERE artist_id = ? AND role = ?"
        return _number(db, select, number_of(where.credit[0], "ar"), where.credit[1])
    if where == ReleaseFilter(from_year=where.from_year, to_year=where.to_year):
        years: list[object] = []
        conditions = year_conditions("y", where, years)
        select = f"SELECT coalesce(sum(release_count), 0) FROM release_years y WHERE 1{conditions}"
        return _number(db, select, *years)
    conditions, bound = release_conditions(where)
    return _number(db, f"SELECT count(*) FROM releases r WHERE {conditions}", *bound)


def total(db: sqlite3.Connection, kind: str) -> int:
    return _number(db, "SELECT count FROM totals WHERE kind = ?", kind)


def genre_total(db: sqlite3.Connection, kind: Literal["track", "release"], genre: str) -> int:
    return _number(db, f"SELECT {kind}_count FROM genres WHERE key = ?", identity(genre))


def of_genre(db: sqlite3.Connection, kind: Literal["track", "release"], genre: str | None) -> Listing:
    return Listing(
        name=f"{kind}s-of-genre",
        revision="tr" if kind == "track" else "al",
        table=f"listed_{kind}_genres",
        where="genre_id = ?",
        key="sort_key",
        order=f"sort_key, {kind}_id",
        id=f"{kind}_id",
        bound=(_named(db, "genres", genre),),
    )


_LABELLED = """SELECT release_id FROM listed_release_labels
    WHERE label_id = (SELECT id FROM labels WHERE key = ?)"""
_CREDITED = "SELECT release_id FROM listed_release_credits WHERE artist_id = ? AND role = ?"


def _of_label(db: sqlite3.Connection, label: str | None) -> Listing:
    bound = (_named(db, "labels", label),)
    return _by_title("releases-of-label", "listed_release_labels", "label_id = ?", bound)


def _of_credit(artist: ArtistId, role: Role) -> Listing:
    bound = (number_of(artist, "ar"), role)
    return _by_title("releases-of-credit", "listed_release_credits", "artist_id = ? AND role = ?", bound)


def _by_title(name: str, table: str, where: str, bound: tuple[object, ...]) -> Listing:
    return Listing(name, "al", table, where, "sort_key", "sort_key, release_id", "release_id", bound)


def _of_years(order: ReleaseOrder, first: int, last: int) -> Listing | None:
    shown = "track_count > 0 AND year"
    if first == last and order in (ReleaseOrder.TITLE, ReleaseOrder.YEAR, ReleaseOrder.YEAR_DESC):
        return Listing(
            "of-year", "al", "releases", f"{shown} = ?", "sort_key", "sort_key, id", bound=(first,)
        )
    within, bound = f"{shown} BETWEEN ? AND ?", (first, last)
    if order is ReleaseOrder.YEAR:
        return Listing("of-years", "al", "releases", within, "year", "year, sort_key, id", bound=bound)
    if order is ReleaseOrder.YEAR_DESC:
        ordering = "year DESC, sort_key, id"
        return Listing(
            "of-years-down", "al", "releases", within, "year", ordering, bound=bound, is_descending=True
        )
    return None


def _named(db: sqlite3.Connection, table: str, name: str | None) -> int:
    """-1: there is none of that name, and nothing in it."""
    return _number(db, f"SELECT id FROM {table} WHERE key = ?", identity(name or ""), nothing=-1)


def _number(db: sqlite3.Connection, select: str, *bound: object, nothing: int = 0) -> int:
    row = db.execute(select, bound).fetchone()
    return nothing if row is None else int(row[0])
