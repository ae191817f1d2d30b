from __future__ import annotations

import pytest

from library import Library, Limits, NotFound, ReleaseId, ReleaseOrder, TrackId, UserId
from tests.builders.shelf import MANY, Shelf, all_tracks, release_titles, scanned

_ME = UserId(1)


def _release(library: Library, title: str) -> ReleaseId:
    [found] = [r.id for r in library.list_releases(ReleaseOrder.TITLE, MANY).items if r.title == title]
    return found


def _titles(library: Library, release: ReleaseId) -> list[str]:
    return sorted(track.title for track in library.get_release(release).tracks)


@pytest.fixture(autouse=True)
def stocked(shelf: Shelf, library: Library) -> None:
    shelf.add("a/1.mp3", title="One", artist="A", album="Left", hz=300)
    shelf.add("a/2.mp3", title="Two", artist="A", album="Left", hz=350)
    shelf.add("b/1.mp3", title="Three", artist="B", album="Right", hz=400)
    scanned(library)


def test_merged_releases_are_one_through_every_scan(shelf: Shelf, library: Library) -> None:
    left, right = _release(library, "Left"), _release(library, "Right")
    library.merge_releases(left, [right])
    assert release_titles(library) == ["Left"]
    assert _titles(library, left) == ["One", "Three", "Two"]
    shelf.add("b/2.mp3", title="Four", artist="B", album="Right", hz=450)
    scanned(library, full=True)
    assert _titles(library, left) == ["Four", "One", "Three", "Two"]


def test_undoing_a_merge_brings_both_back_with_their_marks(library: Library) -> None:
    left, right = _release(library, "Left"), _release(library, "Right")
    library.star([right], user=_ME)
    library.merge_releases(left, [right])
    [made] = library.regroupings(Limits(10)).items
    assert (made.kind, made.release_id, made.title) == ("merge", left, "Left")
    library.undo_regrouping(made.id)
    assert (_release(library, "Left"), _release(library, "Right")) == (left, right)
    assert [release.id for release in library.starred(for_user=_ME).releases] == [right]
    assert library.regroupings(Limits(10)).total == 0
    with pytest.raises(NotFound):
        library.undo_regrouping(made.id)


def test_split_tracks_are_a_release_of_their_own_through_every_scan(library: Library) -> None:
    left = _release(library, "Left")
    two = next(track.id for track in all_tracks(library) if track.title == "Two")
    own = library.split_release([two]).release_id
    scanned(library, full=True)
    assert (_titles(library, own), _titles(library, left)) == (["Two"], ["One"])
    library.undo_regrouping(library.regroupings(Limits(1)).items[0].id)
    assert _titles(library, left) == ["One", "Two"]
    with pytest.raises(NotFound):
        library.get_release(own)


def test_what_was_split_off_can_be_merged_elsewhere(library: Library) -> None:
    right = _release(library, "Right")
    two = next(track.id for track in all_tracks(library) if track.title == "Two")
    library.merge_releases(right, [library.split_release([two]).release_id])
    scanned(library, full=True)
    assert _titles(library, right) == ["Three", "Two"]


def test_unknown_things_are_not_found_and_nothing_changes(library: Library) -> None:
    left = _release(library, "Left")
    for act in (
        lambda: library.merge_releases(left, [ReleaseId("al-99")]),
        lambda: library.merge_releases(ReleaseId("al-99"), [left]),
        lambda: library.split_release([TrackId("tr-99")]),
        lambda: library.split_release([]),
        lambda: library.undo_regrouping("ma-1"),
    ):
        with pytest.raises(NotFound):
            act()
    assert release_titles(library) == ["Left", "Right"]


def test_copies_in_two_folders_are_two_releases_and_one_again(shelf: Shelf, library: Library) -> None:
    left = _release(library, "Left")
    library.star([left], user=_ME)
    for number, title in enumerate(["One", "Two"], start=1):
        shelf.add(f"lossless/{number}.flac", title=title, artist="A", album="Left")
    scanned(library)
    assert release_titles(library) == ["Left", "Left", "Right"]
    assert [release.id for release in library.starred(for_user=_ME).releases] == [left]
    assert {track.suffix for track in library.get_release(left).tracks} == {"mp3"}
    for number in (1, 2):
        (shelf.music / f"lossless/{number}.flac").unlink()
    scanned(library)
    assert release_titles(library) == ["Left", "Right"]
    assert _release(library, "Left") == left


def test_discs_by_title_and_editions_by_version(shelf: Shelf, library: Library) -> None:
    shelf.add("Live (Disc 1)/1.mp3", title="L1", artist="C", album="Live (Disc 1)", tracknumber="1")
    shelf.add("Live (Disc 2)/1.mp3", title="L2", artist="C", album="Live [CD 2]", tracknumber="1")
    shelf.add("new/1.mp3", title="One", artist="A", album="Left", version="Remastered")
    scanned(library)
    live = library.get_release(_release(library, "Live"))
    assert [(track.disc, track.title) for track in live.tracks] == [(1, "L1"), (2, "L2")]
    assert release_titles(library) == ["Left", "Left", "Live", "Right"]
