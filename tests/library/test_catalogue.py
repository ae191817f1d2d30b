"""What a scan makes of tagged files: a golden catalogue, small and of every kind of detail."""

from __future__ import annotations

import pytest

from library import Library, Part, ReleaseOrder, ReplayGain, Separators
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png


@pytest.fixture
def concert(shelf: Shelf, library: Library) -> Library:
    common = {
        "album": "Concertos",
        "albumartist": "Orchestra",
        "albumsort": "Concertos, Four",
        "version": "Live",
    }
    shelf.add("C/CD 1/1.flac", picture=png(), title="Allegro", artist="Soloist", composer="Bach",
        performer=["Ann (violin)", "Bob"], discsubtitle="Morning", date="1999-04-01", originaldate="1971",
        label=["DG", "Archiv"], catalognumber="DG 1", releasetype="live", work="Concerto", movement="1",
        mood="calm", isrc="GBAYE0601498", replaygain_track_gain="-3 dB", itunesadvisory="1", **common)  # fmt: skip
    shelf.add("C/CD 2/1.flac", picture=png(colour="red"), title="Presto", artist="Soloist", composer="Bach",
        date="1999-04-01", label="DG", media="Vinyl", titlesort="A Presto", hz=300, **common)  # fmt: skip
    scanned(library)
    return library


def test_a_track_tells_who_did_what_and_how_loud_it_is(concert: Library) -> None:
    track = next(track for track in all_tracks(concert) if track.title == "Allegro")
    by_name = {part.name: part.artist_id for part in track.parts}
    assert track.parts == (
        Part("composer", by_name["Bach"], "Bach"),
        Part("performer", by_name["Ann"], "Ann", "violin"),
        Part("performer", by_name["Bob"], "Bob"),
    )
    assert track.replay_gain == ReplayGain(track_db=-3.0)
    assert (track.date, track.original_date, track.advisory) == ("1999-04-01", "1971", "explicit")
    assert (track.moods, track.isrcs, track.disc, track.disc_title) == (
        ("calm",),
        ("GBAYE0601498",),
        1,
        "Morning",
    )
    assert track.work is not None
    assert (track.work.title, track.work.movement_number) == ("Concerto", 1)


def test_a_release_tells_its_labels_dates_and_discs(concert: Library) -> None:
    [release] = concert.list_releases(ReleaseOrder.TITLE, MANY).items
    assert (release.labels, release.catalogue_numbers, release.types) == (
        ("DG", "Archiv"),
        ("DG 1",),
        ("live",),
    )
    assert (release.date, release.original_date, release.version) == ("1999-04-01", "1971", "Live")
    assert (release.sort_title, release.advisory, release.disc_count) == ("Concertos, Four", "explicit", 2)
    first, second = release.discs
    assert (first.number, first.title, first.cover_id) == (1, "Morning", None)
    assert (second.number, second.media, second.cover_id is not None) == (2, "Vinyl", True)


def test_a_composer_is_an_artist_with_releases_to_appear_on(concert: Library) -> None:
    bach = next(part.artist_id for part in all_tracks(concert)[0].parts if part.name == "Bach")
    detail = concert.get_artist(bach)
    assert (detail.artist.name, detail.artist.part_count, detail.artist.track_count) == ("Bach", 2, 0)
    assert [release.title for release in detail.appears_on] == ["Concertos"]
    assert [artist.name for artist in concert.list_artists().items] == ["Orchestra"]


def test_a_composer_without_tracks_is_gone(shelf: Shelf, concert: Library) -> None:
    for disc in (1, 2):
        shelf.change(f"C/CD {disc}/1.flac", composer="Vivaldi")
    scanned(concert)
    assert {part.name for track in all_tracks(concert) for part in track.parts} == {"Vivaldi", "Ann", "Bob"}


def test_other_separators_have_every_file_read_again(shelf: Shelf) -> None:
    shelf.add("1.mp3", title="T", artist="A & B")
    with_default = shelf.open()
    scanned(with_default)
    assert [credit.name for credit in all_tracks(with_default)[0].artists] == ["A & B"]
    with_default.close()
    chosen = shelf.open(separators=Separators(artists=(" & ",)))
    scanned(chosen)
    assert [credit.name for credit in all_tracks(chosen)[0].artists] == ["A", "B"]
    assert scanned(chosen).changed == 0
    chosen.close()
