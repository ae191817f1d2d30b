"""The lists that every page asks for are read from an index: no sorting, no walk through a whole table, no counting."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.catalogue import LISTENER, marked
from library import (
    ArtistId,
    Database,
    Library,
    Limits,
    ReleaseFilter,
    ReleaseOrder,
    Role,
    fill_made_up,
    migrations,
)
from library.queries import positions

_PAGE = Limits(20, 40)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("plans")
    database = Database(folder / "segue.db")
    database.migrate(migrations)
    fill_made_up(database, 1_200)
    library = Library(database, roots=[Path("/music")], thumbnails=folder / "thumbnails")
    marked(library, random.Random(1))
    yield library
    library.close()


def _composer(library: Library) -> tuple[ArtistId, Role]:
    return library.list_credited(Role.COMPOSER, Limits(1)).items[0].artist.id, Role.COMPOSER


_HOT: dict[str, Callable[[Library], object]] = {
    **{
        f"releases {order}": lambda library, order=order: library.list_releases(  # type: ignore[misc] # a default
            order, _PAGE, for_user=LISTENER
        )
        for order in ReleaseOrder
        if order is not ReleaseOrder.RANDOM
    },
    "releases of a genre": lambda library: library.list_releases(
        ReleaseOrder.TITLE, _PAGE, where=ReleaseFilter(genre=library.list_genres()[0].name)
    ),
    "releases of a year": lambda library: library.list_releases(
        ReleaseOrder.TITLE, _PAGE, where=ReleaseFilter(from_year=1980, to_year=1980)
    ),
    "releases of a decade": lambda library: library.list_releases(
        ReleaseOrder.YEAR_DESC, _PAGE, where=ReleaseFilter(from_year=1980, to_year=1989)
    ),
    "releases of a label": lambda library: library.list_releases(
        ReleaseOrder.TITLE, _PAGE, where=ReleaseFilter(label=library.list_labels(Limits(1)).items[0].name)
    ),
    "releases of a composer": lambda library: library.list_releases(
        ReleaseOrder.TITLE, _PAGE, where=ReleaseFilter(credit=_composer(library))
    ),
    "labels": lambda library: library.list_labels(_PAGE),
    "composers": lambda library: library.list_credited(Role.COMPOSER, _PAGE),
    "tracks of a genre": lambda library: library.list_tracks(_PAGE, genre=library.list_genres()[0].name),
    "artists": lambda library: library.list_artists(_PAGE),
    "tracks": lambda library: library.list_tracks(_PAGE),
    "everything": lambda library: library.search("", artists=_PAGE, releases=_PAGE, tracks=_PAGE),
    "counts": lambda library: library.counts(),
    "search": lambda library: library.search("the lo", artists=_PAGE, releases=_PAGE, tracks=_PAGE),
}
# Small by nature: what one page of a list needs, what one person marked, the years and genres that there are.
_SMALL = re.compile(
    r"SCAN (main\.\w+_config|json_each|totals|release_years|genres|value|.* VIRTUAL TABLE INDEX)"
)


def _plans(library: Library, ask: Callable[[Library], object]) -> list[str]:
    heard: list[str] = []
    reader = library._database.reading()
    reader.set_trace_callback(heard.append)
    ask(library)
    reader.set_trace_callback(None)
    selects = [one for one in heard if one.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert selects
    return [
        f"{row['detail']}   <- {' '.join(select.split())[:120]}"
        for select in selects
        for row in reader.execute(f"EXPLAIN QUERY PLAN {select}")
    ]


@pytest.mark.parametrize("name", sorted(_HOT))
def test_hot_lists_are_read_from_an_index(library: Library, name: str) -> None:
    plans = _plans(library, _HOT[name])
    scans = [p for p in plans if p.startswith("SCAN") and "INDEX" not in p and not _SMALL.match(p)]
    assert scans == []


@pytest.mark.parametrize("name", sorted(set(_HOT) - {"search"}))
def test_hot_lists_are_never_sorted(library: Library, name: str) -> None:
    heard = [p for p in _plans(library, _HOT[name]) if "TEMP B-TREE" in p]
    # The credits and genres of the page's own things are put in order; they are a handful.
    assert [p for p in heard if not re.search(r"FROM (track|release)_(artists|genres) ", p)] == []


@pytest.mark.parametrize(
    "name",
    sorted(set(_HOT) - {f"releases {order}" for order in ("frequent", "recent", "starred", "highest")}),
)
def test_nothing_is_counted_row_by_row(library: Library, name: str) -> None:
    assert [p for p in _plans(library, _HOT[name]) if "count(*)" in p.lower()] == []


def test_any_place_of_a_long_list_is_the_one_that_walking_there_finds(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks: list[Callable[[Limits], object]] = [
        lambda limits: library.list_tracks(limits).items,
        lambda limits: library.list_tracks(limits, genre=library.list_genres()[0].name).items,
        *(
            lambda limits, order=order: library.list_releases(order, limits).items  # type: ignore[misc] # a default
            for order in (ReleaseOrder.TITLE, ReleaseOrder.ARTIST, ReleaseOrder.NEWEST)
        ),
        lambda limits: library.list_releases(ReleaseOrder.YEAR, limits).items,
        lambda limits: library.list_releases(ReleaseOrder.YEAR_DESC, limits).items,
        lambda limits: (
            library.list_releases(
                ReleaseOrder.YEAR_DESC, limits, where=ReleaseFilter(from_year=1960, to_year=2009)
            ).items
        ),
        lambda limits: library.list_labels(limits).items,
        lambda limits: library.list_credited(Role.COMPOSER, limits).items,
        lambda limits: library.list_artists(limits).items,
    ]
    whole = [ask(Limits(5_000)) for ask in asks]
    monkeypatch.setattr(positions, "_NEAR", 0)
    monkeypatch.setattr(positions, "_STEP", 7)
    for ask, all_of_it in zip(asks, whole, strict=True):
        assert isinstance(all_of_it, tuple)
        for offset in range(0, len(all_of_it) + 5, 11):
            assert ask(Limits(9, offset)) == all_of_it[offset : offset + 9]


def test_totals_are_what_counting_would_find(library: Library) -> None:
    db = library._database.reading()
    counts = library.counts()
    assert counts.tracks == db.execute("SELECT count(*) FROM tracks WHERE is_present = 1").fetchone()[0]
    assert counts.releases == db.execute("SELECT count(*) FROM releases WHERE track_count > 0").fetchone()[0]
    assert counts.artists == db.execute("SELECT count(*) FROM artists WHERE release_count > 0").fetchone()[0]
    assert counts.duration_ms == db.execute("SELECT sum(duration_ms) FROM tracks").fetchone()[0]
    for genre in library.list_genres():
        assert library.list_tracks(Limits(1), genre=genre.name).total == genre.track_count
    years = ReleaseFilter(from_year=1980, to_year=1999)
    page = library.list_releases(ReleaseOrder.YEAR, Limits(5_000), where=years)
    assert page.total == len(page.items)
