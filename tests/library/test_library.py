"""The whole path through the face: a folder of every format, listed, searched, opened."""

from __future__ import annotations

from pathlib import Path

import pytest

import library as face
from library import (
    ArtistId,
    Database,
    Library,
    LibraryError,
    LibraryPlan,
    Limits,
    NotFound,
    ReleaseId,
    ReleaseOrder,
    TrackId,
    migrations,
)
from tests.builders.audio import FORMATS
from tests.builders.shelf import MANY, Shelf, all_tracks, scanned
from tests.builders.tags import png


def test_every_format_is_scanned_listed_searched_and_opened(shelf: Shelf, library: Library) -> None:
    for number, suffix in enumerate(FORMATS, start=1):
        shelf.add(
            f"Album/{number}{suffix}",
            picture=png(),
            title=f"Song in {suffix[1:]}",
            artist="Singer",
            albumartist="Band",
            album="Album",
            tracknumber=f"{number}/{len(FORMATS)}",
            date="2001",
            genre="Rock",
        )
    assert scanned(library).failed == 0
    [release] = library.list_releases(ReleaseOrder.TITLE, MANY).items
    assert (release.title, release.artist, release.year, release.genres) == ("Album", "Band", 2001, ("Rock",))
    assert release.track_count == len(FORMATS)
    tracks = library.get_release(release.id).tracks
    assert [track.number for track in tracks] == list(range(1, len(FORMATS) + 1))
    for track in tracks:
        assert library.search(track.title, artists=MANY, releases=MANY, tracks=MANY).tracks[0] == track
        media = library.get_media_file(track.id)
        assert media.path.stat().st_size == media.size_bytes == track.size_bytes
        assert media.path.stat().st_mtime_ns == media.mtime_ns
        assert (media.format, media.duration_ms) == (track.format, track.duration_ms)
        assert track.cover_id is not None
        assert library.get_cover(track.cover_id).data == png()
    counts = library.counts()
    assert (counts.tracks, counts.releases, counts.artists) == (len(FORMATS), 1, 1)
    assert counts.duration_ms == release.duration_ms == sum(track.duration_ms for track in tracks)
    assert counts.size_bytes == sum(track.size_bytes for track in tracks)


def test_artists_of_tracks_and_of_releases_are_told_apart(shelf: Shelf, library: Library) -> None:
    shelf.add("1.flac", title="Duet", artist="A & B", artists=["A", "B"], albumartist=["C", "D"], album="X")
    scanned(library)
    [track] = all_tracks(library)
    assert track.artist == "A & B"
    assert [credit.name for credit in track.artists] == ["A", "B"]
    assert [credit.name for credit in track.album_artists] == ["C", "D"]
    assert [artist.name for artist in library.list_artists().items] == ["C", "D"]
    guest = library.get_artist(track.artists[0].artist_id)
    assert (guest.releases, [release.title for release in guest.appears_on]) == ((), ["X"])
    assert (guest.artist.release_count, guest.artist.track_count) == (0, 1)
    host = library.get_artist(track.album_artists[1].artist_id)
    assert ([release.title for release in host.releases], host.appears_on) == (["X"], ())


def test_artists_are_named_in_their_order_and_found_in_any(shelf: Shelf, library: Library) -> None:
    for name in ("Zed", "Ada", "Mo"):
        shelf.add(f"{name}.mp3", artist=name, albumartist=name, album=name)
    scanned(library)
    names = library.list_artist_names()
    assert [name for _, name in names] == ["Ada", "Mo", "Zed"]
    assert [id for id, _ in names] == [artist.id for artist in library.list_artists().items]
    (ada, _), (mo, _), _ = names
    assert [artist.name for artist in library.find_artists([mo, ArtistId("ar-999"), ada])] == ["Mo", "Ada"]


def test_tracks_are_found_in_the_order_asked_for(shelf: Shelf, library: Library) -> None:
    for number in range(3):
        shelf.add(f"{number}.mp3", title=f"{number}")
    scanned(library)
    a, b, c = (track.id for track in all_tracks(library))
    asked = [c, a, TrackId("tr-999"), c, TrackId("nonsense"), b]
    assert [track.id for track in library.find_tracks(asked)] == [c, a, c, b]
    assert library.find_tracks([]) == []


@pytest.mark.parametrize("id", ["tr-99", "al-99", "ar-99", "fo-99", "co-99-01234567", "x", ""])
def test_unknown_ids_are_not_found(library: Library, id: str) -> None:
    for get in (
        library.get_track,
        library.get_release,
        library.get_artist,
        library.get_folder,
        library.get_media_file,
        library.get_cover,
        library.cover_of,
    ):
        with pytest.raises(NotFound) as caught:
            get(id)  # type: ignore[arg-type, operator] # on purpose
        assert caught.value.id == id


def test_folders_are_as_on_disk(shelf: Shelf, library: Library) -> None:
    shelf.add("Rock/Album/1.mp3", title="One")
    shelf.add("Rock/loose.mp3", title="Loose")
    (shelf.music / "Papers").mkdir()
    scanned(library)
    [root] = library.root_folders()
    assert (root.name, root.parent_id) == ("music", None)
    [rock] = library.get_folder(root.id).folders
    detail = library.get_folder(rock.id)
    assert (rock.name, rock.parent_id) == ("Rock", root.id)
    assert [folder.name for folder in detail.folders] == ["Album"]
    assert [track.title for track in detail.tracks] == ["Loose"]
    assert detail.tracks[0].folder_id == rock.id


def test_a_file_outside_the_configured_roots_is_not_given_away(shelf: Shelf, library: Library) -> None:
    shelf.add("1.mp3", title="One")
    scanned(library)
    [track] = all_tracks(library)
    elsewhere = shelf.folder / "elsewhere"
    elsewhere.mkdir()
    other = shelf.open(elsewhere)
    with pytest.raises(NotFound):
        other.get_media_file(track.id)
    other.close()


def test_an_empty_library_answers_everything_with_nothing(library: Library) -> None:
    assert library.counts() == face.Counts(0, 0, 0, 0, 0)
    assert library.list_artists().items == ()
    for order in ReleaseOrder:
        assert library.list_releases(order, MANY).total == 0
    assert library.list_tracks(MANY).total == 0
    assert library.random_tracks(5) == []
    assert library.list_genres() == []
    assert library.root_folders() == []
    assert library.search("", artists=MANY, releases=MANY, tracks=MANY).tracks == ()
    assert library.problems(Limits(1)).total == 0
    with pytest.raises(LibraryError):
        library.get_release(ReleaseId("al-1"))


def test_the_face_exports_what_it_says() -> None:
    assert all(hasattr(face, name) for name in face.__all__)
    assert list(face.__all__) == sorted(face.__all__)


def test_a_library_that_the_house_adds_takes_no_name_that_a_household_chose(tmp_path: Path) -> None:
    database = Database(tmp_path / "segue.db")
    database.migrate(migrations)
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    for folder in (theirs, ours):
        folder.mkdir()
    chosen = [LibraryPlan("Podcasts", (theirs,))]
    library = Library(database, libraries=chosen, thumbnails=tmp_path / "thumbnails")
    for _ in range(2):
        library.add_library(LibraryPlan("Podcasts", (ours,)))
    assert [each.name for each in library.list_libraries()] == ["Podcasts", "Podcasts 2"]
    library.close()
