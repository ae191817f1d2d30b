from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import Separators
from library.tags.model import RawTags
from library.tags.normalize import normalize

_IDS = ["5b11f4ce-a62d-471e-81fc-a69a8278c7da", "6b11f4ce-a62d-471e-81fc-a69a8278c7da"]


def _names(raw: RawTags, separators: Separators = Separators()) -> list[str]:  # noqa: B008 - frozen
    return [name.name for name in separators.apply(normalize(raw)).artists]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A feat. B", ["A", "B"]),
        ("A (feat. B)", ["A", "B"]),
        ("A [ft. B & C]", ["A", "B & C"]),
        ("A / B", ["A", "B"]),
        ("A / A", ["A"]),
        ("AC/DC", ["AC/DC"]),
        ("AC / DC", ["AC / DC"]),
        ("AC / DC / B", ["AC / DC", "B"]),
        ("Earth, Wind & Fire feat. B", ["Earth, Wind & Fire", "B"]),
        ("Featuring", ["Featuring"]),
    ],
)
def test_names_are_split_where_people_mean_several(text: str, names: list[str]) -> None:
    assert _names({"artist": [text]}) == names


def test_the_household_chooses() -> None:
    chosen = Separators(artists=(", ", " & "), whole=("Earth, Wind & Fire",))
    assert _names({"artist": ["Earth, Wind & Fire, A & B"]}, chosen) == ["Earth, Wind & Fire", "A", "B"]
    assert _names({"artist": ["A & B / C"]}, Separators(artists=(), whole=())) == ["A & B / C"]


def test_what_is_displayed_stays_as_written() -> None:
    assert Separators().apply(normalize({"artist": ["A feat. B"]})).artist == "A feat. B"


def test_ids_find_the_names_they_belong_to_after_the_split() -> None:
    tags = Separators().apply(normalize({"artist": ["A feat. B"], "musicbrainz_artistid": _IDS}))
    assert [(name.name, name.musicbrainz_id) for name in tags.artists] == list(zip("AB", _IDS, strict=True))


def test_a_name_with_an_id_of_its_own_is_one() -> None:
    assert _names({"artist": ["A / B"], "musicbrainz_artistid": _IDS[:1]}) == ["A / B"]


def test_genres_and_other_roles_are_split_too() -> None:
    tags = Separators().apply(normalize({"genre": ["Rock / Pop"], "composer": ["Lennon / McCartney"]}))
    assert tags.genres == ("Rock", "Pop")
    assert [part.name for part in tags.details.parts] == ["Lennon", "McCartney"]


@given(st.text(), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(min_size=1), max_size=3))
def test_any_separators_leave_names_and_never_none(
    text: str, separators: list[str], whole: list[str]
) -> None:
    raw = {"artist": [text]}
    names = _names(raw, Separators(artists=tuple(separators), whole=tuple(whole)))
    assert bool(names) == bool(normalize(raw).artists)
