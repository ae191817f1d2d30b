from __future__ import annotations

import pytest

from library import Library, Marks, NotFound, Track, TrackId, UserId
from tests.builders.shelf import Shelf, all_tracks, scanned

_ME, _YOU = UserId(1), UserId(2)


@pytest.fixture
def track(shelf: Shelf, library: Library) -> Track:
    shelf.add("1.flac", title="One", artist=["A", "B"], albumartist="C", album="X")
    scanned(library)
    [track] = all_tracks(library)
    return track


def _marks(library: Library, track: Track, user: UserId = _ME) -> Marks:
    return library.get_track(track.id, for_user=user).marks


def test_a_star_is_the_users_own_and_kept_by_a_second_one(library: Library, track: Track) -> None:
    library.star([track.id], user=_ME)
    first = _marks(library, track)
    library.star([track.id], user=_ME)
    assert _marks(library, track) == first
    assert first.starred_utc is not None
    assert _marks(library, track, _YOU) == Marks()
    assert library.get_track(track.id).marks == Marks()


def test_unstarring_what_has_no_star_is_fine(library: Library, track: Track) -> None:
    library.unstar([track.id], user=_ME)
    library.star([track.id], user=_ME)
    library.unstar([track.id], user=_ME)
    assert _marks(library, track).starred_utc is None


def test_everything_can_be_starred(library: Library, track: Track) -> None:
    library.star([track.id, track.release_id, track.artists[1].artist_id], user=_ME)
    starred = library.starred(for_user=_ME)
    assert [artist.name for artist in starred.artists] == ["B"]
    assert [release.title for release in starred.releases] == ["X"]
    assert [found.title for found in starred.tracks] == ["One"]
    assert starred.tracks[0].marks.starred_utc is not None


@pytest.mark.parametrize("unknown", ["tr-99", "al-99", "ar-99", "fo-1", "nonsense"])
def test_one_unknown_id_and_nothing_is_starred(library: Library, track: Track, unknown: str) -> None:
    with pytest.raises(NotFound):
        library.star([track.id, unknown], user=_ME)
    assert _marks(library, track) == Marks()


def test_ratings_are_one_to_five(library: Library, track: Track) -> None:
    library.rate(track.release_id, 4, user=_ME)
    assert library.get_release(track.release_id, for_user=_ME).release.marks.rating == 4
    library.rate(track.release_id, None, user=_ME)
    assert library.get_release(track.release_id, for_user=_ME).release.marks.rating is None
    for wrong in (0, 6, -1):
        with pytest.raises(ValueError, match="1 to 5"):
            library.rate(track.id, wrong, user=_ME)


def test_a_play_counts_for_the_track_its_release_and_its_artists(library: Library, track: Track) -> None:
    library.played([(track.id, 5_000), (track.id, 3_000)], user=_ME)
    marks = _marks(library, track)
    assert marks.plays == 2
    assert marks.played_utc is not None
    assert marks.played_utc.timestamp() == 5
    assert library.get_release(track.release_id, for_user=_ME).release.marks.plays == 2
    for credit in (*track.artists, *track.album_artists):
        assert library.get_artist(credit.artist_id, for_user=_ME).artist.marks.plays == 2


def test_a_play_without_a_time_was_now(library: Library, track: Track) -> None:
    library.played([(track.id, None)], user=_ME)
    played_utc = _marks(library, track).played_utc
    assert played_utc is not None
    assert played_utc >= track.added_utc


def test_plays_of_an_unknown_track_count_nothing(library: Library, track: Track) -> None:
    with pytest.raises(NotFound):
        library.played([(track.id, None), (TrackId("tr-99"), None)], user=_ME)
    assert _marks(library, track).plays == 0


def test_a_forgotten_user_leaves_no_marks(library: Library, track: Track) -> None:
    library.star([track.id], user=_ME)
    library.star([track.id], user=_YOU)
    library.forget_user(_ME)
    assert _marks(library, track) == Marks()
    assert _marks(library, track, _YOU) != Marks()
