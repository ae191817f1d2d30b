"""What a song, an album and an artist say; every OpenSubsonic field always there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from library import Marks
from server.http.subsonic import shapes
from server.http.subsonic.clients import OPEN_SUBSONIC_FIELDS
from tests.fakes.subsonic_house import ARTISTS, FOLDERS, NOON, RELEASES, TRACKS

CHILD = {
    *("bitDepth", "samplingRate", "channelCount", "mediaType", "played", "bpm", "comment", "sortName"),
    *("musicBrainzId", "isrc", "genres", "artists", "displayArtist", "albumArtists", "displayAlbumArtist"),
    *("contributors", "displayComposer", "moods", "replayGain", "explicitStatus", "works", "movements"),
    "groupings",
}
ALBUM = {
    *("version", "played", "recordLabels", "musicBrainzId", "genres", "artists", "displayArtist"),
    *("releaseTypes", "moods", "sortName", "originalReleaseDate", "releaseDate", "isCompilation"),
    *("explicitStatus", "discTitles"),
}
ARTIST = {"musicBrainzId", "sortName", "disambiguation", "roles"}
NOW_PLAYING = {"state", "positionMs", "playbackRate"}


@pytest.mark.parametrize("track", TRACKS, ids=lambda track: track.id)
def test_a_song_has_every_field_that_apps_rely_on(track: object) -> None:
    song = shapes.song(track)  # type: ignore[arg-type]  # the table holds tracks
    assert set(song) >= CHILD
    assert set(song) >= {"id", "title", "size", "suffix", "duration", "type", "discNumber", "isDir"}


def test_albums_and_artists_have_every_field_too() -> None:
    for release in RELEASES:
        assert set(shapes.album(release)) >= ALBUM
        assert set(shapes.album_directory(release)) >= CHILD | {"name", "songCount"}
    for artist in ARTISTS:
        assert set(shapes.artist(artist)) >= ARTIST | {"artistImageUrl"}


def test_the_list_of_opensubsonic_fields_is_the_specification_s() -> None:
    assert OPEN_SUBSONIC_FIELDS == CHILD | ALBUM | ARTIST | NOW_PLAYING


def test_marks_are_the_user_s_and_absent_ones_are_left_out() -> None:
    loved, plain = shapes.song(TRACKS[0]), shapes.song(TRACKS[1])
    assert (loved["userRating"], loved["playCount"]) == (4, 7)
    assert loved["starred"] == loved["played"] == "2026-03-01T12:00:00.000Z"
    assert not {"starred", "userRating", "track", "coverArt", "genre"} & set(plain)
    assert (plain["played"], plain["playCount"], plain["discNumber"]) == ("", 0, 1)


def test_several_artists_are_several_and_displayed_as_written() -> None:
    song = shapes.song(TRACKS[2])
    assert song["artists"] == [{"id": "ar-2", "name": "The Clocks"}, {"id": "ar-1", "name": "Ölwerk"}]
    assert (song["artist"], song["artistId"]) == ("The Clocks & Ölwerk", "ar-2")
    assert song["displayAlbumArtist"] == "The Clocks, Ölwerk"


def test_a_release_without_artist_or_year_is_still_an_album() -> None:
    album = shapes.album(RELEASES[2])
    assert (album["artists"], album["artist"], album["originalReleaseDate"]) == ([], "", {})
    assert not {"artistId", "year"} & set(album)


def test_seconds_are_rounded() -> None:
    assert [shapes.seconds(duration_ms) for duration_ms in (0, 499, 500, 1_499, 200_400)] == [0, 0, 1, 1, 200]


def test_moments_are_in_utc_with_a_z() -> None:
    summer = timezone(timedelta(hours=2))
    assert shapes.moment(datetime(2026, 7, 1, 12, 0, 0, 1_500, summer)) == "2026-07-01T10:00:00.001Z"


def test_a_folder_knows_its_parent_unless_it_is_a_root() -> None:
    assert shapes.folder_directory(FOLDERS[1])["parent"] == "fo-1"
    assert "parent" not in shapes.folder_directory(FOLDERS[0])


def test_a_place_in_a_book_is_its_bookmark() -> None:
    left = replace(TRACKS[0], marks=Marks(position_ms=754_000, left_utc=NOON))
    assert shapes.song(left)["bookmarkPosition"] == 754_000
    assert "bookmarkPosition" not in shapes.song(TRACKS[0])
