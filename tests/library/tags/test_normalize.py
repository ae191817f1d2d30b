from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.tags.model import Name, RawTags
from library.tags.normalize import normalize

_ID = "5b11f4ce-a62d-471e-81fc-a69a8278c7da"


def _names(raw: RawTags) -> list[str]:
    return [name.name for name in normalize(raw).artists]


@pytest.mark.parametrize("name", ["AC/DC", "Earth, Wind & Fire", "Simon & Garfunkel", "Tyler, The Creator"])
def test_plain_names_are_not_split(name: str) -> None:
    assert _names({"artist": [name]}) == [name]
    assert normalize({"artist": [name]}).artist == name


@pytest.mark.parametrize("values", [["A; B"], ["A\0B"], ["A", "B"], ["A;", " B ", "A"]])
def test_several_values_are_several_artists(values: list[str]) -> None:
    assert _names({"artist": values}) == ["A", "B"]
    assert normalize({"artist": values}).artist == "A, B"


def test_the_field_artists_names_them_and_artist_shows_them() -> None:
    tags = normalize({"artist": ["A feat. B"], "artists": ["A", "B"]})
    assert [name.name for name in tags.artists] == ["A", "B"]
    assert tags.artist == "A feat. B"


def test_ids_and_sort_names_belong_to_names_by_position() -> None:
    raw = {
        "artist": ["The A", "B"],
        "artistsort": ["A, The", "B"],
        "musicbrainz_artistid": [_ID, _ID.upper()],
    }
    assert normalize(raw).artists == (Name("The A", "A, The", _ID), Name("B", "B", _ID))


def test_ids_that_do_not_match_the_names_are_left_out() -> None:
    raw = {"artist": ["A & B"], "musicbrainz_artistid": [_ID, _ID]}
    assert normalize(raw).artists == (Name("A & B"),)


@pytest.mark.parametrize(
    ("text", "number", "total"),
    [
        ("3/12", 3, 12),
        ("03", 3, None),
        ("3 of 12", 3, 12),
        ("0/0", None, None),
        ("A1", None, None),
        ("", None, None),
    ],
)
def test_track_numbers(text: str, number: int | None, total: int | None) -> None:
    tags = normalize({"tracknumber": [text], "discnumber": [text]})
    assert (tags.number, tags.number_total, tags.disc, tags.disc_total) == (number, total, number, total)


def test_totals_may_have_their_own_fields() -> None:
    assert normalize({"tracknumber": ["3"], "tracktotal": ["12"]}).number_total == 12
    assert normalize({"discnumber": ["1"], "totaldiscs": ["2"]}).disc_total == 2


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ({"date": ["1999-12-31"]}, 1999),
        ({"date": ["31.12.1999"]}, 1999),
        ({"year": ["2004"]}, 2004),
        ({"date": ["0000"], "originaldate": ["1971-05"]}, 1971),
        ({"date": ["19991231"]}, None),
        ({"date": ["someday"]}, None),
    ],
)
def test_years(raw: RawTags, year: int | None) -> None:
    assert normalize(raw).year == year


def test_genres_are_split_and_distinct() -> None:
    assert normalize({"genre": ["Rock; Pop", "rock", "Drum & Bass"]}).genres == ("Rock", "Pop", "Drum & Bass")


def test_smaller_fields() -> None:
    tags = normalize(
        {
            "compilation": ["1"],
            "bpm": ["127.6"],
            "comment": ["two\nlines"],
            "musicbrainz_trackid": [_ID.upper()],
            "musicbrainz_albumid": ["not an id"],
        }
    )
    assert (tags.is_compilation, tags.bpm, tags.comment) == (True, 128, "two\nlines")
    assert (tags.musicbrainz_id, tags.release_musicbrainz_id) == (_ID, None)


def test_control_characters_and_half_surrogates_are_dropped() -> None:
    assert normalize({"title": ["a\x01\ud800b\x1b"]}).title == "ab"


def test_endless_values_are_cut() -> None:
    assert len(normalize({"title": ["x" * 1_000_000]}).title or "") == 1_000
    assert len(normalize({"artist": [f"{n}" for n in range(100_000)]}).artists) == 100


@given(st.dictionaries(st.sampled_from(["title", "artist", "artists", "album", "tracknumber", "discnumber",
    "tracktotal", "date", "genre", "bpm", "comment", "compilation", "musicbrainz_artistid", "artistsort"]),
    st.lists(st.text(st.characters(exclude_categories=()))), max_size=14))  # fmt: skip
def test_any_fields_give_tags_that_can_be_stored(raw: RawTags) -> None:
    tags = normalize(raw)
    for text in (
        tags.title,
        tags.artist,
        tags.album,
        tags.comment,
        *tags.genres,
        *(n.name for n in tags.artists),
    ):
        (text or "").encode()
