from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.tags.details import details
from library.tags.encodings import repaired, suggestion
from library.tags.model import Gain, RawTags


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1999", "1999"),
        ("1999-7", "1999-07"),
        ("1999-07-31T10:00:00Z", "1999-07-31"),
        ("31.12.1999", "1999-12-31"),
        ("1999-13-01", "1999"),
        ("1999-00-00", "1999"),
        ("someday", None),
        ("0000", None),
    ],
)
def test_dates_are_as_precise_as_they_are_told(text: str, date: str | None) -> None:
    assert details({"date": [text]}).date == date


@pytest.mark.parametrize(
    ("fields", "gain"),
    [
        ({"replaygain_track_gain": ["-7.2 dB"]}, Gain(track_db=-7.2)),
        ({"replaygain_album_gain": ["+1,5 DB"]}, Gain(album_db=1.5)),
        ({"r128_track_gain": ["-512"]}, Gain(track_db=3.0)),  # Q7.8: −2 dB to −23 LUFS is +3 to −18
        ({"r128_track_gain": ["0"], "replaygain_track_gain": ["1 dB"]}, Gain(track_db=1.0)),
        ({"replaygain_track_gain": ["loud"], "replaygain_track_peak": ["1"]}, Gain(track_peak=1.0)),
        ({"replaygain_track_gain": ["9999 dB"], "replaygain_track_peak": ["-1"]}, Gain()),
    ],
)
def test_gains_are_in_db_of_replay_gain(fields: RawTags, gain: Gain) -> None:
    assert details(fields).gain == gain


@pytest.mark.parametrize(
    ("text", "advisory"), [("1", "explicit"), ("4", "explicit"), ("2", "clean"), ("0", None)]
)
def test_advisories(text: str, advisory: str | None) -> None:
    assert details({"itunesadvisory": [text]}).advisory == advisory


@pytest.mark.parametrize(
    ("fields", "movement"),
    [
        ({"movement": ["2/4"], "movementname": ["Largo"]}, ("Largo", 2, 4)),
        ({"movement": ["2"], "movementtotal": ["4"]}, (None, 2, 4)),
        ({"movement": ["Largo"]}, ("Largo", None, None)),
    ],
)
def test_movements_are_numbers_or_names(fields: RawTags, movement: tuple[object, ...]) -> None:
    found = details(fields)
    assert (found.movement, found.movement_number, found.movement_total) == movement


def test_only_what_is_certain_is_repaired() -> None:
    assert [repaired(text) for text in ("CafÃ©", "Café", "plain", "Ð\x9aÐ¸Ð½Ð¾")] == [
        "Café",
        "Café",
        "plain",
        "Кино",
    ]


@pytest.mark.parametrize("text", ["Café", "Ñandú", "Sigur Rós", "Кино", "日本", "Ärger", "ÄÖÜ"])
def test_what_may_be_right_is_not_suggested_to_be_wrong(text: str) -> None:
    assert suggestion(text) is None


_FIELDS = ["titlesort", "movement", "movementtotal", "itunesadvisory", "replaygain_track_gain", "date",
    "r128_album_gain", "replaygain_track_peak", "performer", "composer", "isrc", "title"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(_FIELDS), st.lists(st.text(st.characters(exclude_categories=())))))
def test_any_fields_give_details_that_can_be_stored(raw: RawTags) -> None:
    found = details(raw)
    for text in (found.sort_title, found.better, found.movement, *(part.name for part in found.parts)):
        (text or "").encode()
