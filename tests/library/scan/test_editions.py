from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from library.scan.editions import Placed, editions


def _folder(number: int, *places: int) -> list[Placed]:
    return [Placed(1000 * number + place, number, (f"{number}",), place) for place in places]


def test_an_album_in_one_folder_is_one() -> None:
    assert set(editions(_folder(1, 1, 2, 3)).values()) == {None}


def test_an_album_spread_over_folders_is_one() -> None:
    assert set(editions([*_folder(1, 1, 2), *_folder(2, 3, 4)]).values()) == {None}


def test_a_stray_double_does_not_split_an_album() -> None:
    assert set(editions([*_folder(1, 1, 2, 3), *_folder(2, 3, 4, 5)]).values()) == {None}


def test_the_same_album_twice_is_two_copies() -> None:
    copies = editions([*_folder(1, 1, 2), *_folder(2, 1, 2)])
    assert copies == {1001: 1, 1002: 1, 2001: 2, 2002: 2}


_TRACKS = st.lists(
    st.builds(lambda folder, place: _folder(folder, place)[0], st.integers(1, 5), st.integers(1, 6))
)


@given(_TRACKS, st.randoms())
def test_no_order_of_scanning_changes_the_copies(tracks: list[Placed], chance: random.Random) -> None:
    before = editions(tracks)
    shuffled = list(tracks)
    chance.shuffle(shuffled)
    assert editions(shuffled) == before
    assert before.keys() == {track.track for track in tracks}


@given(_TRACKS)
def test_a_folder_is_never_torn_apart(tracks: list[Placed]) -> None:
    copies = editions(tracks)
    by_folder: dict[int, set[int | None]] = {}
    for track in tracks:
        by_folder.setdefault(track.folder, set()).add(copies[track.track])
    assert all(len(names) == 1 for names in by_folder.values())
