from __future__ import annotations

import pytest

from library.playlists.agreement import Side, Step, step

SAME, CHANGED, GONE = Side


@pytest.mark.parametrize(
    ("file", "list", "wants"),
    [
        (SAME, SAME, Step.NOTHING),
        (CHANGED, SAME, Step.TAKE),
        (GONE, SAME, Step.REMOVE_LIST),
        (SAME, CHANGED, Step.WRITE),
        (CHANGED, CHANGED, Step.KEEP_LIST_AND_TAKE),
        (GONE, CHANGED, Step.WRITE),
        (SAME, GONE, Step.REMOVE_FILE),
        (CHANGED, GONE, Step.MAKE_LIST),
        (GONE, GONE, Step.FORGET),
    ],
)
def test_a_change_goes_to_the_other_side(file: Side, list: Side, wants: Step) -> None:
    assert step(file, list, is_file_newer=True, is_sure=True) is wants


def test_of_two_changes_the_newer_one_wins_and_the_other_is_kept() -> None:
    assert step(CHANGED, CHANGED, is_file_newer=False, is_sure=True) is Step.KEEP_FILE_AND_WRITE
    assert step(CHANGED, CHANGED, is_file_newer=True, is_sure=False) is Step.KEEP_LIST_AND_TAKE


@pytest.mark.parametrize("list", list(Side))
def test_a_missing_file_means_nothing_unless_it_is_sure(list: Side) -> None:
    assert step(GONE, list, is_file_newer=False, is_sure=False) is Step.NOTHING
