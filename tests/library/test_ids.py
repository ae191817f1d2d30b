from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library import NotFound
from library.ids import artist_id, cover_id, folder_id, number_of, parsed, release_id, track_id


@given(st.integers(min_value=1, max_value=10**18 - 1))
def test_every_id_leads_back_to_its_row(number: int) -> None:
    assert parsed(track_id(number)) == ("tr", number)
    assert parsed(release_id(number)) == ("al", number)
    assert parsed(artist_id(number)) == ("ar", number)
    assert parsed(folder_id(number)) == ("fo", number)
    assert parsed(cover_id(number, "0123456789abcdef")) == ("co", number)


@given(st.text())
def test_other_texts_are_not_found_and_nothing_worse(text: str) -> None:
    try:
        kind, number = parsed(text)
    except NotFound:
        return
    assert text.startswith(f"{kind}-{number}")


@pytest.mark.parametrize(
    "id", ["", "tr-", "tr-0", "tr-01", "tr--1", "tr-1 ", "tr-١", "TR-1", "co-1", "tr-" + "9" * 30]
)
def test_near_misses_are_not_found(id: str) -> None:
    with pytest.raises(NotFound):
        parsed(id)


def test_an_id_of_another_kind_is_not_found() -> None:
    with pytest.raises(NotFound) as caught:
        number_of("al-1", "tr")
    assert caught.value.id == "al-1"
