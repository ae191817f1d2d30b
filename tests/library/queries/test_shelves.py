"""Browsing by years, labels and people in other roles: counted, in order, and in line after every change."""

from __future__ import annotations

from pathlib import Path

import pytest

from library import ArtistId, Label, Library, Limits, ReleaseFilter, ReleaseOrder, Role, Year
from library.tags.model import ROLES
from tests.builders.shelf import MANY, Shelf, scanned

_LABELS = "SELECT count(*) FROM labels WHERE release_count > 0"


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Three albums of two tracks: title, year, label, composers.

    Alpha  1999  ECM        Bach
    Beta   1999  Ecm, 4AD   Bach, Cage
    Gamma  2004  –          Cage
    """
    shelf = Shelf(tmp_path)
    rows = [
        ("Alpha", "1999", ["ECM"], ["Bach"]),
        ("Beta", "1999", ["Ecm", "4AD"], ["Bach", "Cage"]),
        ("Gamma", "2004", [], ["Cage"]),
    ]
    for title, year, labels, composers in rows:
        for number in ("1", "2"):
            said = {"label": labels, "composer": composers}
            shelf.add(
                f"{title}/{number}.flac",
                title=f"{title} {number}",
                artist="Band",
                album=title,
                date=year,
                tracknumber=number,
                hz=300 + 20 * len(title) + 7 * int(number),
                **{field: values for field, values in said.items() if values},
            )
    return shelf


@pytest.fixture
def library(shelf: Shelf) -> object:
    library = shelf.open()
    scanned(library)
    yield library
    library.close()


def _of(library: Library, where: ReleaseFilter, order: ReleaseOrder = ReleaseOrder.TITLE) -> list[str]:
    page = library.list_releases(order, MANY, where=where)
    assert page.total == len(page.items)
    return [release.title for release in page.items]


def _person(library: Library, name: str, role: Role = Role.COMPOSER) -> ArtistId:
    [found] = [one.artist.id for one in library.list_credited(role, MANY).items if one.artist.name == name]
    return found


def test_years_are_listed_newest_first_with_their_releases(library: Library) -> None:
    assert library.list_years() == [Year(2004, 1), Year(1999, 2)]
    assert _of(library, ReleaseFilter(from_year=1999, to_year=1999)) == ["Alpha", "Beta"]
    for order in (ReleaseOrder.YEAR, ReleaseOrder.YEAR_DESC, ReleaseOrder.ARTIST, ReleaseOrder.NEWEST):
        assert sorted(_of(library, ReleaseFilter(from_year=1990, to_year=1999), order)) == ["Alpha", "Beta"]
    assert _of(library, ReleaseFilter(from_year=2000), ReleaseOrder.YEAR_DESC) == ["Gamma"]
    assert _of(library, ReleaseFilter(to_year=2010), ReleaseOrder.YEAR_DESC)[0] == "Gamma"


def test_labels_are_one_however_they_are_spelled(library: Library) -> None:
    page = library.list_labels(MANY)
    assert page.items == (Label("4AD", 1), Label("ECM", 2))
    assert page.total == 2
    assert library.list_labels(Limits(1, 1)).items == (Label("ECM", 2),)
    assert _of(library, ReleaseFilter(label="ecm")) == ["Alpha", "Beta"]
    assert _of(library, ReleaseFilter(label="ECM", from_year=2000)) == []
    assert _of(library, ReleaseFilter(label="nobody's")) == []


def test_people_are_listed_by_role_with_their_releases(library: Library) -> None:
    page = library.list_credited(Role.COMPOSER, MANY)
    assert [(one.artist.name, one.release_count) for one in page.items] == [("Bach", 2), ("Cage", 2)]
    assert library.list_credited(Role.CONDUCTOR, MANY).total == 0
    cage = _person(library, "Cage")
    assert _of(library, ReleaseFilter(credit=(cage, Role.COMPOSER))) == ["Beta", "Gamma"]
    assert _of(library, ReleaseFilter(credit=(cage, Role.REMIXER))) == []
    assert _of(library, ReleaseFilter(credit=(cage, Role.COMPOSER), label="4ad")) == ["Beta"]
    assert library.get_artist(cage).roles == ((Role.COMPOSER, 2),)


def test_the_roles_are_those_that_tags_are_read_for() -> None:
    assert tuple(Role) == ROLES


def test_what_changes_in_tags_and_files_changes_in_every_list(shelf: Shelf, library: Library) -> None:
    for number in (1, 2):
        shelf.change(f"Alpha/{number}.flac", label=["Harmonia"], composer=["Cage"])
        (shelf.music / f"Gamma/{number}.flac").unlink()
    scanned(library)
    assert library.list_labels(MANY).items == (Label("4AD", 1), Label("Ecm", 1), Label("Harmonia", 1))
    assert library.list_years() == [Year(1999, 2)]
    counts = {one.artist.name: one.release_count for one in library.list_credited(Role.COMPOSER, MANY).items}
    assert counts == {"Bach": 1, "Cage": 2}
    db = library._database.reading()
    assert library.list_labels(MANY).total == db.execute(_LABELS).fetchone()[0]


def test_a_person_who_is_sorted_otherwise_moves_in_the_list(shelf: Shelf, library: Library) -> None:
    shelf.add("Zed/1.flac", title="Z", artist="Bach", artistsort="Zzz", album="Zed", hz=900)
    for number in (1, 2):
        shelf.change(f"Alpha/{number}.flac", artist="Bach", artistsort="Zzz")
    scanned(library)
    names = [one.artist.name for one in library.list_credited(Role.COMPOSER, MANY).items]
    assert names == ["Cage", "Bach"]


def test_a_library_from_before_gets_its_labels_and_credits_once(shelf: Shelf, library: Library) -> None:
    with library._database.writing() as tables:
        for table in ("listed_release_labels", "listed_release_credits"):
            tables.execute(f"DELETE FROM {table}")
        tables.execute("INSERT INTO chores VALUES ('index')")
    assert library.list_labels(MANY).total == 0
    again = shelf.open()
    assert [label.release_count for label in again.list_labels(MANY).items] == [1, 2]
    assert again.list_credited(Role.COMPOSER, MANY).total == 2
    again.close()
