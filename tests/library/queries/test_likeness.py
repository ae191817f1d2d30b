"""What is alike, in numbers that only have to be in the right order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from library.queries.likeness import (
    UNKNOWN,
    Sounding,
    Traits,
    likeness,
    most_alike,
    sonic_likeness,
    sonic_path,
)

CALM, LOUD = Sounding(-23.0, 12.0, 0.5), Sounding(-8.0, 3.0, 1.1)
soundings = st.builds(
    Sounding,
    st.floats(-70, 0, allow_nan=False),
    st.floats(0, 30, allow_nan=False),
    st.floats(0, 2, allow_nan=False),
)


def traits(number: int, **known: object) -> Traits:
    return Traits(
        **{
            "number": number,
            "artists": frozenset({number}),
            "genres": frozenset(),
            "year": None,
            "sounding": None,
            **known,
        }
    )


@given(soundings, soundings)
def test_sounds_are_as_alike_from_either_side(one: Sounding, other: Sounding) -> None:
    assert sonic_likeness(one, other) == sonic_likeness(other, one)
    assert 0 <= sonic_likeness(one, other) <= 1
    assert sonic_likeness(one, one) == 1


def test_what_was_not_measured_is_not_guessed() -> None:
    assert sonic_likeness(CALM, None) == sonic_likeness(None, None) == UNKNOWN == -1


def test_a_genre_goes_before_a_year_and_sound_decides_within_it() -> None:
    seed = traits(1, genres=frozenset({7}), year=1999, sounding=CALM)
    same, loud = (traits(n, genres=frozenset({7}), year=1970, sounding=s) for n, s in ((2, CALM), (3, LOUD)))
    other = traits(4, genres=frozenset({8}), year=1999, sounding=CALM)
    assert [one.number for one in most_alike([seed], [other, loud, same, seed], 9)] == [2, 3, 4]
    assert likeness(seed, same) > likeness(seed, loud) > likeness(seed, other)


def test_one_artist_does_not_fill_the_list() -> None:
    seed = traits(1, artists=frozenset({1}), genres=frozenset({7}))
    own = [traits(n, artists=frozenset({1}), genres=frozenset({7})) for n in range(2, 12)]
    others = [traits(n, genres=frozenset({7})) for n in range(20, 30)]
    chosen = most_alike([seed], [*own, *others], 9)
    assert sum(one.artists == {1} for one in chosen) == 3


def test_a_path_goes_by_even_steps() -> None:
    steps = [Sounding(-23.0 + 15 * n / 4, 12.0 - 9 * n / 4, 0.5 + 0.6 * n / 4) for n in range(5)]
    start, *middle, end = (traits(n, sounding=sounding) for n, sounding in enumerate(steps))
    assert [one.number for one in sonic_path(start, end, reversed(middle), 5)] == [0, 1, 2, 3, 4]
    assert [one.number for one in sonic_path(start, end, middle, 2)] == [0, 4]
    assert [one.number for one in sonic_path(start, traits(9), middle, 5)] == [0, 9]
    assert [one.number for one in sonic_path(start, start, middle, 5)] == [0]
